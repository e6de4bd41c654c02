import { judgeWindow, planWindows, type Watch, type WatchWindow } from '@weighbridge/core';
import { rulesOf, serviceOf } from './judge.ts';
import type { LookTerms } from './work.ts';

/** The complete windows since the last one that is known, without a row; only their service can be judged. */
export async function emptyWindows(terms: LookTerms, before: Watch): Promise<readonly WatchWindow[]> {
  const { monitor, at, by } = terms;
  const last = before.windows.findLast(({ to }) => to !== undefined)?.to;
  if (monitor.time === undefined || last === undefined) return [];
  const most = monitor.alarm.n;
  const planned = planWindows(new Date(last), { length: monitor.window, settle: monitor.settle, now: at, most });
  const windows: WatchWindow[] = [];
  for (const span of planned) {
    const service = await serviceOf(terms, span);
    const [from, to] = [span.from.toISOString(), span.to.toISOString()];
    const none = { rows: 0, columns: [], absent: [], showValues: false };
    windows.push(
      judgeWindow({ id: span.id, from, to, reference: before.reference.digest, by, service, ...none }, rulesOf(terms)),
    );
  }
  return windows;
}
