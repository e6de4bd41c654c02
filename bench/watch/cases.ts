import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawRows, header, rowsRandom } from '../../packages/core/test/simulation/shift-rows.ts';
import { nothing, type Story, still, stories } from '../../packages/core/test/simulation/shifts.ts';

/** One table that is watched, window by window, against one reference. */
export interface Case {
  /** Of its folder; a run of its own for each number at the end. */
  readonly name: string;
  readonly story: Story;
  /** Rows a day. */
  readonly rows: number;
  readonly windows: number;
  readonly reference: string;
  readonly referenceRows: number;
}

const sizes = [200, 1000, 5000];
const usualRows = 10_000;
const middle = 1000;

/** A year in which nothing happens at each size, and one with a reference of 1,000 rows; shifts, several times each. */
export function allCases(): readonly Case[] {
  const quiet = sizes.map((rows) => caseOf(nothing, { rows, windows: 365 }));
  const small = caseOf(nothing, { rows: middle, windows: 365, referenceRows: 1000 });
  const shifts = stories.flatMap((story) => {
    const { rows, windows, runs } = extent[story.kind];
    const within = Math.min(windows, story.windows);
    return rows.flatMap((each) => times(runs).map((run) => caseOf(story, { rows: each, windows: within, run })));
  });
  return [...quiet, small, ...shifts];
}

/** How much of each kind of shift is looked at: Evidently takes its time. */
const extent = {
  nothing: { rows: [], windows: 0, runs: 0 },
  sudden: { rows: sizes, windows: 12, runs: 5 },
  gradual: { rows: [middle], windows: 60, runs: 5 },
  seasonal: { rows: [middle], windows: 365, runs: 1 },
};

function times(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

interface Size {
  readonly rows: number;
  readonly windows: number;
  readonly referenceRows?: number;
  readonly run?: number;
}

function caseOf(story: Story, { rows, windows, referenceRows = usualRows, run = 0 }: Size): Case {
  const word = story.name.replaceAll(/[^a-z0-9.]+/gi, '-');
  const name = `${word}-${rows}-${referenceRows}-${run}`;
  const own = story.reference.length > 1 ? word : 'still';
  return {
    name,
    story,
    rows,

    windows,
    reference: `reference-${own}-${referenceRows}`,
    referenceRows,
  };
}

/** Path of the file of one window. */
export function windowFile(folder: string, { name }: Case, window: number): string {
  return join(folder, name, `${String(window).padStart(3, '0')}.csv`);
}

export function referenceFile(folder: string, { reference }: Case): string {
  return join(folder, `${reference}.csv`);
}

/** Writes the windows of a case and its reference, each a file, where they are not there yet. */
export function writeCase(folder: string, planned: Case): void {
  const { name, story, rows, windows, reference, referenceRows } = planned;
  if (!existsSync(referenceFile(folder, planned))) {
    const days = story.reference.length > 1 ? story.reference : [still];
    write(referenceFile(folder, planned), drawRows(referenceRows, story, days, rowsRandom(reference)));
  }
  if (existsSync(windowFile(folder, planned, windows - 1))) return;
  mkdirSync(join(folder, name), { recursive: true });
  const random = rowsRandom(name);
  for (let window = 0; window < windows; window++) {
    const days = times(story.days).map((day) => story.on(window * story.days + day));
    write(
      windowFile(folder, planned, window),
      days.flatMap((day) => drawRows(rows, story, [day], random)),
    );
  }
}

function write(path: string, rows: readonly string[]): void {
  writeFileSync(path, `${[header, ...rows].join('\n')}\n`);
}
