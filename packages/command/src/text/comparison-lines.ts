import { type Comparison, clean, type Delta, fixed, visible } from '@weighbridge/core';

/** Deltas of a comparison as aligned lines for a terminal, overall ones first. */
export function comparisonLines(comparison: Comparison): string {
  if (comparison.outcome === 'first run') return 'First run: there is no baseline yet.\n';
  if (comparison.outcome === 'incomparable')
    return `Incomparable: ${visible(comparison.reason ?? 'no reason was given')}\n`;
  const overall = comparison.metrics.filter(({ slice }) => slice === undefined);
  const rows = overall.map(deltaRow);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const sliced = comparison.metrics.length - overall.length;
  return [
    pairingLine(comparison),
    ...lines,
    ...(sliced > 0 ? [`${sliced} in slices (--json lists them)`] : []),
    '',
  ].join('\n');
}

function pairingLine({ pairing, baseline }: Comparison): string {
  const commit = baseline?.commit ? ` at ${visible(baseline.commit.slice(0, 7))}` : '';
  if (!pairing) return `Compared with the baseline${commit}`;
  const how =
    pairing.kind === 'paired'
      ? `${fixed(pairing.rows, 0)} rows paired by ${pairing.by}`
      : `unpaired: ${visible(pairing.reason)}`;
  return `Compared with the baseline${commit}, ${how}`;
}

function deltaRow({ name, delta, interval, candidate, reference, against, ...rest }: Delta): string[] {
  const label = against === 'anchor' ? `${clean(name)} (anchor)` : clean(name);
  if (delta === undefined) return [label, '', '', `undefined: ${visible(rest.undefined ?? 'no value')}`];
  const sign = delta > 0 ? '+' : '';
  const ends = interval ? `${interval.low.toPrecision(3)} to ${interval.high.toPrecision(3)}` : 'no interval';
  return [label, `${candidate?.toPrecision(4)} (${reference?.toPrecision(4)})`, `${sign}${delta.toPrecision(3)}`, ends];
}
