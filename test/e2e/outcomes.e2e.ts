import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import type { GitFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { forgetRun, modelRepository, policy, predictions, textOf } from './outcomes/model.ts';
import { type Ended, installProgram, type Program } from './outcomes/program.ts';

/** What of a record these tests look at. */
const recordShape = z.looseObject({
  verdict: z
    .looseObject({
      outcome: z.string(),
      exit: z.number(),
      reason: z.string(),
      checks: z.array(z.looseObject({ outcome: z.string() })),
    })
    .optional(),
  stopped: z.looseObject({ reason: z.string() }).optional(),
});

let program: Program;
beforeAll(() => {
  program = installProgram();
});
afterAll(() => program.remove());

/** One row of DESIGN §9: how the repository is made, what is run, and what must come of it. */
interface Row {
  readonly name: string;
  readonly arrange: (repository: GitFixture) => void;
  readonly baseline?: string;
  readonly outcome: string;
  readonly exit: number;
  readonly reason: RegExp;
}

async function inRepository(work: (repository: GitFixture) => Promise<void>): Promise<void> {
  const repository = modelRepository();
  try {
    await work(repository);
  } finally {
    repository.remove();
  }
}

async function weigh(
  repository: GitFixture,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const outputs = path.join(repository.root, 'outputs.txt');
  return program.run(argv, { folder: repository.root, env: { GITHUB_OUTPUT: outputs, ...env } });
}

/** The record and everything that is written of it, before the program ends with the verdict. */
function expectReported(
  repository: GitFixture,
  { outcome, exit, reason }: Pick<Row, 'outcome' | 'exit' | 'reason'>,
): void {
  const record = recordShape.parse(JSON.parse(textOf(repository, '.weighbridge/churn/run.json') ?? ''));
  expect(record.verdict).toMatchObject({ outcome, exit });
  expect(record.verdict?.reason).toMatch(reason);
  const note = textOf(repository, '.weighbridge/churn/note.md') ?? '';
  expect(note).toMatch(new RegExp(`^### \\S+ churn ${outcome}`, 'm'));
  expect(textOf(repository, '.weighbridge/churn/summary.md')).toMatch(new RegExp(`churn ${outcome}`));
  expect(textOf(repository, '.weighbridge/churn/report.html')).toMatch(/^<!doctype html>/i);
  expect(textOf(repository, 'outputs.txt')).toMatch(new RegExp(`^verdict=${outcome}$`, 'm'));
}

async function expectRow(
  { arrange, baseline, outcome, exit, reason }: Row,
  top: readonly string[] = [],
): Promise<void> {
  await inRepository(async (repository) => {
    arrange(repository);
    if (top.length > 0) prepend(repository, top);
    const ended = await weigh(repository, ['gate', ...(baseline === undefined ? [] : ['--baseline', baseline])]);
    expect(ended.exit, ended.stderr).toBe(exit);
    expectReported(repository, { outcome, exit, reason });
    expect(ended.stdout).toContain(`churn ${outcome}`);
  });
}

/** Puts settings at the top of the policy that the row has arranged. */
function prepend(repository: GitFixture, top: readonly string[]): void {
  const text = textOf(repository, 'weighbridge.yml') ?? '';
  repository.write({ 'weighbridge.yml': text.replace('version: 1\n', `version: 1\n${top.join('\n')}\n`) });
}

const relative = policy({ gate: ['{ metric: roc_auc, max-drop: 0.02 }'] });

/** Never a matter of settings: something that the policy names is not there. */
const closed: readonly Row[] = [
  {
    name: 'a metric is missing in its file',
    arrange: (repository) => repository.write({ 'metrics.json': '{ "p50_ms": 12 }\n' }),
    outcome: 'failed',
    exit: 1,
    reason: /p95_ms is undefined: .*p95_ms/,
  },
  {
    name: 'the file of a metric is missing',
    arrange: (repository) => repository.write({ 'metrics.json': null }),
    outcome: 'failed',
    exit: 1,
    reason: /p95_ms is undefined: the file does not exist/,
  },
  {
    name: 'a metric is NaN',
    arrange: (repository) => repository.write({ 'metrics.json': '{ "p95_ms": NaN }\n' }),
    outcome: 'failed',
    exit: 1,
    reason: /p95_ms is undefined/,
  },
  {
    name: 'a metric is undefined on these rows',
    arrange: (repository) => repository.write({ 'predictions.csv': predictions().replaceAll(/,1,(\d)/g, ',0,$1') }),
    outcome: 'failed',
    exit: 1,
    reason: /roc_auc is undefined/,
  },
  {
    name: 'a slice of the baseline is missing',
    arrange: (repository) =>
      repository.write({
        'weighbridge.yml': policy({
          evaluate: 'task: binary, target: churned, score: probability, slices: [region]',
          gate: ['{ metric: recall, slice: region, max-drop: 0.3, min-n: 50 }'],
        }),
        'base.csv': predictions({ rows: 900 }),
        'predictions.csv': predictions({ regions: ['south', 'south'] }),
      }),
    baseline: 'base.csv',
    outcome: 'failed',
    exit: 1,
    reason: /recall for region=north is missing: the candidate has no such rows/,
  },
  {
    name: 'ids do not match',
    arrange: (repository) =>
      repository.write({ 'weighbridge.yml': relative, 'base.csv': predictions().replace('\nc7,', '\nd7,') }),
    baseline: 'base.csv',
    outcome: 'failed',
    exit: 1,
    reason: /^roc_auc cannot be compared: 1 id of the candidate and 1 of the reference have no match\.$/,
  },
  {
    name: 'the baseline is a record of another version',
    arrange: (repository) => repository.write({ 'weighbridge.yml': relative, 'base.json': '{ "version": 7 }\n' }),
    baseline: 'base.json',
    outcome: 'failed',
    exit: 1,
    reason: /roc_auc cannot be compared: baseline: its record has version 7/,
  },
];

describe.each(['pass', 'warn', 'fail'])('with on-inconclusive and on-incomparable: %s', (word) => {
  const top = [`on-inconclusive: ${word}`, `on-incomparable: ${word}`];

  test.each(closed)('$name: failed, exit 1', async (row) => {
    await expectRow(row, top);
  });

  test('an interval that straddles the limit is inconclusive', async () => {
    const arrange = (repository: GitFixture) =>
      repository.write({
        'weighbridge.yml': policy({ gate: ['{ metric: roc_auc, max-drop: 0.005 }'] }),
        'base.csv': predictions({ seed: 1 }),
        'predictions.csv': predictions({ seed: 2 }),
      });
    const exit = word === 'fail' ? 1 : 0;
    await expectRow({ name: '', arrange, baseline: 'base.csv', outcome: 'inconclusive', exit, reason: /roc_auc/ }, top);
  });

  test('a baseline on other evaluation data is incomparable', async () => {
    await inRepository(async (repository) => {
      await weigh(repository, ['evaluate']);
      copyFileSync(
        path.join(repository.root, '.weighbridge/churn/run.json'),
        path.join(repository.root, 'accepted.json'),
      );
      forgetRun(repository);
      repository.write({ 'weighbridge.yml': relative, 'evaluation.csv': 'customer\n1\n2\n' });
      prepend(repository, top);
      const { exit } = await weigh(repository, ['gate', '--baseline', 'accepted.json']);
      const wanted = word === 'fail' ? 1 : 0;
      expect(exit).toBe(wanted);
      expectReported(repository, { outcome: 'inconclusive', exit: wanted, reason: /evaluation data changed/ });
    });
  });
});

describe('what the numbers say', () => {
  const compared = { 'weighbridge.yml': relative, 'base.csv': predictions({ wrong: 0.05 }) };
  const rows: readonly Row[] = [
    {
      name: 'a worse model fails',
      arrange: (repository) => repository.write({ ...compared, 'predictions.csv': predictions({ wrong: 0.3 }) }),
      baseline: 'base.csv',
      outcome: 'failed',
      exit: 1,
      reason: /roc_auc fell by 0\.\d+; the policy allows 0\.02/,
    },
    {
      name: 'an equal model passes',
      arrange: (repository) => repository.write({ ...compared, 'predictions.csv': predictions({ wrong: 0.05 }) }),
      baseline: 'base.csv',
      outcome: 'passed',
      exit: 0,
      reason: /./,
    },
    {
      name: 'a first run passes on its absolute limits',
      arrange: (repository) =>
        repository.write({ 'weighbridge.yml': policy({ gate: ['{ metric: roc_auc, min: 0.70, max-drop: 0.02 }'] }) }),
      outcome: 'passed',
      exit: 0,
      reason: /roc_auc is 0\.\d+, above its minimum of 0\.70/,
    },
    {
      name: 'a first run fails on its absolute limits',
      arrange: (repository) =>
        repository.write({ 'weighbridge.yml': policy({ gate: ['{ metric: roc_auc, min: 0.99, max-drop: 0.02 }'] }) }),
      outcome: 'failed',
      exit: 1,
      reason: /roc_auc is 0\.\d+; the policy asks for at least 0\.99/,
    },
    {
      name: 'a first run without absolute limits judges nothing and passes',
      arrange: (repository) => repository.write({ 'weighbridge.yml': relative }),
      outcome: 'passed',
      exit: 0,
      reason: /./,
    },
  ];

  test.each(rows)('$name', async (row) => {
    await expectRow(row);
  });

  test('checks that a first run could not judge say so', async () => {
    await inRepository(async (repository) => {
      repository.write({ 'weighbridge.yml': relative });
      const { stdout } = await weigh(repository, ['gate']);
      expect(stdout).toContain('has no baseline to compare with yet');
      const record = recordShape.parse(JSON.parse(textOf(repository, '.weighbridge/churn/run.json') ?? ''));
      expect(record.verdict?.checks.map(({ outcome }) => outcome)).toEqual(['not judged']);
    });
  });
});

describe('a job before this one did not end well', () => {
  const words: readonly (readonly [string, RegExp])[] = [
    ['failure', /the job model failed before it wrote a record/],
    ['cancelled', /the job model was cancelled/],
    ['skipped', /the job model was skipped/],
  ];

  test.each(words)('%s: stopped, exit 1', async (result, reason) => {
    await inRepository(async (repository) => {
      repository.write({ 'predictions.csv': null });
      const needs = JSON.stringify({ model: { result, outputs: {} } });
      const ended = await weigh(repository, ['report', '--needs', needs]);
      expect(ended.exit, ended.stderr).toBe(1);
      const record = recordShape.parse(JSON.parse(textOf(repository, '.weighbridge/churn/run.json') ?? ''));
      expect(record.stopped?.reason).toMatch(reason);
      expect(record.verdict).toBe(undefined);
      expect(textOf(repository, '.weighbridge/churn/note.md')).toMatch(/^### ❌ churn stopped/m);
      expect(existsSync(path.join(repository.root, '.weighbridge/churn/report.html'))).toBe(true);
      expect(textOf(repository, 'outputs.txt')).toMatch(/^verdict=stopped$/m);
    });
  });

  test('every job succeeded and no record came: an error, never a verdict', async () => {
    await inRepository(async (repository) => {
      repository.write({ 'predictions.csv': null });
      const { exit, stderr } = await weigh(repository, ['report', '--needs', '{"model":{"result":"success"}}']);
      expect(exit).toBe(2);
      expect(stderr).toMatch(/^WB1014: No record of "churn" reached this job/m);
    });
  });
});
