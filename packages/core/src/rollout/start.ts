import type { DeployPolicy } from '../policy/ship.ts';
import type { Rollout, RolloutPlan, ServedVersion } from '../record/rollout.ts';

/** What a rollout begins with. */
export interface RolloutStart {
  readonly model: string;
  readonly id: string;
  readonly candidate: ServedVersion;
  /** Undefined: nothing serves yet, and the candidate takes over as soon as it answers. */
  readonly stable?: ServedVersion;
  readonly plan: RolloutPlan;
  readonly at: Date;
  readonly change?: number;
}

/** A rollout before its first look: the challenger is to be started, and has no traffic. */
export function startRollout({ at, plan, ...given }: RolloutStart): Rollout {
  return {
    version: 1,
    ...given,
    plan,
    phase: 'starting',
    step: 0,
    steps: plan.steps.map((weight) => ({ weight, outcome: 'waits', windows: {}, withoutData: {} })),
    startedAt: at.toISOString(),
    metrics: [],
    reason: `${given.candidate.version} is being started`,
    events: [],
    fence: 0,
  };
}

/** What a policy agrees to, as a rollout keeps it: durations in seconds, 100 as the last step. */
export function planOf(policy: DeployPolicy): RolloutPlan {
  const steps = policy.strategy === 'blue-green' ? [100] : [...policy.steps.filter((weight) => weight < 100), 100];
  return {
    target: policy.target.kind,
    strategy: policy.strategy,
    steps,
    bakeSeconds: policy.bake / 1000,
    maxHoldSeconds: Math.max(policy.bake, policy.maxHold) / 1000,
    staleAfterSeconds: policy.staleAfter / 1000,
    noData: policy.noData,
    onUndecided: policy.onUndecided,
    alpha: policy.alpha,
    metrics: policy.metrics.map(({ name, margin, minCount }) => ({ name, margin, minCount })),
  };
}

/** The least time that a plan takes: the bakes of all steps below 100. */
export function secondsOfPlan({ steps, bakeSeconds }: Pick<RolloutPlan, 'steps' | 'bakeSeconds'>): number {
  return steps.filter((weight) => weight < 100).length * bakeSeconds;
}
