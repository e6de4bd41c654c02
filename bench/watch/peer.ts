import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WatchWindow } from '@weighbridge/core';
import { columns } from '../../packages/core/test/simulation/shifts.ts';
import { pythonWith, run } from '../processes.ts';
import type { Case } from './cases.ts';

const here = dirname(fileURLToPath(import.meta.url));
const limitSeconds = 3600;
/** A whole report is made of one window in so many, and must say the same. */
const every = 60;

interface Answer {
  readonly found: Readonly<
    Record<string, readonly { readonly columns: readonly string[]; readonly dataset: boolean }[]>
  >;
  readonly windows: number;
  readonly reports: number;
}

/** What Evidently finds in the windows of one case, in the form in which ours are replayed. */
export interface PeerWindows {
  /** Each column by itself. */
  readonly byColumn: readonly WatchWindow[];
  /** One series, `dataset`: at least half of the columns. */
  readonly byDataset: readonly WatchWindow[];
}

export function peerWindows(cache: string, folder: string, cases: readonly Case[]): readonly PeerWindows[] {
  const python = pythonWith(join(cache, '../bench-drift/venv'), join(here, '../drift/requirements.txt'));
  const list = join(cache, 'cases.json');
  writeFileSync(list, JSON.stringify(cases.map(({ name, reference }) => ({ name, reference }))));
  const ended = run([python, join(here, 'peer.py'), list, folder, String(every)], limitSeconds);
  if ('over' in ended) throw new Error(`Evidently: ${ended.over}`);
  const { found, windows, reports }: Answer = JSON.parse(ended.out);
  console.log(`Evidently: ${windows} windows, ${reports} of them by a whole report, ${ended.cpu.toFixed(0)} s of CPU`);
  const names = columns.map(({ name }) => name);
  return cases.map(({ name, rows, story }) => {
    const about = { rows: rows * story.days, found: found[name] ?? [] };
    return {
      byColumn: asWindows(about, names, (each, column) => each.columns.includes(column)),
      byDataset: asWindows(about, ['dataset'], ({ dataset }) => dataset),
    };
  });
}

type Found = Answer['found'][string];

function asWindows(
  { rows, found }: { readonly rows: number; readonly found: Found },
  names: readonly string[],
  isFlagged: (found: Found[number], name: string) => boolean,
): readonly WatchWindow[] {
  const digest: WatchWindow['reference'] = `sha256:${'e'.repeat(64)}`;
  return found.map((each, index): WatchWindow => {
    const series = names.map((name) => ({ name, kind: 'column' as const, outcome: 'judged' as const, n: rows }));
    return {
      id: String(index),
      rows,
      outcome: 'judged',
      reference: digest,
      by: digest,
      series: series.map((point) => ({ ...point, flagged: isFlagged(each, point.name) })),
    };
  });
}
