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
  const top = [...listed, missing]
    .filter(({ was, now }) => was + now > 0)
    .sort((a, b) => b.was + b.now - (a.was + a.now))
    .slice(0, mostShares);
  const shares = (rows: number, of: (entry: (typeof top)[number]) => number): ColumnSummary => ({
    kind: 'shares',
    shares: top.map((entry) => ({ value: entry.value, share: of(entry) / rows })),
  });
  return { was: shares(counts.was.rows, ({ was }) => was), now: shares(counts.now.rows, ({ now }) => now) };
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
