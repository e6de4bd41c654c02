import type { Changed } from '../record/comparison.ts';

/** One entry of `comparison.changed.policy`. */
export type PolicyChange = Changed['policy'][number];

/** What the side of a change says that has the model, where the other has not. */
export const inPolicy = 'in the policy';

/** A key and what it says; `undefined` where the key is not there. */
export type Setting = string | number | undefined;

/** A key whose value differs, as the file would write both: nothing where they are equal. */
export function changeOf(
  where: string,
  key: string,
  was: Setting,
  now: Setting,
  effect: PolicyChange['effect'],
): PolicyChange[] {
  if (was === now) return [];
  const before = was === undefined ? {} : { was: `${key}: ${was}` };
  const after = now === undefined ? {} : { now: `${key}: ${now}` };
  return [{ where, ...before, ...after, effect }];
}
