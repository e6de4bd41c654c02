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

/** What it means for a list to lose an item, and to gain one. */
export interface ListEffects {
  readonly added: PolicyChange['effect'];
  readonly removed: PolicyChange['effect'];
}

/** Items that only one side of a list has. */
export function diffList(
  where: string,
  key: string,
  was: readonly string[],
  now: readonly string[],
  effects: ListEffects,
): PolicyChange[] {
  return [
    ...was
      .filter((item) => !now.includes(item))
      .map((item) => ({ where, was: `${key}: ${item}`, effect: effects.removed })),
    ...now
      .filter((item) => !was.includes(item))
      .map((item) => ({ where, now: `${key}: ${item}`, effect: effects.added })),
  ];
}

/** A command as one text: a list of words is not the same command as their text. */
export function commandText(command: string | readonly string[] | undefined): string | undefined {
  return command === undefined || typeof command === 'string' ? command : JSON.stringify(command);
}
