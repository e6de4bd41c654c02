import { clean, type Evaluation, fixed, type Metric, visible } from '@weighbridge/core';

/** The metrics of an evaluation as aligned lines for a terminal. */
export function metricLines(evaluation: Evaluation): string {
  const rows = evaluation.metrics.map(metricRow);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([name = '', value = '', rest = '']) =>
    `  ${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${rest}`.trimEnd(),
  );
  const head = `${fixed(evaluation.rows, 0)} rows, ${fixed(evaluation.positives, 0)} positive, threshold ${evaluation.threshold}`;
  const slices = evaluation.slices.length > 0 ? [`${evaluation.slices.length} slices (--json lists them)`] : [];
  return [head, ...lines, ...slices, ''].join('\n');
}

function metricRow({ name, value, interval, unit, ...metric }: Metric): string[] {
  if (value === undefined) return [clean(name), '', `undefined: ${visible(metric.undefined ?? 'no value')}`];
  const shown = `${value.toPrecision(5)}${unit ? ` ${clean(unit, 16)}` : ''}`;
  return [clean(name), shown, interval ? `${interval.low.toPrecision(4)} to ${interval.high.toPrecision(4)}` : ''];
}
