import { homedir, tmpdir } from 'node:os';
import type { TableEngine, WatchWindow } from '@weighbridge/core';
import { duckdbEngine, libraryOptions, loadDuckdb } from '@weighbridge/table';
import { judged } from '../../packages/core/test/simulation/shift-judge.ts';
import { type Case, referenceFile, windowFile } from './cases.ts';

/** PSI of a mean that moved by a tenth of a standard deviation, from which on Evidently calls a column drifted. */
const narrowLimit = 0.01;

/** The windows of one case by the usual limit, and by the narrow one. */
export interface OurWindows {
  readonly usual: readonly WatchWindow[];
  readonly narrow: readonly WatchWindow[];
}

/** Judges every window of every case as `monitor` does: the reference is a profile, its rows are not read again. */
export async function judgeCases(folder: string, cases: readonly Case[]): Promise<readonly OurWindows[]> {
  const place = { env: process.env, workingFolder: process.cwd(), home: homedir(), onProgress: console.log };
  const engine = duckdbEngine({ load: () => loadDuckdb(libraryOptions(place)), tempFolder: tmpdir() });
  try {
    const all: OurWindows[] = [];
    for (const each of cases) all.push(await judgeCase(engine, folder, each));
    return all;
  } finally {
    await engine.close();
  }
}

async function judgeCase(engine: TableEngine, folder: string, planned: Case): Promise<OurWindows> {
  const reference = await engine.open({ path: referenceFile(folder, planned), name: planned.reference });
  const profile = await engine.profile(reference, undefined);
  const [usual, narrow]: [WatchWindow[], WatchWindow[]] = [[], []];
  for (let window = 0; window < planned.windows; window++) {
    const table = await engine.open({ path: windowFile(folder, planned, window), name: `${planned.name} ${window}` });
    const counts = await engine.compareColumns(profile, table, undefined);
    usual.push(judged(String(window), counts));
    narrow.push(judged(String(window), counts, narrowLimit));
  }
  return { usual, narrow };
}
