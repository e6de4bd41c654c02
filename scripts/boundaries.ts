import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the production code of one package may import besides its own files. Tests may use the test tools as well. */
interface Rule {
  readonly packages: readonly (string | RegExp)[];
  readonly builtins: 'all' | 'none' | 'without-process';
}

const adapter = (...libraries: (string | RegExp)[]): Rule => ({
  packages: ['@weighbridge/core', 'zod', ...libraries],
  builtins: 'all',
});

/** DESIGN: core ← adapters ← command ← cli. A package that is not listed here is refused. */
const rules: Readonly<Record<string, Rule>> = {
  core: { packages: ['zod', 'markdown-table', /^@stdlib\/[a-z0-9-]+$/], builtins: 'none' },
  data: adapter(/^hyparquet(-[a-z]+)?$/, 'hysnappy', 'papaparse'),
  git: adapter(),
  forge: adapter(/^(?:@octokit\/|bottleneck(?:\/light\.js)?$)/),
  store: adapter(/^@actions\/artifact$/, 'aws4fetch', 'tar-stream', 'yauzl'),
  table: adapter('@duckdb/node-api'),
  compute: adapter(),
  evidence: adapter(/^@sigstore\//, '@cyclonedx/cyclonedx-library'),
  tracker: adapter(),
  serving: adapter(),
  notify: adapter(),
  command: { packages: ['@weighbridge/core', 'zod', 'yaml'], builtins: 'without-process' },
  cli: {
    packages: [
      /^@weighbridge\/(core|data|git|forge|store|table|compute|evidence|tracker|serving|notify|command)$/,
      /^@actions\//,
      'zod',
    ],
    builtins: 'all',
  },
  testing: { packages: [/^@weighbridge\//, /./], builtins: 'all' },
  'danger-plugin': { packages: ['@weighbridge/core', 'danger'], builtins: 'all' },
};
const testTools = [
  'vitest',
  'fast-check',
  'hyparquet-writer',
  'yaml',
  '@slack/types',
  'adaptivecards',
  '@weighbridge/testing',
];
const statement = /^[ \t]*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?(['"])([@\w./:-]+)\1/gm;
const call = /\bimport\(\s*(['"])([@\w./:-]+)\1/g;
const impure = /\b(?:Date\.now\(|new Date\(\)|Math\.random\()/;

/** One import or call that crosses a boundary, as `file: what`. */
export function findViolations(root: string): string[] {
  const files = globSync('packages/*/{src,test}/**/*.ts', { cwd: root }).sort();
  return files.flatMap((file) => violationsOf(file, readFileSync(path.join(root, file), 'utf8')));
}

function violationsOf(file: string, source: string): string[] {
  const name = packageOf(file);
  const rule = rules[name];
  if (!rule) return [`${file}: package ${name} has no rule in scripts/boundaries.ts`];
  const isTest = /\.test\.ts$|\.sim\.ts$|[\\/]test[\\/]/.test(file);
  const code = withoutComments(source);
  const wrong = importsOf(code)
    .filter((target) => !isAllowed(file, target, rule, isTest))
    .map((target) => `${file}: ${name} may not import ${target}`);
  const clock = !isTest && name === 'core' ? impure.exec(code) : null;
  return clock ? [...wrong, `${file}: core has no clock and no randomness, but calls ${clock[0]}`] : wrong;
}

function packageOf(file: string): string {
  return file.split(path.sep)[1] ?? '';
}

/** Type-only imports obey the directions too. */
function importsOf(code: string): string[] {
  return [...code.matchAll(statement), ...code.matchAll(call)].map((match) => match[2] ?? '');
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

/** `@weighbridge/forge/github` is a door that its package.json opens; a path into `src` is not. */
function isAllowed(file: string, target: string, rule: Rule, isTest: boolean): boolean {
  if (target.startsWith('.')) return staysInPackage(file, target);
  if (target.startsWith('node:')) return isTest || allowsBuiltin(rule, target);
  const whole = /^@weighbridge\/[^/]+/.exec(target)?.[0] ?? target;
  if (whole !== target && target.startsWith(`${whole}/src`)) return false;
  if (isTest && (testTools.includes(whole) || whole === `@weighbridge/${packageOf(file)}`)) return true;
  return rule.packages.some((entry) => (typeof entry === 'string' ? entry === whole : entry.test(whole)));
}

function staysInPackage(file: string, target: string): boolean {
  const own = file.split(path.sep).slice(0, 2).join(path.sep);
  return path.normalize(path.join(path.dirname(file), target)).startsWith(own + path.sep);
}

function allowsBuiltin(rule: Rule, target: string): boolean {
  if (rule.builtins === 'without-process') return !['node:process', 'node:child_process'].includes(target);
  return rule.builtins === 'all';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const violations = findViolations(process.cwd());
  for (const line of violations) console.error(line);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
