import type { Check, DataCheck, RunRecord } from '@weighbridge/core';
import { decidingCheck, stoppingRule } from './judge.ts';
import type { Story } from './stories.ts';
import type { Weighed } from './weigh.ts';

/** One finished story. */
export interface Outcome {
  readonly story: Story;
  readonly weighed: Weighed;
  readonly differences: readonly string[];
  readonly seconds: number;
  readonly page: string;
}

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

function row({ story, weighed, differences, seconds }: Outcome): readonly string[] {
  const { verdict } = weighed.record;
  return [
    `${story.number} ${story.title}`,
    `${verdict?.outcome ?? 'none'}${differences.length > 0 ? ' (unexpected)' : ''}`,
    ...decision(weighed.record),
    `${seconds.toFixed(1)} s`,
  ];
}

/** What decided, on how many rows, what was found and what is allowed. */
function decision(record: RunRecord): readonly [string, string, string, string] {
  const rule = stoppingRule(record);
  if (rule) return [...brokenRule(rule)];
  const check = record.verdict && decidingCheck(record.verdict);
  if (!check) return ['', '', '', ''];
  const { n, limit } = check;
  return [nameOf(check), n?.toLocaleString('en-US') ?? '', measuredOf(check), `${limit.kind} ${limit.written}`];
}

function brokenRule({
  column,
  columns,
  rule,
  of,
  count,
  expected,
}: DataCheck): readonly [string, string, string, string] {
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
