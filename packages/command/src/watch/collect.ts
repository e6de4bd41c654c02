import {
  afterDeletion,
  mostKeptWindows,
  type PlannedWindow,
  planWindows,
  type Watch,
  type WatchWindow,
  watchErrors,
} from '@weighbridge/core';
import { isMatured, judgeStretch } from './judge.ts';
import type { FoundReference } from './reference.ts';
import type { MonitorWork } from './work.ts';

/** What a look found, and what it says of rows that belong to no window. */
export interface Collected {
  readonly windows: readonly WatchWindow[];
  /** One sentence each, for the log and the report. */
  readonly remarks: readonly string[];
}

/** Judges the windows that are at hand; those that were judged before and cannot have changed are left as they were. */
export async function collectWindows(
  work: MonitorWork,
  found: FoundReference,
  before: Watch | undefined,
): Promise<Collected> {
  const { monitor, opened } = work;
  if (monitor.time === undefined) return oneWindow(work, found);
  refuseMissing(work, monitor.time);
  const facts = await opened.engine.times(opened.current, monitor.time, work.at);
  const remarks = [
    ...(facts.without > 0 ? [`${facts.without} rows have no \`${monitor.time}\` and are in no window`] : []),
    ...(facts.future > 0 ? [`${facts.future} rows are from the future and are in no window`] : []),
  ];
  if (!facts.first) return { windows: [], remarks: [...remarks, 'no row has a time'] };
  const terms = { length: monitor.window, settle: monitor.settle, now: work.at, most: mostKeptWindows };
  const planned = planWindows(facts.first, terms);
  const known = new Map((before?.windows ?? []).map((window) => [window.id, window]));
  const windows: WatchWindow[] = [];
  for (const [index, window] of planned.entries()) {
    const old = known.get(window.id);
    const isRecent = planned.length - index <= monitor.alarm.n;
    if (old && isSettled(work, found, { old, window, isRecent })) windows.push(old);
    else windows.push(rejudged(old, await judgeOne(work, found, window), window.from < facts.first));
  }
  return { windows, remarks };
}

interface Known {
  readonly old: WatchWindow;
  readonly window: PlannedWindow;
  readonly isRecent: boolean;
}

/** The newest windows are judged again, as rows and labels may still come; so is one whose labels have matured since. */
function isSettled(work: MonitorWork, { reference }: FoundReference, { old, window, isRecent }: Known): boolean {
  if (old.reference !== reference.digest || old.by !== work.by || isRecent) return false;
  if (!work.monitor.labels || !isMatured(work, window)) return true;
  const lastLook = work.monitor.labels.delay + work.monitor.alarm.n * work.monitor.window;
  return old.labels?.matured === true && window.to.getTime() + lastLook < work.at.getTime();
}

/**
 * Rows are deleted by age, so only the window in which the first row stands can have lost some that way: what was found in
 * all of them stays. Fewer rows in a later one were corrected (a file that was loaded twice), and there the new judgement
 * holds. Nobody can tell the two apart in the first window: a correction there goes unseen, which a look or two later matters
 * no more, as it is then the oldest of all.
 */
function rejudged(old: WatchWindow | undefined, now: WatchWindow, isFirst: boolean): WatchWindow {
  return isFirst ? afterDeletion(old, now) : now;
}

async function judgeOne(work: MonitorWork, found: FoundReference, window: PlannedWindow): Promise<WatchWindow> {
  const { engine, current } = work.opened;
  const table = await engine.within(current, work.monitor.time ?? '', window);
  return judgeStretch(work, found, { id: window.id, span: window, table });
}

/** Rows without a time are one window, named by what they say: the same rows looked at again are the same window. */
async function oneWindow(work: MonitorWork, found: FoundReference): Promise<Collected> {
  const { engine, current } = work.opened;
  const id = await engine.rowsDigest(current);
  return { windows: [await judgeStretch(work, found, { id, span: undefined, table: current })], remarks: [] };
}

function refuseMissing({ opened, monitor }: MonitorWork, column: string): void {
  const names = opened.current.columns.map(({ name }) => name);
  if (names.includes(column)) return;
  const where = monitor.current.kind === 'path' ? monitor.current.path : monitor.current.written;
  throw watchErrors.noColumn({ column, where, columns: names.slice(0, 20).join(', ') });
}
