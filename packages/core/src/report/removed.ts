import { inPolicy } from '../policy/diff-words.ts';
import { type Ink, markdownInk } from './ink.ts';
import { count } from './number.ts';
import type { View } from './view.ts';

/** The models that the change takes out of the policy, where that is what holds the change. */
export function removedModels({ record, situation }: View): readonly string[] {
  if (situation !== 'loosened policy' || record.verdict?.underBasePolicy?.checks.length !== 0) return [];
  const changes = record.comparison?.changed?.policy ?? [];
  return changes.filter(({ was, now }) => was === inPolicy && now === undefined).map(({ where }) => where);
}

/** `churn`, `churn and 2 more`; undefined where nothing was taken out. */
export function removedText(view: View, ink: Ink = markdownInk()): string | undefined {
  const [first, ...rest] = removedModels(view);
  if (first === undefined) return undefined;
  return rest.length === 0 ? ink.name(first) : `${ink.name(first)} and ${count(rest.length)} more`;
}
