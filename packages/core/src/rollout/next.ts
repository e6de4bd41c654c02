import type { LiveLook, ServingState } from '../port/serving.ts';
import type { MetricAnalysis, Rollout, RolloutEvent } from '../record/rollout.ts';
import { analyseAll } from './analysis.ts';
import { enteredAt, judgeStep } from './judge-step.ts';
import { isStale } from './lease.ts';
import { enterStep, finish, giveWeight, type Move, turnBack, wait, withEvent, withStep } from './move.ts';
import { canaryAnswers, hasWeight, isBack, isStableGone, servesCandidate, troubleOf } from './serving-view.ts';
import { traffic } from './traffic.ts';
import { addLook, addNoLook } from './windows.ts';

/** What one look found. What could not be asked is said, and is never taken for health. */
export interface RolloutLook {
  readonly serving: ServingState | { readonly unreachable: string };
  readonly live: LiveLook | { readonly unreachable: string };
}

/**
 * Moves a rollout on by one look: what it is now, to be written down, and what is to be done after that. The driver does it and
 * looks again. The action follows from the state and the look alone, so whoever comes after a kill between writing and doing,
 * or between doing and looking, puts things right: it is done again, or found done.
 */
export function next(rollout: Rollout, look: RolloutLook, now: Date): Move {
  if (rollout.phase === 'finished' || rollout.phase === 'aborted') return { rollout, action: { kind: 'none' } };
  const serving = 'unreachable' in look.serving ? undefined : look.serving;
  const looked = { ...withCounts(rollout, look), lookedAt: now.toISOString() };
  if (serving && servesCandidate(rollout, serving)) return finish(looked, now);
  if (rollout.phase === 'aborting') return goBack(looked, serving, now);
  if (isStale(rollout, now)) return putBack(looked, serving, now);
  if (!serving) return unseen(looked, look, now);
  switch (rollout.phase) {
    case 'starting':
      return start(looked, serving, now);
    case 'running':
      return run(looked, serving, now);
    case 'finishing':
      return takeOver(looked, serving, now);
  }
}

function withCounts(rollout: Rollout, { live }: RolloutLook): Rollout {
  const counted = 'unreachable' in live ? addNoLook(rollout) : addLook(rollout, live);
  if (rollout.phase !== 'running') return counted;
  const metrics = analyseAll(counted).map((metric) => withLiveReason(metric, live));
  return { ...counted, metrics, traffic: traffic(counted) };
}

/** Why there is no data is best said by whoever looked. */
function withLiveReason(metric: MetricAnalysis, live: RolloutLook['live']): MetricAnalysis {
  if (metric.outcome !== 'no data') return metric;
  if ('unreachable' in live) return { ...metric, reason: live.unreachable };
  const window = Object.hasOwn(live.metrics, metric.name) ? live.metrics[metric.name] : undefined;
  const silent = [window?.canary, window?.stable].find((side) => side !== undefined && 'noData' in side);
  return silent && 'noData' in silent ? { ...metric, reason: silent.noData } : metric;
}

/** Nobody looked for too long: whatever was seen since was seen by nobody. */
function putBack(rollout: Rollout, serving: ServingState | undefined, now: Date): Move {
  const minutes = Math.round(rollout.plan.staleAfterSeconds / 60);
  const turned = turnBack(rollout, 'put back', `nobody looked for more than ${minutes} min`, now);
  return goBack(turned.rollout, serving, now);
}

/** The serving system cannot be asked: nothing is advanced, and after the longest time of a step it is given up. */
function unseen(rollout: Rollout, { serving }: RolloutLook, now: Date): Move {
  const why = 'unreachable' in serving ? serving.unreachable : 'it did not answer';
  const reason = `the serving system cannot be asked: ${why.replace(/[.\s]+$/, '')}`;
  const until = enteredAt(rollout) + rollout.plan.maxHoldSeconds * 1000;
  if (now.getTime() >= until && rollout.plan.onUndecided === 'abort') return turnBack(rollout, 'aborted', reason, now);
  return wait({ ...rollout, reason }, now, now.getTime() + 30_000);
}

/**
 * The challenger is being started, and has no traffic until it answers. Each holder of the lease tells it to: that one of its
 * name answers already, as a system may remember wrongly, is no proof that it has these bytes.
 */
function start(rollout: Rollout, serving: ServingState, now: Date): Move {
  const { plan, candidate } = rollout;
  const { canary, stable } = serving;
  const late = now.getTime() - new Date(rollout.startedAt).getTime() > plan.maxHoldSeconds * 1000;
  if (stable && rollout.stable && stable.version !== rollout.stable.version)
    return turnBack(rollout, 'aborted', `${stable.version} is the stable side now`, now);
  if (!isBack(serving)) {
    const percent = 0;
    return { rollout, action: serving.weight > 0 ? { kind: 'set-weight', percent } : { kind: 'set-mirror', percent } };
  }
  const isTold = rollout.startedBy === rollout.fence;
  if (isTold && canary?.version === candidate.version && canary.healthy !== false) {
    const first = stable === undefined && rollout.stable === undefined;
    const reason = `${candidate.version} answers${first ? ', and nothing served before it' : ''}`;
    return enterStep(rollout, first ? rollout.steps.length - 1 : 0, reason, now);
  }
  if (late) return turnBack(rollout, 'aborted', `${candidate.version} could not be started`, now);
  return { rollout: { ...rollout, startedBy: rollout.fence }, action: { kind: 'start' } };
}

/** Traffic moves. */
function run(rollout: Rollout, serving: ServingState, now: Date): Move {
  const { steps, step, metrics } = rollout;
  const trouble = troubleOf(rollout, serving);
  if (trouble !== undefined) return turnBack(rollout, 'aborted', trouble, now);
  // Also where the traffic is not shared as planned: going back is the safe side of a difference that may mislead.
  const harm = metrics.find(({ outcome }) => outcome === 'harm');
  if (harm) return goBack(turnBack(rollout, 'aborted', `${harm.name} rose above its limit`, now).rollout, serving, now);
  if (isStableGone(rollout, serving)) return wakeStable(rollout, serving, now);
  const current = steps[step];
  const percent = current?.weight ?? 0;
  if (!hasWeight(rollout, percent, serving)) return { rollout, action: correction(rollout, percent, serving) };
  const begun = current?.from === undefined ? withStep(rollout, { from: now.toISOString() }) : rollout;
  return judgeStep(begun, now);
}

/** Copies are no traffic: a shadow that got a weight loses it first. */
function correction(rollout: Rollout, percent: number, { weight }: ServingState): Move['action'] {
  if (rollout.plan.strategy === 'shadow' && weight > 0) return { kind: 'set-weight', percent: 0 };
  return giveWeight(rollout, percent);
}

const asleep = 'the stable version does not answer; the canary stays';

/**
 * The stable side is gone, and the canary is all that answers: it is not taken away. Setting what is set already makes systems
 * that can bring their servers back do so; this is tried once a minute.
 */
function wakeStable(rollout: Rollout, { weight }: ServingState, now: Date): Move {
  const tried = rollout.events.findLast(({ reason }) => reason === asleep)?.at;
  if (tried !== undefined && now.getTime() - new Date(tried).getTime() < 60_000)
    return wait({ ...rollout, reason: asleep }, now, now.getTime() + 30_000);
  const marked = rollout.phase === 'running' ? withStep(rollout, { outcome: 'held' }) : rollout;
  return { rollout: withEvent(marked, 'held', asleep, now), action: { kind: 'set-weight', percent: weight } };
}

/** The candidate takes over; what was decided is done again until it is seen done. */
function takeOver(rollout: Rollout, serving: ServingState, now: Date): Move {
  const trouble = troubleOf(rollout, serving);
  if (trouble !== undefined) return turnBack(rollout, 'aborted', trouble, now);
  return { rollout, action: { kind: 'promote' } };
}

/**
 * The weights are on their way back. It has ended when the stable side gets everything and the canary is gone; a system that
 * goes on showing it is told twice, and then believed about the traffic.
 */
function goBack(rollout: Rollout, serving: ServingState | undefined, now: Date): Move {
  const turn = turnOf(rollout);
  const reason = turn?.reason ?? rollout.reason;
  const again: Move = { rollout: { ...rollout, reason }, action: { kind: 'abort', reason } };
  if (!serving) return again;
  if (isStableGone(rollout, serving) && canaryAnswers(rollout, serving)) return wakeStable(rollout, serving, now);
  if (!isBack(serving)) return again;
  const seconds = turn ? Math.max(0, (now.getTime() - new Date(turn.at).getTime()) / 1000) : 0;
  const back = { ...again.rollout, secondsToAbort: rollout.secondsToAbort ?? seconds };
  const stopped = serving.canary?.version !== rollout.candidate.version || serving.canary.healthy === false;
  if (!stopped && rollout.secondsToAbort === undefined) return { rollout: back, action: again.action };
  return { rollout: { ...back, phase: 'aborted', endedAt: now.toISOString() }, action: { kind: 'none' } };
}

function turnOf({ events }: Rollout): RolloutEvent | undefined {
  return events.findLast(({ kind }) => kind === 'aborted' || kind === 'rolled back' || kind === 'put back');
}
