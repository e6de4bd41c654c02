import type { SeriesPoint } from '@weighbridge/core';

/** A day of a fixture's story. */
export interface Moment {
  /** What production does. */
  readonly story: 'quiet' | 'drift' | 'worse' | 'failing';
  /** Day of the story, 1 its first; 0 and less: before it. */
  readonly past: number;
  readonly index: number;
}

/** A deterministic wobble between −1 and 1. */
function wobble(index: number, salt: number): number {
  return Math.sin(index * 1.7 + salt * 2.3);
}

const driftLimit = { kind: 'drift', value: 0.2, written: '0.2' } as const;

function drifts({ story, past }: Moment): boolean {
  return past > 0 && (story === 'drift' || story === 'worse');
}

export function columnPoints(rows: number, moment: Moment): SeriesPoint[] {
  const grown = drifts(moment) ? moment.past : 0;
  const psi = (name: string, base: number, slope: number, salt: number): SeriesPoint => {
    const value = Math.round((base + slope * grown + 0.01 * wobble(moment.index, salt)) * 1e4) / 1e4;
    const flagged = value > driftLimit.value;
    return {
      kind: 'column',
      name,
      outcome: 'judged',
      value,
      n: rows,
      limit: driftLimit,
      p: flagged ? 1e-9 : 0.4,
      adjusted: flagged ? 1e-8 : 1,
      flagged,
    };
  };
  const income = psi('income', grown > 0 ? 0.21 : 0.05, 0.018, 1);
  const source = psi('source', grown > 0 ? 0.2 : 0.02, 0.012, 2);
  const others = [
    'tenure',
    'channel',
    'region',
    'age',
    'orders',
    'discount',
    'returns',
    'basket',
    'visits',
    'coupon',
    'newsletter',
    'first_order_band',
  ];
  const partner = Math.min(0.3, 0.02 * grown);
  return [
    {
      ...income,
      was: { kind: 'median', median: 41_200 },
      now: { kind: 'median', median: 41_200 + 520 * grown + 17 * moment.index },
    },
    {
      ...source,
      was: {
        kind: 'shares',
        shares: [
          { value: 'web', share: 0.61 },
          { value: 'branch', share: 0.39 },
          { value: 'partner_b', share: 0 },
        ],
      },
      now: {
        kind: 'shares',
        shares: [
          { value: 'web', share: 0.61 - partner / 2 },
          { value: 'branch', share: 0.39 - partner / 2 },
          { value: 'partner_b', share: partner },
        ],
      },
    },
    ...others.map((name, index) => ({
      ...psi(name, 0.08 / (index + 1), 0, index + 3),
      was: { kind: 'median' as const, median: 12 * (index + 1) },
      now: { kind: 'median' as const, median: 12 * (index + 1) + (moment.index % 2) },
    })),
  ];
}

export function predictionPoint(rows: number, moment: Moment): SeriesPoint {
  const change = (drifts(moment) ? 0.004 * moment.past : 0) + 0.002 * wobble(moment.index, 5);
  const value = 0.01 + Math.abs(change) * 2;
  return {
    kind: 'prediction',
    name: 'probability',
    outcome: 'judged',
    value,
    reference: 0.311,
    share: 0.311 + change,
    change: { value: change, low: change - 0.005, high: change + 0.005 },
    n: rows,
    limit: driftLimit,
    p: 0.03,
    adjusted: 0.4,
    flagged: false,
  };
}

export function metricPoints(n: number, moment: Moment): SeriesPoint[] {
  const lost = moment.story === 'worse' && moment.past > 0 ? 0.03 : 0;
  const point = (name: string, reference: number, half: number, salt: number, limit: number): SeriesPoint => {
    const change = Math.round((0.003 * wobble(moment.index, salt) - lost) * 1e4) / 1e4;
    const flagged = change < -limit && change + half < 0;
    return {
      kind: 'metric',
      name,
      outcome: 'judged',
      value: reference + change,
      reference,
      change: { value: change, low: change - half, high: change + half },
      direction: 'higher',
      n,
      limit: { kind: 'max-drop', value: limit, written: String(limit) },
      p: flagged ? 0.0004 : 0.31,
      adjusted: flagged ? 0.002 : 1,
      flagged,
    };
  };
  const regions = ['north', 'south', 'west'].map((value, index) => ({
    ...point('recall', 0.612 - 0.02 * index, 0.031, index + 9, 0.05),
    slice: { column: 'region', value },
    n: Math.round(n / 4),
  }));
  const isles: SeriesPoint = {
    kind: 'metric',
    name: 'recall',
    slice: { column: 'region', value: 'isles' },
    outcome: 'too few',
    reason: 'too small to judge: 41 rows, 200 needed',
    n: 41,
    flagged: false,
  };
  return [point('roc_auc', 0.729, 0.011, 7, 0.01), point('recall', 0.612, 0.016, 8, 0.02), ...regions, isles];
}

export function servicePoints(rows: number, moment: Moment): SeriesPoint[] {
  const bad = moment.story === 'failing' && moment.past > 0 ? 0.014 : 0;
  const point = (name: string, base: number, salt: number): SeriesPoint => {
    const value = base + bad + 0.0008 * wobble(moment.index, salt);
    const flagged = value > 0.01;
    return {
      kind: 'service',
      name,
      outcome: 'judged',
      value,
      n: rows,
      limit: { kind: 'max', value: 0.01, written: '1%' },
      p: flagged ? 1e-12 : 0.9,
      adjusted: flagged ? 2e-12 : 1,
      flagged,
    };
  };
  return [
    point('errors', 0.002, 11),
    { ...point('over 250 ms', 0.004, 12), ...(bad > 0 ? { value: 0.0041, flagged: false } : {}) },
  ];
}
