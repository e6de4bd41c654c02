import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { copyTree } from './scratch-tree.ts';

/** Each test starts the real tools; on a busy machine Biome alone takes twenty seconds. */
const patience = 120_000;
const root = path.resolve(import.meta.dirname, '..');
const tree = copyTree(root);
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Runs parts of `npm run check` in the copy. */
function check(parts: string): { readonly status: number | null; readonly output: string } {
  const argv = ['scripts/check.ts', `--only=${parts}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: tree, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Breaks one file of the copy, checks, and mends it. */
function checkBroken(file: string, addition: string, part: string): ReturnType<typeof check> {
  const full = path.join(tree, file);
  const before = readFileSync(full, 'utf8');
  appendFileSync(full, addition);
  try {
    return check(part);
  } finally {
    writeFileSync(full, before);
  }
}

const longFunction = [
  'export function long(): number {',
  '  let sum = 0;',
  ...Array(70).fill('  sum += 1;'),
  '  return sum;',
  '}',
];
const planted = [
  {
    name: 'core imports node:fs',
    part: 'boundaries',
    file: 'packages/core/src/error/closest.ts',
    addition: "\nimport 'node:fs';\n",
    says: 'core may not import node:fs',
  },
  {
    name: 'an adapter imports another',
    part: 'boundaries',
    file: 'packages/store/src/index.ts',
    addition: "\nexport * from '@weighbridge/git';\n",
    says: 'store may not import @weighbridge/git',
  },
  {
    name: 'a command reads the process',
    part: 'boundaries',
    file: 'packages/command/src/registry.ts',
    addition: "\nimport 'node:process';\n",
    says: 'command may not import node:process',
  },
  {
    name: "a path into another package's source",
    part: 'boundaries',
    file: 'packages/data/src/index.ts',
    addition: "\nexport * from '../../core/src/index.ts';\n",
    says: 'data may not import ../../core/src/index.ts',
  },
  {
    name: 'an action.yml edited by hand',
    part: 'generated',
    file: 'actions/gate/action.yml',
    addition: '# by hand\n',
    says: 'actions/gate/action.yml',
  },
  {
    name: 'an unused export',
    part: 'unused',
    file: 'packages/cli/src/shell/help.ts',
    addition: "\nexport const neverUsed = 'x';\n",
    says: 'neverUsed',
  },
  {
    name: 'a function of 70 lines',
    part: 'lint',
    file: 'packages/core/src/error/closest.ts',
    addition: `\n${longFunction.join('\n')}\n`,
    says: 'noExcessiveLinesPerFunction',
  },
];

test(
  'the copy as it is passes',
  () => {
    const { status, output } = check('boundaries,generated');
    expect(output).not.toContain('FAILED');
    expect(status).toBe(0);
  },
  patience,
);

test.each(planted)(
  'fails when $name',
  ({ file, addition, part, says }) => {
    const { status, output } = checkBroken(file, addition, part);
    expect(status).toBe(1);
    expect(output).toContain(`FAILED ${part}`);
    expect(output).toContain(says);
  },
  patience,
);
