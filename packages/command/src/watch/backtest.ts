import { backtestLines, expectationOf, planWindows, replayAlarms } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { collectWindows } from './collect.ts';
import { rulesOf } from './judge.ts';
import { judgedBy, type Looked, monitorOf, nothing, orNoRows, windowsPerYear } from './look.ts';
import { withTables } from './open.ts';
import { findReference } from './reference.ts';
import type { MonitorWork } from './work.ts';

/**
 * Judges every window at hand as it would be judged today, and replays the alarm rule over them. Nothing is written and
 * nobody is told. Labels that have matured since are taken as known.
 */
export function backtestStep(weighing: Weighing, at: Date): Promise<Looked> {
  const monitor = monitorOf(weighing);
  const replayed = () =>
    withTables(weighing, monitor, async (opened) => {
      const work = { weighing, monitor, at, by: judgedBy(weighing, monitor), opened };
      const found = await findReference(work);
      if ('none' in found) return nothing('no reference', `nothing to compare with: ${found.none}`);
      const { windows, remarks } = await collectWindows(work, found, undefined);
      for (const remark of remarks) weighing.context.log.warn(`monitor: ${remark}`);
      const replay = replayAlarms(windows, monitor.alarm);
      const rows = { data: found.reference.rows, evaluation: found.record?.evaluation?.rows ?? found.reference.rows };
      const expected = expectationOf(windows, rulesOf(work), monitor.alarm, windowsPerYear(monitor), rows);
      const facts = {
        model: weighing.model.name,
        rule: monitor.alarm,
        expected,
        now: at,
        settle: monitor.settle,
        delay: monitor.labels?.delay ?? 0,
        atHand: await windowsAtHand(work),
      };
      const rings = (replay.at(-1)?.ringing ?? []).length > 0;
      return {
        ...nothing(rings ? 'alarm' : 'quiet', `${windows.length} windows replayed`),
        text: `${backtestLines(replay, facts)}\n`,
      };
    });
  return orNoRows(replayed);
}

/** How many complete windows the rows fill; only the newest of them are judged. */
async function windowsAtHand({ monitor, opened, at }: MonitorWork): Promise<number> {
  if (monitor.time === undefined) return 1;
  const { first } = await opened.engine.times(opened.current, monitor.time, at);
  if (!first) return 0;
  const [newest] = planWindows(first, { length: monitor.window, settle: monitor.settle, now: at, most: 1 });
  if (!newest) return 0;
  return newest.from.getTime() / monitor.window - Math.floor(first.getTime() / monitor.window) + 1;
}
