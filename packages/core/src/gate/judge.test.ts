import { describe, expect, it } from 'vitest';
import {
  comparisonWith,
  delta,
  evaluationWith,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
  slice,
} from '../../test/gate-fixtures.ts';
import type { GateInput } from './judge.ts';
import { judge } from './judge.ts';

const drop = [line('roc_auc', { maxDrop: limit('0.005') })];
const both = [line('roc_auc', { min: limit('0.70'), maxDrop: limit('0.005') })];
const byRegion = [line('recall', { slice: 'region', maxDrop: limit('0.02') })];

/** A run in which roc_auc changed by so much, within so much. */
function moved(change: number, half: number, rest: Partial<GateInput> = {}): GateInput {
  const evaluation = evaluationWith([metric('roc_auc', 0.729 + change)]);
  return gateInput(drop, { evaluation, comparison: comparisonWith([delta('roc_auc', change, half)]), ...rest });
}

function policy(rest: Parameters<typeof policyWith>[1]): GateInput['policy'] {
  return policyWith(modelWith(drop), rest);
}

function unknown(rest: Partial<GateInput> = {}): GateInput {
  return gateInput(drop, { evaluation: evaluationWith([metric('recall', 0.6)]), ...rest });
}

const incomparable = comparisonWith([], { outcome: 'incomparable', reason: 'other evaluation data' });
const firstRun = comparisonWith([], { outcome: 'first run' });
const undefinedMetric = evaluationWith([metric('roc_auc', undefined, { undefined: 'no negative rows' })]);
const notANumber = evaluationWith([metric('roc_auc', Number.NaN)]);
const oneSlice = (value: number | undefined, rows = 1412) =>
  evaluationWith([], [slice('north', rows, [metric('recall', value)])]);
const north = { column: 'region', value: 'north' };
const sliceDelta = (change: number, half: number) =>
  comparisonWith([delta('recall', change, half, { slice: north, reference: 0.604 })]);

const south = { column: 'region', value: 'south' };
const vanished = comparisonWith(
  [north, south].map((value) => delta('recall', 0, 0.01, { slice: value, reference: 0.6 })),
);

type Row = readonly [name: string, input: GateInput, outcome: string, exit: number, reason: string];

/** DESIGN §9, row by row, as far as it is decided here: errors (exit 2, 3, 4) never reach the gate. */
const table: readonly Row[] = [
  ['proof: inside', moved(0.002, 0.004), 'passed', 0, 'roc_auc is 0.731, was 0.729: within noise.'],
  ['proof: better', moved(0.012, 0.006), 'passed', 0, 'roc_auc rose from 0.729 to 0.741.'],
  ['proof: beyond', moved(-0.018, 0.006), 'failed', 1, 'roc_auc fell by 0.018; the policy allows 0.005.'],
  [
    'proof: straddles, warn',
    moved(-0.003, 0.012, { policy: policy({ onInconclusive: 'warn' }) }),
    'inconclusive',
    0,
    'roc_auc moved by −0.003, but 6,057 rows cannot separate that from the allowed drop of 0.005.',
  ],
  [
    'proof: straddles, pass',
    moved(-0.003, 0.012, { policy: policy({ onInconclusive: 'pass' }) }),
    'inconclusive',
    0,
    '',
  ],
  [
    'proof: straddles, fail',
    moved(-0.003, 0.012, { policy: policy({ onInconclusive: 'fail' }) }),
    'inconclusive',
    1,
    '',
  ],
  ['metric missing', unknown(), 'failed', 1, 'roc_auc is missing; the policy names it.'],
  ['metric missing, pass', unknown({ policy: policy({ onInconclusive: 'pass' }) }), 'failed', 1, 'roc_auc is missing'],
  [
    'metric undefined',
    gateInput(both, { evaluation: undefinedMetric }),
    'failed',
    1,
    'roc_auc is undefined: no negative rows.',
  ],
  [
    'metric NaN',
    gateInput(both, { evaluation: notANumber }),
    'failed',
    1,
    'roc_auc is undefined: its value is not a number.',
  ],
  ['no evaluation at all', gateInput(both, { evaluation: undefined }), 'failed', 1, 'roc_auc is missing'],
  [
    'not compared at all',
    gateInput(drop, { comparison: undefined }),
    'failed',
    1,
    'roc_auc was not compared with any baseline.',
  ],
  [
    'ids do not match',
    gateInput(drop, {
      comparison: comparisonWith([
        {
          ...delta('roc_auc', 0, 0),
          delta: undefined,
          undefined: '3 ids of the candidate are not in the reference',
        } as never,
      ]),
    }),
    'failed',
    1,
    'roc_auc cannot be compared: 3 ids of the candidate are not in the reference.',
  ],
  [
    'reference without the metric',
    gateInput(drop, { comparison: comparisonWith([]) }),
    'failed',
    1,
    'roc_auc has no value at the baseline.',
  ],
  [
    'slice column missing',
    gateInput(byRegion, { evaluation: evaluationWith([metric('recall', 0.6)]) }),
    'failed',
    1,
    'recall cannot be judged: the evaluation has no slice `region`.',
  ],
  [
    'slice undefined',
    gateInput(byRegion, { evaluation: oneSlice(undefined), comparison: sliceDelta(0, 0.01) }),
    'failed',
    1,
    'recall for region=north is undefined: no positive rows.',
  ],
  [
    'slice vanished',
    gateInput(byRegion, {
      evaluation: evaluationWith([], [slice('south', 900, [metric('recall', 0.6)])]),
      comparison: vanished,
    }),
    'failed',
    1,
    'recall for region=north is missing: the candidate has no such rows.',
  ],
  [
    'slice too small',
    gateInput(byRegion, { evaluation: oneSlice(undefined, 96), comparison: sliceDelta(-0.3, 0.1) }),
    'inconclusive',
    0,
    'Every slice is too small to judge.',
  ],
  [
    'harm: none shown',
    gateInput(byRegion, { evaluation: oneSlice(0.58), comparison: sliceDelta(-0.024, 0.05) }),
    'passed',
    0,
    '',
  ],
  [
    'harm: shown',
    gateInput(byRegion, { evaluation: oneSlice(0.533), comparison: sliceDelta(-0.071, 0.041) }),
    'failed',
    1,
    'recall for region=north fell by 0.07; the policy allows 0.02.',
  ],
  [
    'incomparable, default',
    gateInput(both, { comparison: incomparable }),
    'inconclusive',
    1,
    'roc_auc cannot be compared: other evaluation data.',
  ],
  [
    'incomparable, warn',
    gateInput(both, { comparison: incomparable, policy: policy({ onIncomparable: 'warn' }) }),
    'inconclusive',
    0,
    '',
  ],
  [
    'incomparable, pass',
    gateInput(both, { comparison: incomparable, policy: policy({ onIncomparable: 'pass' }) }),
    'inconclusive',
    0,
    '',
  ],
  [
    'incomparable and below its minimum',
    gateInput([line('roc_auc', { min: limit('0.8'), maxDrop: limit('0.1') })], { comparison: incomparable }),
    'failed',
    1,
    'roc_auc is 0.729; the policy asks for at least 0.8.',
  ],
  [
    'incomparable, nothing relative',
    gateInput([line('roc_auc', { min: limit('0.7') })], { comparison: incomparable }),
    'passed',
    0,
    'roc_auc is 0.729, above its minimum of 0.7.',
  ],
  ['first run', gateInput(both, { comparison: firstRun }), 'passed', 0, 'roc_auc is 0.729, above its minimum of 0.70.'],
  [
    'first run, only relative',
    gateInput(drop, { comparison: firstRun }),
    'passed',
    0,
    'No check could be judged yet: there is no baseline.',
  ],
  [
    'first run, below its minimum',
    gateInput([line('roc_auc', { min: limit('0.75'), maxDrop: limit('0.1') })], { comparison: firstRun }),
    'failed',
    1,
    'roc_auc is 0.729; the policy asks for at least 0.75.',
  ],
  [
    'first run, metric missing',
    gateInput([line('recall', { maxDrop: limit('0.1') })], { comparison: firstRun }),
    'failed',
    1,
    'recall is missing',
  ],
  [
    'stopped',
    gateInput(drop, { stopped: { command: 'evaluate', code: 'WB3001', reason: 'the file is empty' } }),
    'stopped',
    1,
    'the file is empty.',
  ],
  ['no checks', gateInput([], {}), 'failed', 1, 'The policy has no checks, so nothing was judged.'],
];

describe('judge: the outcomes of DESIGN §9', () => {
  it.each(table)('%s', (_name, input, outcome, exit, reason) => {
    const verdict = judge(input);
    expect(verdict).toMatchObject({ outcome, exit });
    expect(verdict.reason.slice(0, reason.length)).toBe(reason);
    expect(verdict.reason).toMatch(/^\S.*\.$/);
    expect(Array.from(verdict.reason).length).toBeLessThanOrEqual(100);
  });
});
