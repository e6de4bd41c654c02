import type { DataCheck, DataSection, Drift } from '../../src/record/data.ts';
import { type RunRecord, recordVersion } from '../../src/record/record.ts';
import { base, digestOf, subjectOf } from './parts.ts';

const of = 83_911;
const was = (count: number, distinct?: number) => ({
  count,
  of: 81_204,
  ...(distinct === undefined ? {} : { distinct }),
});

/** A rule of the churn schema that holds. */
export function held(column: string, rule: string, expected: string, line: number): DataCheck {
  return {
    dataset: 'train',
    column,
    rule,
    expected,
    severity: 'error',
    outcome: 'passed',
    count: 0,
    of,
    rows: [],
    by: 'scan',
    place: { file: 'schemas/churn.yml', line, column: 5 },
    was: was(0),
  };
}

const broken: readonly DataCheck[] = [
  {
    ...held('income', 'required', 'at most 0.5% empty', 14),
    outcome: 'failed',
    count: 10_405,
    tolerance: { share: 0.005 },
    rows: [4, 17, 23, 41, 66, 71, 80, 92, 101, 115, 121, 137, 140, 152, 166, 171, 180, 192, 201, 209],
    was: was(244),
  },
  {
    ...held('region', 'enum', 'one of 7 values', 21),
    outcome: 'failed',
    count: 1204,
    distinct: 2,
    rows: [17, 209, 388, 402, 455, 512, 600, 617, 640, 702],
    was: was(0, 0),
  },
  {
    ...held('customer', 'unique', 'unique', 9),
    outcome: 'failed',
    count: 37,
    distinct: 18,
    rows: [81_205, 81_377, 81_402],
    firsts: [12, 940, 1203],
    was: was(0, 0),
  },
];

const passed: readonly DataCheck[] = [
  held('customer', 'required', 'never empty', 9),
  held('customer', 'type', 'an integer', 8),
  held('income', 'type', 'a number', 12),
  held('income', 'minimum', 'at least 0', 15),
  held('tenure', 'type', 'an integer', 25),
  held('tenure', 'minimum', 'at least 0', 26),
  held('tenure', 'maximum', 'at most 600', 27),
  held('plan_code', 'pattern', 'a letter and two digits', 31),
  held('churned', 'required', 'never empty', 36),
  held('churned', 'type', 'a boolean', 35),
  held('cutoff', 'freshness', 'at most 35 days old', 40),
];

const incomeEdges = [8000, 18_000, 24_000, 30_000, 36_000, 41_200, 47_000, 55_000, 68_000, 90_000, 180_000];
const incomeWas = [8096, 8096, 8096, 8096, 8096, 8096, 8096, 8096, 8096, 8096];
const incomeNow = [3900, 5200, 6100, 6900, 7400, 8300, 8700, 9100, 9300, 8606];

const incomeDrift: Drift = {
  dataset: 'train',
  column: 'income',
  psi: 0.34,
  limit: 0.2,
  test: { method: 'ks', statistic: 0.121, p: 1e-40, adjusted: 1e-39 },
  drifted: true,
  by: 'rows',
  was: { kind: 'median', median: 41_200 },
  now: { kind: 'median', median: 44_850 },
  bins: incomeWas.map((rows, index) => ({
    from: incomeEdges[index] ?? 0,
    to: incomeEdges[index + 1] ?? 0,
    was: rows,
    now: incomeNow[index] ?? 0,
  })),
};

const sourceDrift: Drift = {
  dataset: 'train',
  column: 'source',
  psi: 0.17,
  limit: 0.2,
  test: { method: 'chi-square', statistic: 11_204, p: 1e-99, adjusted: 1e-98 },
  drifted: false,
  by: 'rows',
  was: { kind: 'shares', shares: [{ value: 'web', share: 0.52 }] },
  now: { kind: 'shares', shares: [{ value: 'web', share: 0.45 }] },
  values: [
    { value: 'web', was: 42_226, now: 37_760 },
    { value: 'branch', was: 24_361, now: 21_817 },
    { value: 'partner_a', was: 14_617, now: 12_670 },
    { value: 'partner_b', was: 0, now: 11_664 },
  ],
};

const churnedDrift: Drift = {
  dataset: 'train',
  column: 'churned',
  psi: 0,
  limit: 0.2,
  test: { method: 'chi-square', statistic: 0.77, p: 0.38, adjusted: 1 },
  drifted: false,
  by: 'rows',
  was: { kind: 'shares', shares: [{ value: 'true', share: 0.312 }] },
  now: { kind: 'shares', shares: [{ value: 'true', share: 0.31 }] },
  values: [
    { value: 'false', was: 55_868, now: 57_899 },
    { value: 'true', was: 25_336, now: 26_012 },
  ],
};

export const brokenSection: DataSection = {
  datasets: [
    {
      name: 'train',
      path: 'data/churn.csv',
      digest: digestOf('7'),
      rows: of,
      bytes: 6_204_118,
      schema: { path: 'schemas/churn.yml', digest: digestOf('8'), dialect: 'frictionless', ignored: [] },
      profile: {
        rows: of,
        columns: 14,
        profiles: [
          { kind: 'category', column: 'churned', type: 'boolean', missing: 0, distinct: 2, values: [], rest: 0 },
        ],
      },
    },
  ],
  checks: [...broken, ...passed],
  explanations: [{ dataset: 'train', column: 'source', value: 'partner_b', share: 0.139, isNew: true, checks: [0, 1] }],
  diff: [
    {
      dataset: 'train',
      by: 'rows',
      why: 'read from git at the base',
      rowsWas: 81_204,
      rowsNow: of,
      columnsWas: 14,
      columnsNow: 14,
      added: 3118,
      removed: 411,
      changed: 5902,
      columns: [
        { column: 'plan_code', what: 'added' },
        { column: 'plan', what: 'removed' },
        { column: 'income', what: 'missing', was: 0.003, now: 0.124 },
        { column: 'income', what: 'median', was: 41_200, now: 44_850, psi: 0.34 },
        {
          column: 'source',
          what: 'categories',
          was: 3,
          now: 4,
          newCount: 1,
          goneCount: 0,
          newValues: [{ value: 'partner_b', share: 0.139 }],
        },
        { column: 'churned', what: 'mean', was: 0.312, now: 0.31 },
      ],
      unchanged: 10,
    },
  ],
  drift: [incomeDrift, sourceDrift, churnedDrift],
  base: { commit: base, ref: 'main', ageDays: 1.3 },
};

/** Mock e: the data broke three of fourteen rules, and one value explains most of it. */
export const dataBroken: RunRecord = {
  version: recordVersion,
  subject: subjectOf('e0417aa', '4836'),
  data: brokenSection,
  stopped: {
    command: 'validate',
    code: 'WB3100',
    reason: '12.4% of `income` is empty; the schema allows 0.5%',
  },
  durations: { validate: 400 },
};

/** The same where the policy does not show values. */
export const dataBrokenHidden: RunRecord = {
  ...dataBroken,
  data: {
    ...brokenSection,
    explanations: [{ dataset: 'train', column: 'source', share: 0.139, isNew: true, checks: [0, 1] }],
    diff: (brokenSection.diff ?? []).map((diff) => ({
      ...diff,
      columns: diff.columns.map(({ newValues: _, ...change }) => change),
    })),
    drift: (brokenSection.drift ?? []).map((entry) => ({
      ...entry,
      ...(entry.values ? { values: entry.values.map(({ value: _, ...counts }) => counts) } : {}),
      ...(entry.was.kind === 'shares' ? { was: { kind: 'shares' as const, shares: [] } } : {}),
      ...(entry.now.kind === 'shares' ? { now: { kind: 'shares' as const, shares: [] } } : {}),
    })),
  },
};
