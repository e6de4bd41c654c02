import type { Delta } from '../../src/record/comparison.ts';
import type {
  Confusion,
  Curves,
  Digest,
  Evaluation,
  Metric,
  SliceMetrics,
  SliceName,
} from '../../src/record/evaluation.ts';
import type { Subject } from '../../src/record/subject.ts';
import type { Check, Limit } from '../../src/record/verdict.ts';

/** A digest for a test: the letter 64 times over. */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

/** A full sha that begins as the short one does. */
export function sha(short: string): string {
  return short.padEnd(40, '0');
}

export const base = sha('4be91c7');

/** The change that the notes speak of. */
export function subjectOf(head: string, run: string): Subject {
  return {
    model: 'churn',
    head: sha(head),
    baseTip: base,
    mergeBase: base,
    ref: 'refs/pull/318/merge',
    change: { number: 318, fork: false, url: 'https://github.com/acme/models/pull/318' },
    forge: 'github',
    repository: 'acme/models',
    run: { id: run, attempt: 1, job: 'model', url: `https://github.com/acme/models/actions/runs/${run}` },
    weighbridge: '1.2.0',
  };
}

/** Name, value, half-width of its 90% interval. */
export type Value = readonly [name: string, value: number, half: number];

const lower = new Set(['log_loss', 'p95 latency']);

export function metricOf([name, value, half]: Value, n: number): Metric {
  return {
    name,
    direction: lower.has(name) ? 'lower' : 'higher',
    value,
    n,
    interval: { low: value - half, high: value + half, lowLevel: 0.05, highLevel: 0.05, method: 'bootstrap' },
    ...(name === 'p95 latency' ? { unit: 'ms', from: 'metrics.json' } : {}),
  };
}

export interface DeltaParts {
  readonly n: number;
  readonly slice?: SliceName;
  /** One-sided level of the end that can fail a check. */
  readonly failing?: number;
  readonly against?: 'baseline' | 'anchor';
}

/** Name, now, was, and the two ends of the change. */
export type Change = readonly [name: string, now: number, was: number, low: number, high: number];

export function deltaOf(
  [name, now, was, low, high]: Change,
  { n, slice, failing = 0.01, against = 'baseline' }: DeltaParts,
): Delta {
  const isLower = lower.has(name);
  return {
    name,
    direction: isLower ? 'lower' : 'higher',
    against,
    ...(slice === undefined ? {} : { slice }),
    n,
    candidate: now,
    reference: was,
    delta: Number((now - was).toPrecision(12)),
    interval: { low, high, lowLevel: isLower ? failing : 0.05, highLevel: isLower ? 0.05 : failing, method: 'paired' },
    ...(name === 'p95 latency' ? { unit: 'ms' } : {}),
  };
}

type Kind = Limit['kind'];

/** A check on a change, with the numbers of its delta. */
export function relative(
  id: string,
  kind: Kind,
  written: string,
  delta: Delta,
  outcome: Check['outcome'] = 'passed',
): Check {
  const amount = Number.parseFloat(written);
  const value = written.endsWith('%') ? (amount / 100) * (delta.reference ?? 0) : amount;
  return {
    id: `${id}/${kind}${delta.slice === undefined ? '' : `/${delta.slice.value}`}`,
    metric: delta.name,
    ...(delta.slice === undefined ? {} : { slice: delta.slice }),
    limit: { kind, value, written },
    judge: 'proof',
    outcome,
    explanation: `${delta.name} against its limit of ${written}`,
    ...(delta.delta === undefined ? {} : { measured: delta.delta }),
    ...(delta.candidate === undefined ? {} : { value: delta.candidate }),
    ...(delta.reference === undefined ? {} : { reference: delta.reference }),
    ...(delta.interval === undefined ? {} : { interval: delta.interval }),
    n: delta.n,
    minRows: 200,
    ...(delta.unit === undefined ? {} : { unit: delta.unit }),
  };
}

/** A check on a value. */
export function absolute(
  id: string,
  kind: 'min' | 'max',
  written: string,
  metric: Metric,
  outcome: Check['outcome'] = 'passed',
): Check {
  return {
    id: `${id}/${kind}`,
    metric: metric.name,
    limit: { kind, value: Number(written), written },
    judge: 'point',
    outcome,
    explanation: `${metric.name} against ${written}`,
    ...(metric.value === undefined ? {} : { measured: metric.value, value: metric.value }),
    ...(metric.unit === undefined ? {} : { unit: metric.unit }),
    n: metric.n,
  };
}

/** A check that had nothing to compare with. */
export function notJudged(id: string, kind: Kind, written: string, metric: string, slice?: SliceName): Check {
  return {
    id: `${id}/${kind}${slice === undefined ? '' : `/${slice.value}`}`,
    metric,
    ...(slice === undefined ? {} : { slice }),
    limit: { kind, value: Number.parseFloat(written), written },
    judge: 'proof',
    outcome: 'not judged',
    explanation: 'no baseline',
  };
}

export function drift(id: string, column: string, psi: number, outcome: Check['outcome'] = 'passed'): Check {
  return {
    id: `${id}/drift`,
    metric: 'psi',
    column,
    limit: { kind: 'drift', value: 0.2, written: '0.2' },
    judge: 'point',
    outcome,
    explanation: `PSI of ${column}`,
    measured: psi,
  };
}

/** A slice of the evaluation with one metric. */
export function sliceOf(
  column: string,
  value: string,
  rows: number,
  positives: number,
  metrics: readonly Value[],
): SliceMetrics {
  return { slice: { column, value }, rows, positives, metrics: metrics.map((entry) => metricOf(entry, rows)) };
}

export interface EvaluationParts {
  readonly rows: number;
  readonly positives: number;
  readonly metrics: readonly Value[];
  readonly slices?: readonly SliceMetrics[];
  readonly auc: number;
  readonly recall: number;
}

export function evaluationOf({ rows, positives, metrics, slices = [], auc, recall }: EvaluationParts): Evaluation {
  return {
    task: 'binary',
    rows,
    positives,
    target: 'churned',
    score: 'probability',
    threshold: 0.42,
    metrics: metrics.map((entry) => metricOf(entry, rows)),
    slices: [...slices],
    confusion: confusionOf(rows, positives, recall),
    curves: curvesOf(auc, rows),
    digests: { predictions: digestOf('a'), rows: digestOf('b'), data: digestOf('c') },
  };
}

/** Counts with this recall and a quarter of the negatives called positive. */
export function confusionOf(rows: number, positives: number, recall: number): Confusion {
  const truePositive = Math.round(positives * recall);
  const falsePositive = Math.round((rows - positives) * 0.25);
  return {
    threshold: 0.42,
    truePositive,
    falsePositive,
    falseNegative: positives - truePositive,
    trueNegative: rows - positives - falsePositive,
  };
}

/** A power curve `tpr = fpr^g`, whose area is 1 / (1 + g), and nine bins of a nearly calibrated model. */
export function curvesOf(auc: number, rows: number): Curves {
  const power = 1 / auc - 1;
  const roc = Array.from({ length: 61 }, (_, index) => ({
    falsePositiveRate: index / 60,
    truePositiveRate: (index / 60) ** power,
  }));
  const shares = [0.06, 0.13, 0.17, 0.165, 0.13, 0.1, 0.07, 0.04, 0.02];
  const calibration = shares.map((share, index) => {
    const predicted = 0.05 + index * 0.1;
    const observed = Math.min(0.99, predicted + (auc - 0.7) * 0.2 * (index % 2 === 0 ? 1 : -1));
    const count = Math.round(rows * share);
    const half = 1.645 * Math.sqrt((observed * (1 - observed)) / count);
    return {
      from: index / 10,
      to: (index + 1) / 10,
      count,
      predicted,
      observed,
      low: observed - half,
      high: observed + half,
    };
  });
  return { roc, calibration };
}
