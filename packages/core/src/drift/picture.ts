import type { ColumnCounts } from '../port/table.ts';
import type { Drift, DriftValue } from '../record/data.ts';

/** The most bars of a picture. */
const mostBars = 20;

/** The histogram of a column on both sides, as the record keeps it. Values stand in it only where they may be shown. */
export function pictureOf(counts: ColumnCounts, showValues: boolean): Pick<Drift, 'bins' | 'values'> {
  if (counts.kind === 'number') return { bins: joined(counts.bins) };
  const missing = { value: null, was: counts.was.missing, now: counts.now.missing };
  const single = counts.values.filter(({ rest }) => rest === undefined);
  const bars = [...single, missing].filter(({ was, now }) => was + now > 0);
  const sorted = bars.sort((a, b) => b.was + b.now - (a.was + a.now));
  const rest = counts.values.filter((entry) => entry.rest);
  const fits = rest.length === 0 && sorted.length <= mostBars;
  const shown = fits ? sorted : sorted.slice(0, mostBars - 1);
  const left = [...sorted.slice(shown.length), ...rest];
  const distinct = Math.max(counts.distinctWas, counts.distinctNow) + Number(missing.was + missing.now > 0);
  return {
    values: [
      ...shown.map(
        ({ value, was, now }): DriftValue => ({
          ...(showValues || value === null ? { value } : {}),
          was,
          now,
        }),
      ),
      ...(left.length === 0 ? [] : [together(left, Math.max(left.length, distinct - shown.length))]),
    ],
  };
}

type Sides = Pick<DriftValue, 'was' | 'now'>;

function together(left: readonly Sides[], values: number): DriftValue {
  return {
    together: values,
    was: left.reduce((sum, { was }) => sum + was, 0),
    now: left.reduce((sum, { now }) => sum + now, 0),
  };
}

type Bin = NonNullable<Drift['bins']>[number];

/** Neighbours are joined until the bins fit. */
function joined(bins: readonly Bin[]): Bin[] {
  const size = Math.max(1, Math.ceil(bins.length / mostBars));
  const groups = Array.from({ length: Math.ceil(bins.length / size) }, (_, index) =>
    bins.slice(index * size, (index + 1) * size),
  );
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (!(first && last)) return [];
    const total = (of: (bin: Bin) => number) => group.reduce((sum, bin) => sum + of(bin), 0);
    return [{ from: first.from, to: last.to, was: total(({ was }) => was), now: total(({ now }) => now) }];
  });
}
