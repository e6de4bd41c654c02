import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files, GitFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPlugin, packPlugin, runDanger } from './danger/danger.ts';
import { modelRepository, policy, predictions } from './outcomes/model.ts';
import { type Ended, installProgram, type Program } from './outcomes/program.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dangerfile = `import { weighbridge } from 'danger-plugin-weighbridge';

await weighbridge({ passed: true });
`;
const ignored = 'predictions.csv\nmetrics.json\nnode_modules/\n.weighbridge/\n';
const strict = policy({ gate: ['{ metric: roc_auc, min: 0.85 }'] });
const looser = policy({ gate: ['{ metric: roc_auc, min: 0.50 }'] });

let program: Program;
let archive: string;
let scratch: string;
beforeAll(() => {
  program = installProgram();
  scratch = mkdtempSync(path.join(tmpdir(), 'weighbridge-danger-'));
  archive = packPlugin(scratch);
});
afterAll(() => {
  program.remove();
  rmSync(scratch, { recursive: true });
});

/** A repository with the plugin, a change of these files on top of `main`, and what danger says of it. */
async function review(change: Files, weigh: (repository: GitFixture) => Promise<void>): Promise<Ended> {
  const repository = modelRepository({
    'weighbridge.yml': strict,
    'dangerfile.mjs': dangerfile,
    'train.py': 'print(1)\n',
    '.gitignore': ignored,
  });
  try {
    installPlugin(archive, repository.root);
    repository.commit('the change', change);
    await weigh(repository);
    return await runDanger(['local', '-b', 'main', '--failOnErrors'], { folder: repository.root });
  } finally {
    repository.remove();
  }
}

async function gate(repository: GitFixture): Promise<void> {
  const { exit, stderr } = await program.run(['gate'], { folder: repository.root });
  expect([0, 1], stderr).toContain(exit);
}

/** What danger prints, on one line: it wraps as wide as the terminal is. */
function words({ stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
}

test('a good change: the verdict, nothing to complain about', async () => {
  const ended = await review({ 'train.py': 'print(2)\n' }, gate);
  expect(words(ended)).toMatch(/`churn` passed: `roc_auc is 0\.\d+, above its minimum of 0\.85\.`/);
  expect(words(ended)).not.toMatch(/Training code changed|cannot be read|Failures|Warnings/);
  expect(ended.exit).toBe(0);
});

test('everything that a reviewer must look at in one change', async () => {
  const change = {
    'weighbridge.yml': looser,
    'train.py': 'print(2)\n',
    'evaluation.csv': 'customer\n1\n2\n',
    'model/churn.pkl': 'these bytes would be in every clone for ever\n'.repeat(5000),
  };
  const ended = await review(change, async (repository) => {
    repository.write({ 'predictions.csv': predictions({ wrong: 0.3 }) });
    await gate(repository);
  });
  const said = words(ended);
  expect(said).toMatch(
    /`churn` failed: `roc_auc is 0\.\d+; the base’s policy allows|`churn` failed: `roc_auc is 0\.\d+/,
  );
  expect(said).toMatch(/The policy of `churn` is looser than before: `[^`]*min: 0\.85 → [^`]*0\.50`/);
  expect(said).toMatch(/The evaluation data of `churn` \(`evaluation\.csv`\) changed together with code/);
  expect(said).toMatch(/`model\/churn\.pkl` \(225 kB\) is a model that git itself would keep for ever/);
  expect(ended.exit).toBe(1);
});

test('training code without a record, and with one of an earlier commit', async () => {
  const change = { 'train.py': 'print(2)\n' };
  const without = await review(change, () => Promise.resolve());
  expect(words(without)).toMatch(/Training code changed \(`train\.py`\), and no record of this head says/);
  const outdated = await review(change, async (repository) => {
    await gate(repository);
    repository.commit('once more', { 'train.py': 'print(3)\n' });
  });
  expect(words(outdated)).toMatch(/The record of `churn` is of commit `[0-9a-f]{7}`, not of `[0-9a-f]{7}`/);
  expect(words(outdated)).toMatch(/Training code changed/);
});

test('a dangerfile without import statements', async () => {
  const old = `schedule(import('danger-plugin-weighbridge').then(({ weighbridge }) => weighbridge()));\n`;
  const ended = await review({ 'dangerfile.mjs': null, 'dangerfile.js': old, 'train.py': 'print(2)\n' }, () =>
    Promise.resolve(),
  );
  expect(words(ended)).toMatch(/Training code changed \(`train\.py`\)/);
});

test('our own dangerfile, with the plugin from its sources', async () => {
  const repository = modelRepository({ '.gitignore': ignored });
  try {
    copyFileSync(path.join(root, 'dangerfile.mjs'), path.join(repository.root, 'dangerfile.mjs'));
    mkdirSync(path.join(repository.root, 'node_modules'));
    const place = path.join(repository.root, 'node_modules/danger-plugin-weighbridge');
    symlinkSync(path.join(root, 'packages/danger-plugin'), place);
    repository.commit('a model in git', { 'model.onnx': 'x'.repeat(200_000), 'train.py': 'print(2)\n' });
    const ended = await runDanger(['local', '-b', 'main', '--failOnErrors'], { folder: repository.root });
    expect(words(ended)).toMatch(/`model\.onnx` \(200 kB\) is a model that git itself would keep/);
    expect(words(ended)).not.toMatch(/Training code/);
    expect(ended.exit).toBe(1);
  } finally {
    repository.remove();
  }
});
