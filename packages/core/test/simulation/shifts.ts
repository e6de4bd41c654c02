import { zipf } from './tables.ts';

/** A column of the watched table. Numbers are measured in standard deviations: what is judged depends on order alone. */
export type ShiftedColumn =
  | { readonly kind: 'normal'; readonly name: string; readonly missing: number }
  | { readonly kind: 'count'; readonly name: string; readonly mean: number; readonly missing: 0 }
  | { readonly kind: 'category'; readonly name: string; readonly shares: readonly number[]; readonly missing: 0 };

const normal = (name: string, missing = 0): ShiftedColumn => ({ kind: 'normal', name, missing });
const count = (name: string, mean: number): ShiftedColumn => ({ kind: 'count', name, mean, missing: 0 });
const category = (values: number): ShiftedColumn => {
  const weights = zipf(values);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { kind: 'category', name: `kind_${values}`, shares: weights.map((weight) => weight / total), missing: 0 };
};

/** Twelve columns, as a table of customers has them: six measured, two counted, four with 2 to 30 values. */
export const columns: readonly ShiftedColumn[] = [
  ...[0, 1, 2, 3, 4].map((index) => normal(`number_${index}`)),
  normal('number_5', 0.03),
  count('count_3', 3),
  count('count_7', 7),
  ...[2, 5, 12, 30].map(category),
];

/** How shifted columns stand on one day: mean in standard deviations, spread as a factor, share of a value never seen. */
export interface Standing {
  readonly mean: number;
  readonly scale: number;
  readonly fresh: number;
}

export const still: Standing = { mean: 0, scale: 1, fresh: 0 };

/** What happens to the table. Day 0 is the first day of the shift, and of the first window. */
export interface Story {
  readonly name: string;
  readonly kind: 'nothing' | 'sudden' | 'gradual' | 'seasonal';
  /** Names of the columns that are shifted. */
  readonly shifted: readonly string[];
  readonly on: (day: number) => Standing;
  /** The reference holds equal parts of these days. */
  readonly reference: readonly Standing[];
  /** Days of a window. */
  readonly days: number;
  /** How many windows are looked at. */
  readonly windows: number;
}

const [first = '', ...others] = columns.flatMap(({ kind, name }) => (kind === 'category' ? [] : [name]));

function sudden(name: string, shifted: readonly string[], standing: Partial<Standing>): Story {
  const after = { ...still, ...standing };
  return { name, kind: 'sudden', shifted, on: () => after, reference: [still], days: 1, windows: 30 };
}

const sine = (amplitude: number, period: number) => (day: number) => ({
  ...still,
  mean: amplitude * Math.sin((2 * Math.PI * (day + 0.5)) / period),
});
const daysOf = (on: (day: number) => Standing, days: number) => Array.from({ length: days }, (_, day) => on(day));

const yearly = sine(0.5, 365);
const weekly = sine(0.5, 7);
const seasonal = { kind: 'seasonal', shifted: [first], days: 1 } as const;
const slowly = (days: number) => (day: number) => ({ ...still, mean: 0.5 * Math.min(1, (day + 1) / days) });

export const stories: readonly Story[] = [
  sudden('mean + 0.25 sd', [first], { mean: 0.25 }),
  sudden('mean + 0.35 sd', [first], { mean: 0.35 }),
  sudden('mean + 0.5 sd', [first], { mean: 0.5 }),
  sudden('spread × 1.5', [first], { scale: 1.5 }),
  sudden('a new value, 5% of rows', ['kind_5'], { fresh: 0.05 }),
  sudden('all eight numbers + 0.5 sd', [first, ...others], { mean: 0.5 }),
  {
    name: 'mean + 0.5 sd over 60 days',
    kind: 'gradual',
    shifted: [first],
    on: slowly(60),
    reference: [still],
    days: 1,
    windows: 90,
  },
  { ...seasonal, name: 'yearly, not in the reference', on: yearly, reference: [still], windows: 365 },
  { ...seasonal, name: 'yearly, in the reference', on: yearly, reference: daysOf(yearly, 365), windows: 365 },
  { ...seasonal, name: 'weekly, in the reference', on: weekly, reference: daysOf(weekly, 7), windows: 365 },
  { ...seasonal, name: 'weekly, in each window', on: weekly, reference: daysOf(weekly, 7), days: 7, windows: 52 },
];

/** Nothing happens: every alarm is a false one. */
export const nothing: Story = {
  name: 'nothing',
  kind: 'nothing',
  shifted: [],
  on: () => still,
  reference: [still],
  days: 1,
  windows: 365,
};
