import { closest, type Watch, watchErrors } from '@weighbridge/core';
import type { FoundReference } from './reference.ts';
import type { LookTerms, MonitorWork } from './work.ts';

/** A column that the policy names and nobody has is a mistake in the policy. Throws UserError WB6644. */
export function refuseUnknownColumns({ monitor, opened }: MonitorWork, { profile }: FoundReference): void {
  const described = profile?.profiles.map(({ column }) => column) ?? [];
  const names = [
    ...described,
    ...[opened.current, opened.reference].flatMap((table) => table?.columns.map(({ name }) => name) ?? []),
  ];
  const known = [...new Set(names)];
  const column = monitor.columns?.find((name) => !known.includes(name));
  if (column === undefined) return;
  throw watchErrors.unknownColumn({ column, near: closest(column, known), columns: known.slice(0, 20).join(', ') });
}

/** Without the score neither predictions nor performance are seen, which nobody may take for good news. */
export function missingScore({ weighing, opened, monitor }: MonitorWork): readonly string[] {
  const { score } = weighing.model.evaluate;
  if (opened.current.columns.some(({ name }) => name === score)) return [];
  const what = monitor.labels ? 'neither predictions nor performance are' : 'predictions are not';
  return [`the rows have no \`${score}\`, so ${what} watched`];
}

/** A look at another time than now goes into the one state that there is. */
export function warnOfTime({ weighing, at }: LookTerms, before: Watch | undefined): void {
  const { log, now } = weighing.context;
  if (before && at.toISOString() < before.lookedAt)
    log.warn(
      `monitor: the last look was later than this one, at ${before.lookedAt}; \`--backtest\` looks back without a trace`,
    );
  if (at.getTime() > now().getTime() + 60_000) log.warn('monitor: this look lies in the future');
}
