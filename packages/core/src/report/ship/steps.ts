import type { RolloutStep } from '../../record/rollout.ts';
import { icons } from '../headline.ts';
import { counted, duration, nbsp, timeOfDay } from '../number.ts';
import { table } from '../table.ts';
import { type ShipView, turnOf } from './state.ts';
import { weightText } from './words.ts';

/** The most rows of the table; of long plans those around the current step are shown. */
const mostSteps = 6;

/** The steps as they went: what is over with its time, what is current, what waits. */
export function stepTable(ship: ShipView): string {
  const rows = stepRows(ship);
  if (rows.length === 0) return '';
  const first = Math.max(0, Math.min((ship.rollout?.step ?? 0) - 2, rows.length - mostSteps));
  const shown = rows.slice(first, first + mostSteps);
  const left = rows.length - shown.length;
  const text = table(
    [['Step', isOver(ship) ? 'From – to (UTC)' : 'Since (UTC)', 'Outcome'], ...shown],
    ['l', 'l', 'l'],
  );
  return left === 0 ? text : `${text}\n\n${counted(left, 'more step is', 'more steps are')} in the report.`;
}

/** Cells of every step, and of the way back. */
export function stepRows(ship: ShipView): string[][] {
  const { rollout } = ship;
  if (rollout === undefined) return [];
  const over = isOver(ship);
  const steps = rollout.steps.filter(({ outcome }) => !over || outcome !== 'waits');
  return [...steps.map((step) => stepCells(ship, step, over)), ...wayBack(ship)];
}

function isOver({ state }: ShipView): boolean {
  return state === 'serving' || state === 'rolled back';
}

function stepCells(ship: ShipView, step: RolloutStep, over: boolean): string[] {
  const icon = iconOf(ship, step);
  const weight = weightText(step.weight);
  const times = between(ship, step.from, over ? step.to : undefined);
  return [icon === undefined ? weight : `${icon}${nbsp}${weight}`, times, outcomeText(ship, step)];
}

function iconOf(ship: ShipView, { outcome }: RolloutStep): string | undefined {
  switch (outcome) {
    case 'waits':
      return undefined;
    case 'advanced':
      return icons.passed;
    case 'aborted':
      return icons.failed;
    case 'current':
    case 'held':
      return ship.state === 'serving' ? icons.passed : icons.running;
  }
}

/** `6 of 10 min, 4,800 requests`. */
function outcomeText(ship: ShipView, step: RolloutStep): string {
  const requests = step.requests === undefined ? '' : `, ${counted(step.requests.canary, 'request')}`;
  if (ship.state === 'serving' && step.weight === 100 && step.requests === undefined) return 'serves all traffic';
  const lasted = lastedOf(ship, step);
  const time = lasted === undefined ? '' : ` ${shortDuration(lasted)}`;
  switch (step.outcome) {
    case 'waits':
      return 'waits';
    case 'advanced':
      return `held${time}${requests}`;
    case 'aborted':
      return `aborted${time === '' ? '' : ` after${time}`}${requests}`;
    case 'held':
      return `held for${time === '' ? ' now' : time}${requests}`;
    case 'current':
      return `${currentText(ship, lasted)}${requests}`;
  }
}

function currentText(ship: ShipView, lasted: number | undefined): string {
  if (ship.state === 'serving') return lasted === undefined ? 'held' : `held ${shortDuration(lasted)}`;
  if (lasted === undefined) return 'begins';
  const bake = (ship.rollout?.plan.bakeSeconds ?? 0) * 1000;
  if (lasted >= bake || ship.state === 'held') return `held for ${shortDuration(lasted)}`;
  const inMinutes = bake >= 60_000 && lasted >= 60_000;
  return inMinutes
    ? `${Math.floor(lasted / 60_000)} of ${shortDuration(bake)}`
    : `${shortDuration(lasted)} of ${shortDuration(bake)}`;
}

/** Milliseconds at this step, until now where it lasts. */
function lastedOf({ rollout, context }: ShipView, { from, to }: RolloutStep): number | undefined {
  if (from === undefined) return undefined;
  const end = to ?? rollout?.endedAt ?? context.now;
  const lasted = new Date(end).getTime() - new Date(from).getTime();
  return Number.isFinite(lasted) && lasted >= 0 ? lasted : undefined;
}

/** `10 min` for whole minutes and long times, `1 h` for whole hours, else as everywhere. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds >= 60 && seconds < 3600 && (seconds % 60 === 0 || seconds >= 600))
    return `${Math.round(seconds / 60)} min`;
  return duration(milliseconds);
}

/** The last row of what was rolled back: from the decision until the stable version answered everything. */
function wayBack(ship: ShipView): string[][] {
  const turn = turnOf(ship);
  if (ship.state !== 'rolled back' || turn === undefined) return [];
  const outcome = ship.stable === undefined ? 'nothing serves' : 'stable answers 100%';
  return [[`${icons.passed}${nbsp}rollback`, between(ship, turn.at, ship.rollout?.endedAt), outcome]];
}

/** `10:12–10:22`, or one time where both are the same; the header names the zone. */
function between(ship: ShipView, from: string | undefined, to: string | undefined): string {
  const times = [clock(ship, from), clock(ship, to)].filter((time) => time !== '');
  return [...new Set(times)].join('–');
}

/** `10:12`, with seconds where steps take less than two minutes. */
function clock({ rollout }: ShipView, at: string | undefined): string {
  const minutes = at === undefined ? undefined : timeOfDay(at)?.replace(' UTC', '');
  if (at === undefined || minutes === undefined) return '';
  const short = (rollout?.plan.bakeSeconds ?? 0) < 120;
  return short ? `${minutes}:${String(new Date(at).getUTCSeconds()).padStart(2, '0')}` : minutes;
}
