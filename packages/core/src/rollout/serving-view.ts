import type { ServingState } from '../port/serving.ts';
import type { Rollout } from '../record/rollout.ts';

/** Whether the candidate is what serves: nothing is left to do but to say so. */
export function servesCandidate({ candidate }: Rollout, { stable }: ServingState): boolean {
  return stable?.version === candidate.version;
}

/** Whether the candidate is there as the canary and does not say that it fails. */
export function canaryAnswers({ candidate }: Rollout, { canary }: ServingState): boolean {
  return canary !== undefined && canary.version === candidate.version && canary.healthy !== false;
}

/** Whether a stable side that was there does not answer. Of a first version there is none to miss. */
export function isStableGone({ stable: planned }: Rollout, { stable }: ServingState): boolean {
  return planned !== undefined && (stable === undefined || stable.healthy === false);
}

/** What makes the canary impossible to go on with; undefined when nothing does. */
export function troubleOf(rollout: Rollout, serving: ServingState): string | undefined {
  const { candidate, stable: planned } = rollout;
  const { canary, stable } = serving;
  if (!canary) return `${candidate.version} is gone`;
  if (canary.version !== candidate.version) return `${canary.version} is the canary now, and not ${candidate.version}`;
  if (canary.healthy === false) return `${candidate.version} does not answer`;
  if (planned && stable && stable.version !== planned.version)
    return `${stable.version} is the stable side now, and not ${planned.version}`;
  return undefined;
}

/**
 * Whether the system gives the canary what the step plans. Systems round weights: half a percent is equal, but never half of
 * what was planned, and none is none.
 */
export function hasWeight({ plan }: Rollout, percent: number, { weight, mirror }: ServingState): boolean {
  if (plan.strategy !== 'shadow') return isNear(weight, percent);
  return weight === 0 && (mirror === undefined || isNear(mirror, percent));
}

function isNear(actual: number, planned: number): boolean {
  return Math.abs(actual - planned) <= Math.min(0.5, planned / 2);
}

/** Whether all requests go to the stable side, and none is copied. */
export function isBack({ weight, mirror = 0 }: ServingState): boolean {
  return weight === 0 && mirror === 0;
}
