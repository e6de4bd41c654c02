import type { Check, DataCheck, RunRecord, SeriesPoint, Watch } from '@weighbridge/core';
import { decidingCheck, stoppingRule } from './judge.ts';

/** One finished story, as a line of the table. */
export interface Outcome {
  readonly number: number;
  readonly title: string;
  /** The verdict, or what became of the version. */
  readonly verdict: string;
  /** What decided, on how many rows or requests, what was found and what is allowed. */
  readonly decision: Decision;
  readonly differences: readonly string[];
  readonly seconds: number;
  /** Path of the report's page, where there is one. */
  readonly page?: string;
}

export type Decision = readonly [by: string, n: string, measured: string, limit: string];

const header = ['Story', 'Verdict', 'Decided by', 'n', 'Measured', 'Limit', 'Time'];

/** All stories as a table for a terminal. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = [header, ...outcomes.map(row)];
  const widths = header.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.slice(1).map(line)].join('\n');
}

function row({ number, title, verdict, decision, differences, seconds }: Outcome): readonly string[] {
  return [
    `${number} ${title}`,
    `${verdict}${differences.length > 0 ? ' (unexpected)' : ''}`,
    ...decision,
    `${seconds.toFixed(1)} s`,
  ];
}

/** What decided about a change, on how many rows, what was found and what is allowed. */
export function decisionOf(record: RunRecord): Decision {
  const rule = stoppingRule(record);
  if (rule) return brokenRule(rule);
  const check = record.verdict && decidingCheck(record.verdict);
  return check ? decisionOfCheck(check) : ['', '', '', ''];
}

function decisionOfCheck(check: Check): Decision {
  const { n, limit } = check;
  return [nameOf(check), n?.toLocaleString('en-US') ?? '', measuredOf(check), `${limit.kind} ${limit.written}`];
}

/** What decided about a version: the metric that aborted it, else the first one that is watched. */
export function liveDecisionOf({ rollout }: RunRecord): Decision {
  const metrics = rollout?.metrics ?? [];
  const metric = metrics.find(({ outcome }) => outcome === 'harm') ?? metrics[0];
  if (!metric) return ['', '', '', ''];
  const { name, canary, difference = 0, low, high, margin } = metric;
  const ends = low === undefined || high === undefined ? '' : ` (${signed(low)} to ${signed(high)})`;
  return [name, canary.all.toLocaleString('en-US'), `${signed(difference)}${ends}`, `max-rise ${margin * 100}%`];
}

/** How a metric over all rows compares with the champion's on the same rows. */
export function anchorDecisionOf({ verdict }: RunRecord, metric: string): Decision {
  const check = verdict?.checks.find(
    (each) => each.metric === metric && !each.slice && each.limit.kind === 'max-drop-from-anchor',
  );
  return check ? decisionOfCheck(check) : ['', '', '', ''];
}

/** What a watch says of one metric over all rows: its newest judged point. */
export function watchDecisionOf({ windows }: Watch, metric: string): Decision {
  const point = windows
    .toReversed()
    .map(({ series }) => series.find(({ name, slice, outcome }) => name === metric && !slice && outcome === 'judged'))
    .find((each) => each !== undefined);
  if (!point) return ['', '', '', ''];
  const { n, limit } = point;
  return [metric, n.toLocaleString('en-US'), changeOf(point), limit ? `${limit.kind} ${limit.written}` : ''];
}

function changeOf({ change, value = 0 }: SeriesPoint): string {
  return change ? `${signed(change.value)} (${signed(change.low)} to ${signed(change.high)})` : value.toPrecision(3);
}

function brokenRule({ column, columns, rule, of, count, expected }: DataCheck): Decision {
  const where = column ?? columns?.join(', ') ?? 'rows';
  return [`${where}, ${rule}`, of.toLocaleString('en-US'), `${count.toLocaleString('en-US')} rows`, expected];
}

function nameOf({ metric, slice }: Check): string {
  return slice ? `${metric}, ${slice.value ?? 'missing'}` : metric;
}

/** `−0.0207 (−0.0247 to −0.0141)` for a change, the value for a threshold. */
function measuredOf({ measured, interval, limit }: Check): string {
  if (measured === undefined) return 'missing';
  if (limit.kind === 'min' || limit.kind === 'max') return measured.toPrecision(3);
  return interval ? `${signed(measured)} (${signed(interval.low)} to ${signed(interval.high)})` : signed(measured);
}

function signed(value: number): string {
  const digits = Math.abs(value).toFixed(4);
  if (Number(digits) === 0) return digits;
  return `${value < 0 ? '−' : '+'}${digits}`;
}
