import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WatchWindow } from '@weighbridge/core';
import { alarmRules, ruleName, rungOf } from '../../packages/core/test/simulation/shift-judge.ts';
import { allCases, type Case, writeCase } from './cases.ts';
import { judgeCases } from './ours.ts';
import { peerWindows } from './peer.ts';

const cache = join(dirname(fileURLToPath(import.meta.url)), '../../.cache/bench-watch');

/** What one way of looking makes of all runs of one story at one size. */
interface Line {
  readonly story: string;
  readonly kind: Case['story']['kind'];
  readonly rows: number;
  readonly referenceRows: number;
  /** Of each run. */
  readonly windows: number;
  readonly way: string;
  /** Windows in which anything is flagged, and alarms that began, over all runs. */
  readonly flagged: number;
  readonly alarms: number;
  /** Of each run: the window, from 1, in which an alarm on a shifted column first rings; null: in none. */
  readonly found: readonly (number | null)[];
}

interface Looked {
  readonly planned: Case;
  readonly ways: Readonly<Record<string, readonly WatchWindow[]>>;
}

/** `node bench/watch/run.ts`: the same files, judged by both tools, one after the other. */
async function main(): Promise<void> {
  const folder = join(cache, 'files');
  mkdirSync(folder, { recursive: true });
  const cases = allCases();
  for (const each of cases) writeCase(folder, each);
  const before = process.cpuUsage();
  const ours = await judgeCases(folder, cases);
  const { user, system } = process.cpuUsage(before);
  const windows = ours.reduce((sum, { usual }) => sum + usual.length, 0);
  console.log(`weighbridge: ${windows} windows, ${((user + system) / 1e6).toFixed(0)} s of CPU`);
  const theirs = peerWindows(cache, folder, cases);
  const looked = cases.map((planned, index): Looked => {
    const { usual = [], narrow = [] } = ours[index] ?? {};
    const { byColumn = [], byDataset = [] } = theirs[index] ?? {};
    const own = { weighbridge: usual, 'weighbridge at 0.01': narrow };
    return { planned, ways: { ...own, Evidently: byColumn, 'Evidently, dataset': byDataset } };
  });
  const lines = linesOf(looked);
  writeFileSync(join(cache, 'results.json'), `${JSON.stringify(lines)}\n`);
  print(lines);
}

function linesOf(looked: readonly Looked[]): readonly Line[] {
  const groups = Map.groupBy(looked, ({ planned: { story, rows, referenceRows } }) =>
    [story.name, rows, referenceRows].join(),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return Object.keys(first.ways).flatMap((way) => alarmRules.map((rule) => lineOf(group, way, rule)));
  });
}

function lineOf(group: readonly Looked[], way: string, rule: (typeof alarmRules)[number]): Line {
  const [first] = group;
  if (!first) throw new Error('a group has no case');
  const { story, rows, referenceRows, windows } = first.planned;
  const runs = group.map(({ ways }) => ways[way] ?? []);
  const names = (run: readonly WatchWindow[]) => run[0]?.series.map(({ name }) => name) ?? [];
  const sought = way === 'Evidently, dataset' ? ['dataset'] : story.shifted;
  return {
    story: story.name,
    kind: story.kind,
    ...{ rows, referenceRows, windows },
    way: `${way}, ${ruleName(rule)}`,
    flagged: sumOf(runs, (run) => run.filter(({ series }) => series.some(({ flagged }) => flagged)).length),
    alarms: sumOf(runs, (run) => rungOf(run, rule, names(run)).alarms),
    found: runs.map((run) => {
      const at = rungOf(run, rule, sought).first;
      return at < 0 ? null : at + 1;
    }),
  };
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

function print(lines: readonly Line[]): void {
  console.log('| story | rows | reference | way | windows flagged | alarms | found in window |');
  console.log('|:--|--:|--:|:--|--:|--:|:--|');
  for (const { story, rows, referenceRows, way, flagged, alarms, windows, found } of lines) {
    const share = `${flagged} of ${windows * found.length}`;
    console.log(`| ${[story, rows, referenceRows, way, share, alarms, found.join(' ')].join(' | ')} |`);
  }
}

await main();
