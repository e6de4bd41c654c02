import type { Rollout } from '../record/rollout.ts';

/**
 * Gives the rollout to a holder for some seconds. Whoever is new gets a larger fence than anyone before; the same holder goes
 * on with its own. Undefined: another one holds it, and its time has not ended.
 */
export function takeLease(rollout: Rollout, holder: string, now: Date, seconds: number): Rollout | undefined {
  const { lease, fence } = rollout;
  const holds = lease !== undefined && isRunning(lease.until, now, seconds);
  if (holds && lease.holder !== holder) return undefined;
  const until = new Date(now.getTime() + seconds * 1000).toISOString();
  return { ...rollout, lease: { holder, until }, fence: holds ? fence : fence + 1 };
}

/** Clocks of two machines may differ by this much. */
const clockSlackSeconds = 300;

/** Whether a lease has not ended. One that ends later than any can was written by a wrong clock, or by hand. */
export function isRunning(until: string, now: Date, seconds: number): boolean {
  const left = (new Date(until).getTime() - now.getTime()) / 1000;
  return left > 0 && left <= seconds + clockSlackSeconds;
}

/** The rollout without a holder; its fence stays, so that a late action of the holder is refused once there is a new one. */
export function releaseLease({ lease: _, ...rollout }: Rollout): Rollout {
  return rollout;
}

/** Whether nobody has looked for longer than the plan allows. A rollout that has ended is never stale. */
export function isStale(rollout: Rollout, now: Date): boolean {
  if (rollout.phase === 'finished' || rollout.phase === 'aborted') return false;
  const looked = new Date(rollout.lookedAt ?? rollout.startedAt).getTime();
  return now.getTime() - looked > rollout.plan.staleAfterSeconds * 1000;
}
