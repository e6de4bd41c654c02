import type { ColumnCounts } from '../port/table.ts';
import type { ColumnSummary, Drift } from '../record/data.ts';

/** The most values whose shares stand for a column. */
const mostShares = 3;

/** What a column looked like, and looks like now: its median, or the shares of the values that are the most frequent. */
export function summariesOf(counts: ColumnCounts, showValues: boolean): Pick<Drift, 'was' | 'now'> {
  if (counts.kind === 'number') return { was: numberSummary(counts.was), now: numberSummary(counts.now) };
  const label = labelOf(showValues);
  const listed = counts.values.flatMap(({ value, was, now, rest }, index) =>
    rest ? [] : [{ value: label(value, index), was, now }],
  );
  const missing = { value: null, was: counts.was.missing, now: counts.now.missing };
  const rows = { was: counts.was.rows, now: counts.now.rows };
  const top = telling(
    [...listed, missing].filter(({ was, now }) => was + now > 0),
    rows,
  );
  const shares = (rows: number, of: (entry: (typeof top)[number]) => number): ColumnSummary => ({
    kind: 'shares',
    shares: top.map((entry) => ({ value: entry.value, share: of(entry) / rows })),
  });
  return { was: shares(counts.was.rows, ({ was }) => was), now: shares(counts.now.rows, ({ now }) => now) };
}

interface Counted {
  readonly was: number;
  readonly now: number;
}

/** The most frequent values, the one whose share moved most always among them: a new value may be rare, and be all of it. */
function telling<V extends Counted>(values: readonly V[], rows: Counted): readonly V[] {
  const moved = ({ was, now }: V): number => Math.abs(now / rows.now - was / rows.was);
  const bySize = values.toSorted((a, b) => b.was + b.now - (a.was + a.now));
  const first = bySize.reduce<V | undefined>(
    (most, each) => (most && moved(most) >= moved(each) ? most : each),
    undefined,
  );
  const top = bySize.slice(0, mostShares);
  return first === undefined || top.includes(first) ? top : [...top.slice(0, -1), first];
}

/** A column without a value has no median. */
function numberSummary(side: Extract<ColumnCounts, { kind: 'number' }>['was']): ColumnSummary {
  if (side.median !== undefined) return { kind: 'median', median: side.median };
  return { kind: 'shares', shares: [{ value: null, share: side.missing / side.rows }] };
}

/** Without permission a value is known by its rank over both sides alone, which is the same in every run of these data. */
function labelOf(showValues: boolean): (value: string, index: number) => string {
  return (value, index) => (showValues ? value : `value ${index + 1}`);
}
