import type { GateInput } from '../src/gate/judge.ts';
import { parseLimit } from '../src/policy/grammar.ts';
import type { DatasetPolicy, GateLine, LimitAmount, ModelPolicy, Policy, TrainPolicy } from '../src/policy/policy.ts';
import type { Comparison, Delta, Reference } from '../src/record/comparison.ts';
import type { Digest, Evaluation, Interval, Metric, SliceMetrics } from '../src/record/evaluation.ts';

/** Small honest parts from which tests of the gate build what they judge. */
export function digestOf(letter: string): Digest {
  return `sha256:${letter.repeat(64)}` as Digest;
}

export function limit(written: string): LimitAmount {
  const parsed = parseLimit(written.endsWith('%') ? written : Number(written), written);
  if (!parsed) throw new Error(`no limit: ${written}`);
  return parsed;
}

/** A section `train` with the defaults that the policy would give it. */
export function train(rest: Partial<TrainPolicy> = {}): TrainPolicy {
  return { env: [], retry: { on: [], times: 0 }, repeat: 1, ignore: [], outputs: { predictions: 'p.csv' }, ...rest };
}

/** A dataset with the defaults that the policy would give it. */
export function dataset(path: string): DatasetPolicy {
  return { path, ignore: [], key: [], showValues: false };
}

/** A `gate` line with the defaults that the policy would give it. */
export function line(metric: string, rest: Partial<GateLine>): GateLine {
  const sliced = rest.slice !== undefined;
  return {
    line: 1,
    metric,
    minRows: sliced ? 200 : 0,
    judge: sliced ? 'harm' : 'proof',
    judgeAbsolute: 'point',
    ...rest,
  };
}

export function modelWith(gate: readonly GateLine[], rest: Partial<ModelPolicy> = {}): ModelPolicy {
  return {
    name: 'churn',
    data: {},
    leakage: {},
    train: train(),
    drift: [],
    evaluate: { task: 'binary', target: 'y', score: 's', threshold: 0.5, slices: ['region'], metrics: [] },
    gate: gate.map((each, index) => ({ ...each, line: index + 1 })),
    anchor: 'none',
    predictions: { keep: 'artifact' },
    ...rest,
  };
}

export function policyWith(model: ModelPolicy, rest: Partial<Policy> = {}): Policy {
  return {
    version: 1,
    alpha: 0.05,
    onInconclusive: 'warn',
    onIncomparable: 'fail',
    baseline: { maxAgeDays: 30, maxAgeCommits: 200 },
    store: { kind: 'ci-artifact', maxBytes: 1e9 },
    attest: { by: 'api' },
    models: { [model.name]: model },
    ...rest,
  };
}

/** An interval around a point, both ends one-sided at 5 %. */
export function around(point: number, half: number): Interval {
  return { low: point - half, high: point + half, lowLevel: 0.05, highLevel: 0.05, method: 'made for a test' };
}

export function metric(name: string, value: number | undefined, rest: Partial<Metric> = {}): Metric {
  const missing = value === undefined ? { undefined: 'no positive rows' } : { value };
  return { name, direction: 'higher', n: 6057, ...missing, ...rest };
}

/** Candidate − reference with a half-width, and the standard error that belongs to it. */
export function delta(name: string, change: number, half: number, rest: Partial<Delta> = {}): Delta {
  const reference = rest.reference ?? 0.729;
  return {
    name,
    direction: 'higher',
    against: 'baseline',
    n: 6057,
    candidate: reference + change,
    reference,
    delta: change,
    interval: around(change, half),
    standardError: half / 1.645,
    ...rest,
  };
}

export function slice(value: string | null, rows: number, metrics: readonly Metric[]): SliceMetrics {
  return { slice: { column: 'region', value }, rows, positives: Math.floor(rows / 3), metrics: [...metrics] };
}

export function evaluationWith(metrics: readonly Metric[], slices: readonly SliceMetrics[] = []): Evaluation {
  return {
    task: 'binary',
    rows: 6057,
    positives: 1890,
    target: 'y',
    score: 's',
    threshold: 0.5,
    metrics: [...metrics],
    slices: [...slices],
    confusion: { threshold: 0.5, truePositive: 1, falsePositive: 1, falseNegative: 1, trueNegative: 1 },
    curves: { roc: [], calibration: [] },
    digests: { predictions: digestOf('a'), rows: digestOf('b') },
  };
}

export const baselineReference: Reference = {
  commit: '4'.repeat(40),
  ref: 'main',
  reason: 'merge-base',
  commitsBefore: 0,
  source: 'ledger',
  record: digestOf('c'),
};

export function comparisonWith(metrics: readonly Delta[], rest: Partial<Comparison> = {}): Comparison {
  return {
    outcome: 'compared',
    searched: [],
    baseline: baselineReference,
    alpha: 0.05,
    family: metrics.length,
    metrics: [...metrics],
    flips: [],
    ...rest,
  };
}

/** A run of one model, to be varied. */
export function gateInput(gate: readonly GateLine[], rest: Partial<GateInput> = {}): GateInput {
  const model = rest.model ?? modelWith(gate);
  return {
    policy: policyWith(model),
    model,
    digest: digestOf('d'),
    evaluation: evaluationWith([metric('roc_auc', 0.729)]),
    comparison: comparisonWith([delta('roc_auc', 0, 0.004)]),
    ...rest,
  };
}
