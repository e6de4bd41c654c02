import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import * as z from 'zod';
import { toolPath } from './tools.ts';

const root = path.resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'weighbridge-shells-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const header = z.object({ spec: z.object({ inputs: z.record(z.string(), z.object({ default: z.unknown() })) }) });

const policies = { 'weighbridge/*': 'ref-pin', '*': 'hash-pin' };

/** Runs a linter over files; throws with its words when it finds something. */
function lint(tool: string, ...argv: string[]): void {
  try {
    execFileSync(toolPath(tool), argv, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${tool} ${argv.join(' ')}: ${JSON.stringify(error)}`, { cause: error });
  }
}

/** Puts the defaults where GitLab would put the inputs: a whole value keeps its type. */
function interpolate(value: unknown, inputs: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => interpolate(item, inputs));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => [interpolate(key, inputs), interpolate(item, inputs)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  const whole = /^\$\[\[ inputs\.([\w-]+) \]\]$/.exec(value)?.[1];
  if (whole !== undefined) return inputs.get(whole);
  return value.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => String(inputs.get(name)));
}

test('every action.yml is what the forge expects', () => {
  const actions = globSync(['action.yml', 'actions/*/action.yml'], { cwd: root });
  expect(actions.length).toBeGreaterThan(4);
  lint('check-jsonschema', '--builtin-schema', 'vendor.github-actions', ...actions);
});

test.each(globSync('gitlab-components/templates/*/template.yml', { cwd: root }))(
  '%s expands to valid GitLab CI',
  (file) => {
    const [spec, jobs] = parseAllDocuments(readFileSync(path.join(root, file), 'utf8')).map((part): unknown =>
      part.toJS(),
    );
    const inputs = Object.entries(header.parse(spec).spec.inputs).map(
      ([name, input]) => [name, input.default] as const,
    );
    const expanded = path.join(scratch, `${path.basename(path.dirname(file))}.gitlab-ci.yml`);
    writeFileSync(expanded, stringify(interpolate(jobs, new Map(inputs))));
    lint('check-jsonschema', '--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci', expanded);
  },
);

test('our own workflows pass actionlint and zizmor', () => {
  lint('actionlint');
  lint('zizmor', '--offline', '--no-progress', '.github', 'action.yml', 'actions');
});

test.each([
  { more: [], count: 1 },
  { more: ['--ship'], count: 2 },
  { more: ['--monitor'], count: 4 },
])('what init writes with $more passes the linters', ({ more, count }) => {
  const folder = mkdtempSync(path.join(scratch, 'init-'));
  execFileSync(process.execPath, [path.join(root, 'packages/cli/bin/weighbridge.js'), 'init', ...more], {
    cwd: folder,
  });
  const workflows = globSync('.github/workflows/*.yml', { cwd: folder }).map((file) => path.join(folder, file));
  expect(workflows).toHaveLength(count);
  lint('actionlint', ...workflows);
  // Our own actions are named by their release; everything else is pinned.
  const config = path.join(folder, 'zizmor.yml');
  writeFileSync(config, stringify({ rules: { 'unpinned-uses': { config: { policies } } } }));
  lint('zizmor', '--offline', '--no-progress', '--config', config, ...workflows);
  lint('check-jsonschema', '--builtin-schema', 'vendor.github-workflows', ...workflows);
  const pipeline = path.join(folder, '.gitlab-ci.yml');
  lint('check-jsonschema', '--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci', pipeline);
});
