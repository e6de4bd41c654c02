import { markdownTable } from 'markdown-table';
import type { Metric, SliceMetrics } from '../../record/evaluation.ts';
import type { RunRecord } from '../../record/record.ts';
import type { Training } from '../../record/training.ts';
import { type Ink, markdownInk } from '../../report/ink.ts';
import {
  bytes,
  count,
  counted,
  day,
  decimalsOfHalfWidth,
  decimalsOfValue,
  duration,
  fixed,
  percent,
} from '../../report/number.ts';
import { sliceText } from '../../report/slice.ts';

/** Sections of a model card, each with its own heading; empty where the record says nothing of it. */

const ink: Ink = markdownInk();
const mostParams = 40;
const mostSlices = 12;
const mostDatasets = 20;

/** First eight hex digits, as a reader compares them; the whole digest is in the manifest and the record. */
export function shortDigest(digest: string): string {
  return ink.code(`${digest.slice(0, digest.indexOf(':') + 9)}…`);
}

export function dataSectionOf({ data }: RunRecord): string[] {
  if (!data || data.datasets.length === 0) return [];
  const rows = data.datasets
    .slice(0, mostDatasets)
    .map(({ name, path, rows: of, profile, digest }) => [
      ink.name(name),
      ink.code(path),
      of === undefined ? 'not counted' : count(of),
      profile ? count(profile.columns) : 'not counted',
      shortDigest(digest),
    ]);
  const more = data.datasets.length - rows.length;
  return [
    '## Data',
    table([['Dataset', 'Path', 'Rows', 'Columns', 'Digest'], ...rows], ['l', 'l', 'r', 'r', 'l']),
    ...(more > 0 ? [`${counted(more, 'more dataset')}.`] : []),
    bullets([...schemaLines(data), ...driftLines(data)]),
  ];
}

function schemaLines({ datasets, checks = [] }: NonNullable<RunRecord['data']>): string[] {
  const schemas = [...new Set(datasets.flatMap(({ schema }) => (schema ? [ink.code(schema.path)] : [])))];
  const judged = checks.filter(({ outcome }) => outcome !== 'not judged');
  const held = judged.filter(({ outcome }) => outcome === 'passed').length;
  return [
    ...(schemas.length > 0 ? [`**Schema** ${schemas.join(', ')}`] : []),
    ...(judged.length > 0 ? [`**Rules** ${count(held)} of ${count(judged.length)} hold`] : []),
  ];
}

function driftLines({ drift = [] }: NonNullable<RunRecord['data']>): string[] {
  const [most] = drift;
  if (!most) return [];
  const drifted = drift.filter((column) => column.drifted).length;
  const words = drifted === 0 ? 'none' : count(drifted);
  const index = `the largest is ${ink.code(most.column)}, with an index (PSI) of ${fixed(most.psi, 3)}`;
  return [`**Drift** ${words} of ${counted(drift.length, 'column')} beyond noise and limit; ${index}`];
}

export function trainingSectionOf({ training }: RunRecord): string[] {
  if (!training) return [];
  const params = Object.entries(training.params?.values ?? {}).slice(0, mostParams);
  const rows = params.map(([name, value]) => [ink.code(name), ink.code(value)]);
  const lines = [...commandLines(training), ...environmentLines(training), ...usageLines(training)];
  if (lines.length === 0 && params.length === 0) return [];
  return [
    '## Training',
    bullets(lines),
    ...(params.length > 0 ? [table([['Param', 'Value'], ...rows], ['l', 'l'])] : []),
  ];
}

function commandLines({ command, seeds, reused, attempts = 1 }: Training): string[] {
  const written = typeof command === 'string' ? command : command?.join(' ');
  return [
    ...(written === undefined ? [] : [`**Command** ${markdownInk(160).code(written.trim())}`]),
    ...(seeds && seeds.length > 0 ? [`**Seeds** ${seeds.slice(0, 20).join(', ')}`] : []),
    ...(attempts > 1 ? [`**Attempts** ${count(attempts)}`] : []),
    ...(reused ? [`**Reused** ${ink.prose(reused.from)}`] : []),
  ];
}

function environmentLines({ environment }: Training): string[] {
  const { lockfile, interpreter, image, gpu, os, cpu } = environment;
  const machine = [interpreter, os, cpu, gpu].filter((part) => part !== undefined).map((part) => ink.prose(part));
  return [
    ...(machine.length > 0 ? [`**Environment** ${machine.join(', ')}`] : []),
    ...(lockfile ? [`**Packages** ${ink.code(lockfile.path)}, ${shortDigest(lockfile.digest)}`] : []),
    ...(image === undefined ? [] : [`**Image** ${ink.code(image)}`]),
  ];
}

function usageLines({ usage }: Training): string[] {
  const { wallSeconds, cost, peakBytes, startedAt } = usage ?? {};
  const on = startedAt === undefined ? undefined : day(startedAt, '');
  const peak = typeof peakBytes === 'number' ? `, at most ${bytes(peakBytes)} of memory` : '';
  return [
    ...(wallSeconds === undefined ? [] : [`**Time** ${duration(wallSeconds * 1000)}${peak}${on ? `, on ${on}` : ''}`]),
    ...(cost ? [`**Cost** ${fixed(cost.amount, 2)} ${ink.name(cost.currency)}`] : []),
  ];
}

export function evaluationSectionOf({ evaluation, verdict }: RunRecord): string[] {
  if (!evaluation) return [];
  const { rows, positives, target, score, threshold, metrics } = evaluation;
  const about = `${counted(rows, 'row')}, ${count(positives)} of them positive (${percent(positives / rows)}). ${ink.code(target)} is told from ${ink.code(score)}; from ${fixed(threshold, decimalsOfValue(threshold))} on it counts as positive.`;
  const primary = primaryOf(evaluation.slices, verdict?.checks.map(({ metric }) => metric) ?? []);
  return [
    '## Evaluation',
    `Binary classification. ${about}`,
    table([['Metric', `Value, ${intervalHead(metrics)}`], ...metrics.map(metricRow)], ['l', 'r']),
    ...sliceTable(evaluation.slices, primary),
    ...calibrationWords(evaluation.curves.calibration),
  ];
}

/** Intervals with 5% beyond each end; of others the head does not say how wide they are. */
function intervalHead(metrics: readonly Metric[]): string {
  const usual = metrics.every(
    ({ interval }) => !interval || (interval.lowLevel === 0.05 && interval.highLevel === 0.05),
  );
  return usual ? '90% interval' : 'interval';
}

/** Of most metrics higher is better, and then nothing is said. */
function metricRow(metric: Metric): string[] {
  return [
    `${ink.name(metric.name)}${metric.direction === 'lower' ? ', lower is better' : ''}`,
    valueWithInterval(metric),
  ];
}

function decimalsOf({ value = 0, interval }: Metric): number {
  return (interval && decimalsOfHalfWidth((interval.high - interval.low) / 2)) ?? decimalsOfValue(value);
}

function valueText(metric: Metric): string {
  if (metric.value === undefined) return `undefined: ${ink.prose(metric.undefined ?? 'no reason known')}`;
  return `${fixed(metric.value, decimalsOf(metric))}${metric.unit === undefined ? '' : ` ${ink.name(metric.unit)}`}`;
}

/** `0.714 (0.689 to 0.738)`, in one cell so that a phone shows it. */
function valueWithInterval(metric: Metric): string {
  const { interval } = metric;
  if (!interval || metric.value === undefined) return valueText(metric);
  const places = decimalsOf(metric);
  return `${valueText(metric)} (${fixed(interval.low, places)} to ${fixed(interval.high, places)})`;
}

/** The first metric of the policy that slices have, or else their first. */
function primaryOf(slices: readonly SliceMetrics[], judged: readonly string[]): string | undefined {
  const names = slices.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  const measured = new Set(names);
  return judged.find((name) => measured.has(name)) ?? names[0];
}

/** Slices by the primary metric, worst first; those without a value last. */
function sliceTable(slices: readonly SliceMetrics[], primary: string | undefined): string[] {
  const found = slices.flatMap((slice) => {
    const metric = slice.metrics.find(({ name }) => name === primary);
    return metric?.value === undefined ? [] : [{ slice, metric, value: metric.value }];
  });
  if (found.length === 0 || primary === undefined) return [];
  const sign = found[0]?.metric.direction === 'higher' ? 1 : -1;
  const worst = found.toSorted((a, b) => sign * (a.value - b.value)).slice(0, mostSlices);
  const rows = worst.map(({ slice, metric }) => [
    sliceText(slice.slice, ink),
    count(slice.rows),
    valueWithInterval(metric),
  ]);
  const rest = slices.length - rows.length;
  return [
    `### Slices by ${ink.name(primary)}, worst first`,
    table([['Slice', 'Rows', `Value, ${intervalHead(worst.map(({ metric }) => metric))}`], ...rows], ['l', 'r', 'r']),
    ...(rest > 0 ? [`${counted(rest, 'more slice')} in the record.`] : []),
  ];
}

function calibrationWords(bins: readonly { count: number; predicted: number; observed: number }[]): string[] {
  const filled = bins.filter(({ count: rows }) => rows > 0);
  const all = filled.reduce((sum, { count: rows }) => sum + rows, 0);
  if (all === 0) return [];
  const gaps = filled.map(({ count: rows, predicted, observed }) => ({ rows, gap: Math.abs(predicted - observed) }));
  const mean = gaps.reduce((sum, { rows, gap }) => sum + gap * rows, 0) / all;
  const largest = Math.max(...gaps.map(({ gap }) => gap));
  return [
    `**Calibration** In ${counted(filled.length, 'bin')} of the score, the share of positives is ${fixed(mean, 3)} away from the mean score on average, and at most ${fixed(largest, 3)}.`,
  ];
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function table(rows: readonly (readonly string[])[], align: readonly ('l' | 'r')[]): string {
  return markdownTable(
    rows.map((row) => [...row]),
    { align: [...align], alignDelimiters: false },
  );
}
