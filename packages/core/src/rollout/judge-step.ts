import type { Rollout, RolloutStep, WatchedMetric } from '../record/rollout.ts';
import { advance, type Move, turnBack, wait, withEvent, withStep } from './move.ts';
import { sumsOf, windowsOf } from './strata.ts';

/** Why a step may not be left yet; undefined when it may. */
interface Open {
  readonly reason: string;
  /** Nothing was counted at this step, and the policy aborts then. */
  readonly aborts: boolean;
  /** There is nothing to decide by: no policy goes on over that, however long it lasts. */
  readonly isBlind: boolean;
}

/**
 * Whether the current step may be left: after its bake time, with every metric shown to be harmless and counted often enough.
 * Else it is held until the longest time of a step, and then the policy's `on-undecided` decides. `advance` goes on with a
 * difference that is not known well enough, never with none: traffic that is shared otherwise, or no data where that holds.
 */
export function judgeStep(rollout: Rollout, now: Date): Move {
  const { plan, steps, step } = rollout;
  const current = steps[step];
  if (!current?.from) return wait(rollout, now, 0);
  const from = new Date(current.from).getTime();
  const baked = from + plan.bakeSeconds * 1000;
  const open = openOf(rollout, current);
  if (now.getTime() < baked) return wait({ ...rollout, reason: open?.reason ?? harmless(rollout) }, now, baked);
  if (!open) return advance(rollout, harmless(rollout), now);
  if (open.aborts) return turnBack(rollout, 'aborted', open.reason, now);
  return hold(rollout, open, now, Math.max(baked, enteredAt(rollout) + plan.maxHoldSeconds * 1000));
}

/** When the step was decided on, in milliseconds: a weight that the system never takes must not stretch the step for ever. */
export function enteredAt({ events, step, startedAt }: Rollout): number {
  const entry = events.findLast(
    (event) => event.step === step && (event.kind === 'advanced' || event.kind === 'started'),
  );
  return new Date(entry?.at ?? startedAt).getTime();
}

/** Holds the step; after `until` the policy decides. */
function hold(rollout: Rollout, { reason, isBlind }: Open, now: Date, until: number): Move {
  const end = endOf(rollout, isBlind);
  if (now.getTime() < until || end === 'hold')
    return wait(held(rollout, reason, now), now, Math.max(until, now.getTime() + 60_000));
  const late = `${reason}, and the longest time of a step is over`;
  if (end === 'abort') return turnBack(rollout, 'aborted', late, now);
  return advance(rollout, `${late}; the policy goes on`, now);
}

type End = Rollout['plan']['onUndecided'];

function endOf({ plan }: Rollout, isBlind: boolean): End {
  return isBlind && plan.onUndecided === 'advance' ? 'abort' : plan.onUndecided;
}

/** What follows when the current step is still held at the end of its longest time. */
export function endOfHold(rollout: Rollout): End {
  const step = rollout.steps[rollout.step];
  return endOf(rollout, step !== undefined && openOf(rollout, step)?.isBlind === true);
}

/** Says once that a step is held, and why. */
function held(rollout: Rollout, reason: string, now: Date): Rollout {
  const { events, step } = rollout;
  const last = events.findLast((event) => event.step === step);
  const marked = withStep(rollout, { outcome: 'held' });
  const since = last?.kind === 'held' ? new Date(last.at) : now;
  return withEvent(marked, 'held', reason, since);
}

function openOf(rollout: Rollout, step: RolloutStep): Open | undefined {
  const { plan, traffic } = rollout;
  if (traffic?.outcome === 'mismatch')
    return { reason: 'the traffic is not shared as planned', aborts: false, isBlind: true };
  const silent = plan.metrics.filter((metric) => !isCounted(step, metric));
  if (silent[0] && plan.noData !== 'advance')
    return { reason: `${silent[0].name} has no data at this step`, aborts: plan.noData === 'abort', isBlind: true };
  const open = plan.metrics.find((metric) => isCounted(step, metric) && !isHarmless(rollout, step, metric));
  return open && { reason: undecided(step, open), aborts: false, isBlind: false };
}

function isCounted(step: RolloutStep, { name }: WatchedMetric): boolean {
  const { canaryAll, stableAll } = sumsOf(windowsOf(step, name));
  return canaryAll > 0 && stableAll > 0;
}

function isHarmless({ metrics }: Rollout, step: RolloutStep, { name, minCount }: WatchedMetric): boolean {
  const analysis = metrics.find((metric) => metric.name === name);
  return analysis?.outcome === 'no harm' && sumsOf(windowsOf(step, name)).canaryAll >= minCount;
}

function undecided(step: RolloutStep, { name, minCount }: WatchedMetric): string {
  const { canaryAll } = sumsOf(windowsOf(step, name));
  return canaryAll < minCount ? `${name} has too few events of the canary at this step` : `${name} is undecided`;
}

function harmless({ plan, metrics, steps, step }: Rollout): string {
  if (plan.metrics.length === 0) return 'nothing is watched';
  const requests = steps[step]?.requests;
  const settled = metrics.every(({ outcome }) => outcome === 'no harm');
  const found = settled ? 'no harm so far' : 'there is no data, and the policy goes on without';
  return requests ? `${found}, ${requests.canary} requests at this step` : found;
}
