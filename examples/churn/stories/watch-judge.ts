import type { Looked } from './watch.ts';
import type { LookStory } from './watch-stories.ts';
import type { Weighed } from './weigh.ts';

/** How a look differs from what the story says; empty when it does not. */
export function lookDifferences(story: LookStory, { watch, issue }: Looked): readonly string[] {
  const ringing = new Set(watch.alarms.map(({ name }) => name));
  const metrics = watch.alarms.filter(({ kind }) => kind === 'metric').map(({ name }) => name);
  return [
    ...differs('the watch is', watch.phase, story.phase),
    ...differs('the issue is', /^state: (\w+)$/mu.exec(issue)?.[1], story.issue),
    ...story.rings.filter((name) => !ringing.has(name)).map((name) => `${name} does not ring`),
    ...(story.rings.length === 0 && ringing.size > 0 ? [`${[...ringing].join(', ')} rings`] : []),
    ...(story.performance ? [] : metrics.map((name) => `${name} rings`)),
    ...story.says.filter((words) => !issue.includes(words)).map((words) => `the issue does not say "${words}"`),
    ...differs('it is decided to', watch.decision?.outcome, story.decision),
  ];
}

function differs(what: string, found: unknown, expected: unknown): readonly string[] {
  return found === expected ? [] : [`${what} ${String(found)}, expected ${String(expected)}`];
}

/** How the weighing of a retraining differs from what it should show: it passes, against main's model on the new rows. */
export function retrainingDifferences({ record: { verdict, comparison }, exit }: Weighed): readonly string[] {
  return [
    ...differs('the verdict is', verdict?.outcome, 'passed'),
    ...differs('the exit code is', exit, 0),
    ...(comparison?.rescored ? [] : ["main's model was not scored on the new rows"]),
    ...(comparison?.anchorPairing ? [] : ['the champion was not scored on the new rows']),
  ];
}
