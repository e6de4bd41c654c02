import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { normalCdf, normalQuantile, usualDrift } from '@weighbridge/core';
import * as z from 'zod';
import { plot } from './watch-plot.ts';

/**
 * Writes the tables and the plot of docs/watching.md from the numbers of both simulations and of bench/watch:
 * `SHIFT_RESULTS=/tmp/shifts.json WATCH_NULL_RESULTS=/tmp/null.json npx vitest run --config vitest.sim.config.ts watch`,
 * `node bench/watch/run.ts`, then
 * `node scripts/watch-table.ts /tmp/null.json /tmp/shifts.json .cache/bench-watch/results.json`.
 */
const shiftSchema = z.object({
  story: z.string(),
  kind: z.enum(['sudden', 'gradual', 'seasonal', 'performance']),
  perDay: z.number(),
  days: z.number(),
  rule: z.string(),
  runs: z.number(),
  byWindow: z.array(z.number()),
  alarms: z.number(),
  ringing: z.number(),
});
export type Shift = z.output<typeof shiftSchema>;

const benchSchema = z.object({
  story: z.string(),
  kind: z.enum(['nothing', 'sudden', 'gradual', 'seasonal']),
  rows: z.number(),
  referenceRows: z.number(),
  windows: z.number(),
  way: z.string(),
  flagged: z.number(),
  alarms: z.number(),
  found: z.array(z.number().nullable()),
});
export type Bench = z.output<typeof benchSchema>;

const nullSchema = z.object({
  what: z.string(),
  said: z.number(),
  mean: z.number(),
  low: z.number(),
  high: z.number(),
});
type Quiet = z.output<typeof nullSchema>;

const docs = path.resolve(import.meta.dirname, '../docs');

function main([fromNull = '', fromShifts = '', fromBench = '']: readonly string[]): void {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const quiet = z.array(nullSchema).parse(read(fromNull));
  const shifts = z.array(shiftSchema).parse(read(fromShifts));
  const bench = z.array(benchSchema).parse(read(fromBench));
  const page = path.join(docs, 'watching.md');
  const text = [
    ['false alarms', falseAlarms(quiet)],
    ['delays by size', bySize(shifts)],
    ['delays by rule', byRule(shifts)],
    ['seasons', seasons(shifts)],
    ['quiet year', quietYear(bench)],
    ['found', found(bench)],
  ].reduce((before, [name = '', table = '']) => filled(before, name, table), readFileSync(page, 'utf8'));
  writeFileSync(page, text);
  writeFileSync(path.join(docs, 'watching.svg'), plot(shifts, bench, dayPassed()));
}

/** The page with one of its tables between their marks. */
function filled(page: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/watching.md has no place for "${name}"`);
  return `${page.slice(0, from)}${begin}\n${table}\n\n${page.slice(to)}`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    `|:--|${head
      .slice(1)
      .map(() => '--:|')
      .join('')}`,
    ...rows.map(line),
  ].join('\n');
}

function rare(value: number): string {
  if (value === 0) return '0';
  return value < 0.001 ? '< 0.001' : String(Number(value.toPrecision(2)));
}

/** Simulated years in which nothing changes, against what `monitor` says beforehand. */
function falseAlarms(quiet: readonly Quiet[]): string {
  const rows = quiet.map(({ what, said, mean, low, high }) => [
    what,
    `${rare(mean)}, ${rare(low)} to ${rare(high)}`,
    rare(said),
  ]);
  return tableOf(['What is watched', 'False alarms a year, 95% interval', 'Said: at most about'], rows);
}

/** The window by which a share of the runs was found, from 1; of a year's windows in days. */
function delay({ byWindow, runs }: Pick<Shift, 'byWindow' | 'runs'>, share: number): string {
  const at = byWindow.findIndex((count) => count >= share * runs);
  return at < 0 ? '–' : String(at + 1);
}

function delayCell(shift: Shift | undefined): string {
  if (!shift) return '';
  const never = 1 - (shift.byWindow.at(-1) ?? 0) / shift.runs;
  const share = `; never ${Math.round(100 * never)}%`;
  if (delay(shift, 0.5) === '–') return `never ${Math.round(100 * never)}%`;
  return `${delay(shift, 0.5)}, ${delay(shift, 0.9)}${never > 0 ? share : ''}`;
}

const sizesOf = (shifts: readonly Shift[]) => [...new Set(shifts.map(({ perDay }) => perDay))];
const storiesOf = <T extends { readonly story: string }>(lines: readonly T[]) => [
  ...new Set(lines.map(({ story }) => story)),
];
const thousands = (count: number) => count.toLocaleString('en');

function bySize(shifts: readonly Shift[]): string {
  const usual = shifts.filter(({ kind, rule }) => kind !== 'seasonal' && rule === '3 of 5');
  const sizes = sizesOf(usual);
  const rows = storiesOf(usual).map((story) => [
    story,
    ...sizes.map((size) => delayCell(usual.find((each) => each.story === story && each.perDay === size))),
  ]);
  return tableOf(['Shift', ...sizes.map((size) => `${thousands(size)} rows a window`)], rows);
}

function byRule(shifts: readonly Shift[]): string {
  const middle = shifts.filter(({ kind, perDay }) => kind !== 'seasonal' && perDay === 1000);
  const rules = [...new Set(middle.map(({ rule }) => rule))];
  const rows = storiesOf(middle).map((story) => [
    story,
    ...rules.map((rule) => delayCell(middle.find((each) => each.story === story && each.rule === rule))),
  ]);
  return tableOf(['Shift', ...rules], rows);
}

function seasons(shifts: readonly Shift[]): string {
  const usual = shifts.filter(({ kind, rule }) => kind === 'seasonal' && rule === '3 of 5');
  const sizes = sizesOf(usual);
  const cell = (shift: Shift | undefined): string => {
    if (!shift) return '';
    const { alarms, runs, ringing, byWindow, days } = shift;
    const year = 365 / (byWindow.length * days);
    const [count, share] = [(alarms / runs) * year, (100 * ringing) / runs / byWindow.length];
    return `${count.toFixed(1)}, ${share.toFixed(0)}%`;
  };
  const rows = storiesOf(usual).map((story) => [
    story,
    ...sizes.map((size) => cell(usual.find((each) => each.story === story && each.perDay === size))),
  ]);
  return tableOf(['Season', ...sizes.map((size) => `${thousands(size)} rows a day`)], rows);
}

const lineOf = (bench: readonly Bench[], of: Partial<Bench>) =>
  bench.find((line) => Object.entries(of).every(([key, value]) => line[key as keyof Bench] === value));

/** Of one simulated year without a change: days on which something is flagged, and alarms by `3 of 5`. */
function quietYear(bench: readonly Bench[]): string {
  const ways = ['weighbridge', 'weighbridge at 0.01', 'Evidently', 'Evidently, dataset'];
  const head = ['weighbridge', 'weighbridge, limit 0.01', 'Evidently, any column', 'Evidently, half of the columns'];
  const groups = bench.filter(({ kind, way }) => kind === 'nothing' && way === 'weighbridge, 3 of 5');
  const rows = groups.map(({ rows: size, referenceRows }) => [
    `${thousands(size)}, ${thousands(referenceRows)}`,
    ...ways.map((way) => {
      const line = lineOf(bench, { story: 'nothing', rows: size, referenceRows, way: `${way}, 3 of 5` });
      return line ? `${line.flagged}, ${line.alarms}` : '';
    }),
  ]);
  return tableOf(['Rows a day, of the reference', ...head], rows);
}

/** The median day on which a shifted column is found at 1,000 rows a day, and runs in which it never was. */
function found(bench: readonly Bench[]): string {
  const ways = [
    ['weighbridge, 3 of 5', 'weighbridge, 3 of 5'],
    ['limit 0.01, 3 of 5', 'weighbridge at 0.01, 3 of 5'],
    ['limit 0.01, each window', 'weighbridge at 0.01, 1 of 1'],
    ['Evidently, each window', 'Evidently, 1 of 1'],
    ['Evidently, 3 of 5', 'Evidently, 3 of 5'],
    ['half of the columns, each window', 'Evidently, dataset, 1 of 1'],
  ] as const;
  const shifted = bench.filter(({ kind, rows }) => kind !== 'nothing' && rows === 1000);
  const rows = storiesOf(shifted).map((story) => [
    story,
    ...ways.map(([, way]) => foundCell(lineOf(shifted, { story, way }))),
  ]);
  return tableOf(['Shift', ...ways.map(([name]) => name)], rows);
}

function foundCell(line: Bench | undefined): string {
  if (!line) return '';
  const days = line.found.map((at) => at ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const [middle, never] = [
    days[Math.floor(days.length / 2)] ?? 0,
    days.filter((day) => day === Number.POSITIVE_INFINITY).length,
  ];
  const text = Number.isFinite(middle) ? String(middle) : 'never';
  return never > 0 && never < days.length ? `${text} (never: ${never} of ${days.length})` : text;
}

/** The day on which the rising mean of the plot passes the usual limit: PSI over twenty equal bins of a normal column. */
function dayPassed(): number {
  const edges = Array.from({ length: 19 }, (_, index) => normalQuantile((index + 1) / 20));
  for (let day = 1; day <= 60; day++) {
    const below = [0, ...edges.map((edge) => normalCdf(edge - (0.5 * day) / 60)), 1];
    const shares = below.slice(1).map((share, index) => share - (below[index] ?? 0));
    if (shares.reduce((sum, share) => sum + (share - 0.05) * Math.log(share / 0.05), 0) > usualDrift) return day;
  }
  return 60;
}

main(process.argv.slice(2));
