import type { Rollout, RolloutEvent, RolloutStep } from '../record/rollout.ts';

/** What the driver does next, and then looks again. Each is idempotent. */
export type RolloutAction =
  | { readonly kind: 'start' }
  | { readonly kind: 'set-weight'; readonly percent: number }
  | { readonly kind: 'set-mirror'; readonly percent: number }
  | { readonly kind: 'promote' }
  | { readonly kind: 'abort'; readonly reason: string }
  /** Nothing to do before this time, unless a look shows otherwise. */
  | { readonly kind: 'wait'; readonly until: string }
  /** The rollout has ended. */
  | { readonly kind: 'none' };

/** A rollout as it is written down, and what is done after that. */
export interface Move {
  readonly rollout: Rollout;
  readonly action: RolloutAction;
}

/** The record keeps the newest; a rollout has about two for each step. */
const mostEvents = 100;

/** The rollout with one more event at its current step. Of holds in a row the last one counts. */
export function withEvent(rollout: Rollout, kind: RolloutEvent['kind'], reason: string, now: Date): Rollout {
  const { step, steps, events } = rollout;
  const event = { at: now.toISOString(), kind, step, weight: steps[step]?.weight ?? 0, reason };
  const repeats = kind === 'held' && events.at(-1)?.kind === 'held' && events.at(-1)?.step === step;
  const before = repeats ? events.slice(0, -1) : events;
  return { ...rollout, reason, events: [...before.slice(1 - mostEvents), event] };
}

/** The rollout with its current step changed. */
export function withStep(rollout: Rollout, change: Partial<RolloutStep>): Rollout {
  const current = rollout.steps[rollout.step];
  return current ? { ...rollout, steps: rollout.steps.with(rollout.step, { ...current, ...change }) } : rollout;
}

/** Gives the candidate its percent of the traffic, or of the copies. */
export function giveWeight({ plan }: Rollout, percent: number): RolloutAction {
  return { kind: plan.strategy === 'shadow' ? 'set-mirror' : 'set-weight', percent };
}

/** Begins a step: below 100 percent traffic moves, at 100 the candidate takes over. */
export function enterStep(rollout: Rollout, index: number, reason: string, now: Date): Move {
  const weight = rollout.plan.steps[index] ?? 100;
  const kind = rollout.events.some((event) => event.kind === 'started') ? 'advanced' : 'started';
  const last = rollout.steps.length - 1;
  const at = weight >= 100 ? last : index;
  const entered = withStep({ ...rollout, step: at }, { outcome: 'current' });
  if (weight < 100)
    return {
      rollout: withEvent({ ...entered, phase: 'running' }, kind, reason, now),
      action: giveWeight(rollout, weight),
    };
  const taking = withStep({ ...entered, phase: 'finishing' }, { from: now.toISOString() });
  return { rollout: withEvent(taking, kind, reason, now), action: { kind: 'promote' } };
}

/** Ends the current step well, and begins the next one. */
export function advance(rollout: Rollout, reason: string, now: Date): Move {
  const passed = withStep(rollout, { outcome: 'advanced', to: now.toISOString() });
  return enterStep(passed, rollout.step + 1, reason, now);
}

/** Decides to go back. The weights follow; nothing turns a decided abort around. */
export function turnBack(
  rollout: Rollout,
  kind: 'aborted' | 'rolled back' | 'put back',
  reason: string,
  now: Date,
): Move {
  const begun = rollout.steps[rollout.step]?.outcome !== 'waits';
  const stopped = begun ? withStep(rollout, { outcome: 'aborted', to: now.toISOString() }) : rollout;
  return {
    rollout: withEvent({ ...stopped, phase: 'aborting' }, kind, reason, now),
    action: { kind: 'abort', reason },
  };
}

/**
 * Decides to go back because a person, or a test of the served model, says so. A rollout that has ended, or is on its way back,
 * stays what it is. The next look does the rest.
 */
export function abortNow(
  rollout: Rollout,
  reason: string,
  now: Date,
  kind: 'aborted' | 'rolled back' = 'aborted',
): Rollout {
  if (rollout.phase === 'aborting' || rollout.phase === 'aborted' || rollout.phase === 'finished') return rollout;
  return turnBack(rollout, kind, reason, now).rollout;
}

/** The candidate serves everything. */
export function finish(rollout: Rollout, now: Date): Move {
  const at = now.toISOString();
  const here = withStep(rollout, { outcome: 'advanced', to: at });
  const step = rollout.steps.length - 1;
  const done = withStep({ ...here, step, phase: 'finished', endedAt: at }, { outcome: 'advanced', to: at });
  const early = rollout.phase !== 'finishing' && rollout.plan.strategy !== 'blue-green';
  const reason = `${rollout.candidate.version} serves all traffic${early ? '; it had taken over already' : ''}`;
  return { rollout: withEvent(done, 'finished', reason, now), action: { kind: 'none' } };
}

/** Waits for some seconds, or until a moment that lies ahead. */
export function wait(rollout: Rollout, now: Date, until: number): Move {
  const least = now.getTime() + 1000;
  return { rollout, action: { kind: 'wait', until: new Date(Math.max(least, until)).toISOString() } };
}
