import { describe, expect, it } from 'vitest';
import type { DiffFacts, RecordFacts, UnreadableRecord } from './facts.ts';
import { findings } from './findings.ts';
import { type Options, settingsOf } from './options.ts';

const head = 'a'.repeat(40);
const other = 'b'.repeat(40);

function record(fields: Partial<RecordFacts> = {}): RecordFacts {
  return {
    kind: 'record',
    model: 'churn',
    commits: [head],
    verdict: { outcome: 'passed', exit: 0, reason: 'roc_auc is 0.754, above its minimum of 0.70.' },
    loosened: [],
    approvedBy: undefined,
    evaluationData: [],
    moved: [],
    ...fields,
  };
}

const quiet: DiffFacts = { head, edited: [], stored: [] };
const failed = { outcome: 'failed', exit: 1, reason: 'roc_auc fell by 0.018; the policy allows 0.005.' } as const;
const undecided = { outcome: 'inconclusive', exit: 0, reason: '1 of 2 checks is undecided.' } as const;
const stopped = { outcome: 'stopped', exit: 1, reason: 'the job model was cancelled' } as const;

interface Row {
  readonly name: string;
  readonly records?: readonly (RecordFacts | UnreadableRecord)[];
  readonly diff?: Partial<DiffFacts>;
  readonly options?: Options;
  readonly says: readonly string[];
}

const verdicts: readonly Row[] = [
  { name: 'nothing to say', records: [record()], says: [] },
  { name: 'no record and no model in the change', says: [] },
  {
    name: 'passed, when asked',
    records: [record()],
    options: { passed: true },
    says: ['message: `churn` passed: `roc_auc is 0.754, above its minimum of 0.70.`'],
  },
  {
    name: 'failed',
    records: [record({ verdict: failed })],
    says: ['fail: `churn` failed: `roc_auc fell by 0.018; the policy allows 0.005.`'],
  },
  {
    name: 'stopped',
    records: [record({ verdict: stopped })],
    says: ['fail: `churn` stopped: `the job model was cancelled`'],
  },
  {
    name: 'inconclusive',
    records: [record({ verdict: undecided })],
    says: ['warn: `churn` inconclusive: `1 of 2 checks is undecided.`'],
  },
  {
    name: 'inconclusive where the policy blocks it',
    records: [record({ verdict: { ...undecided, exit: 1 } })],
    says: ['fail: `churn` inconclusive: `1 of 2 checks is undecided.`'],
  },
  {
    name: 'measured and not judged',
    records: [record({ verdict: undefined })],
    says: ['warn: `churn` was measured, and no gate has judged it.'],
  },
  {
    name: 'several models, worst first',
    records: [record({ verdict: undecided }), record({ model: 'fraud', verdict: failed })],
    says: [
      'fail: `fraud` failed: `roc_auc fell by 0.018; the policy allows 0.005.`',
      'warn: `churn` inconclusive: `1 of 2 checks is undecided.`',
    ],
  },
  {
    name: 'a record that cannot be read',
    records: [{ kind: 'unreadable', path: '.weighbridge/churn/run.json', why: 'it is not JSON' }],
    says: ['fail: The run record `.weighbridge/churn/run.json` cannot be read: it is not JSON.'],
  },
  {
    name: 'a record of another commit',
    records: [record({ commits: [other], verdict: failed })],
    says: ['warn: The record of `churn` is of commit `bbbbbbb`, not of `aaaaaaa`: it says nothing about this change.'],
  },
  { name: 'a record whose commit nobody can compare', records: [record()], diff: { head: undefined }, says: [] },
  { name: 'the test merge of the head', records: [record({ commits: [other, head] })], says: [] },
];

const changes: readonly Row[] = [
  {
    name: 'a looser policy',
    records: [record({ loosened: ['churn, gate, roc_auc: max-drop: 0.005 → max-drop: 0.02'] })],
    says: [
      'warn: The policy of `churn` is looser than before: `churn, gate, roc_auc: max-drop: 0.005 → max-drop: 0.02`.',
    ],
  },
  {
    name: 'a looser policy that an owner approved',
    records: [record({ loosened: ['1', '2', '3', '4', '5'], approvedBy: 'ada' })],
    says: ['warn: The policy of `churn` is looser than before: `1`, `2`, `3` and 2 more. `ada` approved it.'],
  },
  {
    name: 'evaluation data together with the model',
    records: [record({ evaluationData: ['data/evaluation.csv'], moved: ['code', 'params', 'training data'] })],
    says: [
      'warn: The evaluation data of `churn` (`data/evaluation.csv`) changed together with code, params and training data, so nobody can tell which of them moved the numbers. Change the evaluation data by itself.',
    ],
  },
  { name: 'evaluation data alone', records: [record({ evaluationData: ['data/evaluation.csv'] })], says: [] },
  { name: 'the model alone', records: [record({ moved: ['code'] })], says: [] },
  {
    name: 'a model in git',
    diff: { stored: [{ path: 'model/churn.PKL', bytes: 4_200_000 }] },
    says: [
      'fail: `model/churn.PKL` (4.2 MB) is a model that git itself would keep for ever. Run `git lfs track "*.pkl"` and commit it again, or give it to the policy\'s store.',
    ],
  },
  { name: 'an LFS pointer', diff: { stored: [{ path: 'model/churn.pkl', bytes: 131 }] }, says: [] },
  { name: 'a large file that is no model', diff: { stored: [{ path: 'data/x.csv', bytes: 4_200_000 }] }, says: [] },
  {
    name: 'a small model, where none may be in git',
    diff: { stored: [{ path: 'm.joblib', bytes: 900 }] },
    options: { maxBytes: 500 },
    says: [
      'fail: `m.joblib` (900 bytes) is a model that git itself would keep for ever. Run `git lfs track "*.joblib"` and commit it again, or give it to the policy\'s store.',
    ],
  },
  {
    name: 'training code without a record',
    diff: { edited: ['train.py', 'README.md'] },
    says: [
      'warn: Training code changed (`train.py`), and no record of this head says what became of the model. Run `weighbridge gate` before danger in the same job, or bring its `.weighbridge/` here.',
    ],
  },
  { name: 'training code with a record', records: [record()], diff: { edited: ['train.py'] }, says: [] },
  { name: 'code elsewhere', diff: { edited: ['docs/train.py'] }, options: { code: ['/src/'] }, says: [] },
];

describe('findings', () => {
  it.each([...verdicts, ...changes])('$name', ({ records = [], diff = {}, options = {}, says }) => {
    const found = findings(records, { ...quiet, ...diff }, settingsOf(options));
    expect(found.map(({ level, text }) => `${level}: ${text}`)).toEqual(says);
  });

  it('takes a record of another commit for no record of the code', () => {
    const old = record({ commits: [other] });
    const levels = findings([old], { ...quiet, edited: ['train.py'] }, settingsOf({})).map(({ text }) => text);
    expect(levels).toHaveLength(2);
    expect(levels[1]).toMatch(/^Training code changed/);
  });

  it('keeps foreign text from being live', () => {
    const nasty = 'x` @everyone <img src=x> [a](http://e.example) |\n# y';
    const facts = record({ model: nasty, verdict: { ...failed, reason: nasty }, loosened: [nasty], approvedBy: nasty });
    for (const { text } of findings([facts], { ...quiet, edited: [`${nasty}.py`] }, settingsOf({}))) {
      expect(text).not.toMatch(/\n/);
      expect(text.replaceAll(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, '')).not.toMatch(/@|<|\]\(/);
    }
  });
});
