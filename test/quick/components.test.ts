import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const templates = globSync('gitlab-components/templates/*/template.yml', { cwd: root }).sort();

/** What GitLab itself asks of a component's header; unknown keys are refused there. */
const input = z.strictObject({
  type: z.enum(['string', 'number', 'boolean', 'array']).default('string'),
  description: z.string().min(1).max(1024),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown())]),
  options: z.array(z.string()).optional(),
  regex: z.string().optional(),
});
type Input = z.output<typeof input>;
const header = z.strictObject({
  spec: z.strictObject({ inputs: z.record(z.string().regex(/^[a-z][a-z-]*$/), input) }),
});
const body = z.record(z.string(), z.looseObject({ script: z.array(z.string()) }));
const including = z.looseObject({
  include: z.array(z.strictObject({ component: z.string(), inputs: z.record(z.string(), z.unknown()).default({}) })),
});

function readTemplate(file: string): { readonly inputs: Readonly<Record<string, Input>>; readonly jobs: unknown } {
  const [head, jobs] = parseAllDocuments(readFileSync(path.join(root, file), 'utf8')).map((part): unknown =>
    part.toJS(),
  );
  return { inputs: header.parse(head).spec.inputs, jobs };
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Inputs of an include that its component does not take, or takes as another type. gitlab-ci-local passes both silently. */
function wrongInputs(text: string): readonly string[] {
  return including.parse(parse(text)).include.flatMap(({ component, inputs }) => {
    const name = /\/([a-z]+)@[^/]+$/.exec(component)?.[1] ?? component;
    const known = readTemplate(`gitlab-components/templates/${name}/template.yml`).inputs;
    return Object.entries(inputs)
      .filter(([key, value]) => !Object.hasOwn(known, key) || known[key]?.type !== typeOf(value))
      .map(([key]) => `${name}: ${key}`);
  });
}

describe.each(templates)('%s', (file) => {
  test('every input has a description, and a default of its type', () => {
    const { inputs } = readTemplate(file);
    expect(Object.keys(inputs).length).toBeGreaterThan(6);
    for (const [name, { type, default: value, options, regex }] of Object.entries(inputs)) {
      expect(typeOf(value), name).toBe(type);
      if (options) expect(options, name).toContain(value);
      if (regex) expect(String(value), name).toMatch(new RegExp(regex));
    }
  });

  test('no input stands in a script, and every one is used', () => {
    const { inputs, jobs } = readTemplate(file);
    for (const { script } of Object.values(body.parse(jobs))) expect(script.join('\n')).not.toContain('$[[');
    const text = JSON.stringify(jobs);
    for (const name of Object.keys(inputs)) expect(text, name).toContain(`$[[ inputs.${name} ]]`);
  });
});

describe('files that include our components give only inputs that these take', () => {
  test.each(globSync(['examples/*/.gitlab-ci.yml', 'gitlab-components/.gitlab-ci.yml'], { cwd: root }))(
    '%s',
    (file) => {
      expect(wrongInputs(readFileSync(path.join(root, file), 'utf8'))).toEqual([]);
    },
  );

  test.each(globSync(['README.md', 'gitlab-components/*.md', 'docs/**/*.md', 'examples/*/README.md'], { cwd: root }))(
    '%s',
    (file) => {
      const blocks = readFileSync(path.join(root, file), 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g);
      const texts = [...blocks].map(([, text = '']) => text).filter((text) => text.includes('- component:'));
      expect(texts.flatMap(wrongInputs)).toEqual([]);
    },
  );

  test.each([{ more: [] }, { more: ['--ship'] }])('what init writes with $more', ({ more }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wb-init-'));
    const program = path.join(root, 'packages/cli/bin/weighbridge.js');
    execFileSync(process.execPath, [program, 'init', '--forge', 'gitlab', ...more], { cwd: folder, stdio: 'pipe' });
    expect(wrongInputs(readFileSync(path.join(folder, '.gitlab-ci.yml'), 'utf8'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('an input that is unknown or of another type is found', () => {
    const text = (inputs: string): string =>
      `include: [{ component: $CI_SERVER_FQDN/weighbridge/components/gate@1, inputs: ${inputs} }]`;
    expect(wrongInputs(text('{ polciy: x, status: "true", explain: true }'))).toEqual(['gate: polciy', 'gate: status']);
  });
});
