import type { Rollout, RolloutStep, RunRecord } from '@weighbridge/core';
import type { ShipStory } from './ship-stories.ts';
import type { Answered } from './traffic.ts';

/** What a shipment or a rollback left behind. */
export interface ShippedStory {
  readonly exit: number;
  /** The output `outcome` of the command. */
  readonly outcome: string;
  /** Of the version that the story is about. */
  readonly record: RunRecord;
  /** Version that served when the first customers came. */
  readonly first: string;
  /** Version that served before the story, and that answers after it. */
  readonly before: string;
  readonly after: string;
  /** What clients saw during the story, by version. */
  readonly answered: ReadonlyMap<string, Answered>;
}

/** How the ending differs from what the story says; empty when it does not. */
export function shipDifferences(story: ShipStory, shipped: ShippedStory): readonly string[] {
  const { rollout } = shipped.record;
  const steps = rollout?.steps.map(({ outcome }) => outcome).join(', ');
  return [
    ...differs('outcome', shipped.outcome, story.expected),
    ...differs('exit code', shipped.exit, story.exit),
    ...(story.steps === undefined ? [] : differs('steps', steps, story.steps.join(', '))),
    ...(story.patch === undefined ? [] : adoption(shipped)),
    ...differs('the version that answers', shipped.after, expectedVersion(story, shipped)),
    ...traffic(story, shipped),
  ];
}

function expectedVersion({ serves }: ShipStory, { record, before, first }: ShippedStory): string {
  if (serves === 'the first version') return first;
  return serves === 'the version before' ? before : (record.modelVersion?.name ?? 'none');
}

/** Nothing is trained after the merge: the version is the bytes that were weighed before it. */
function adoption({ record: { modelVersion, training } }: ShippedStory): readonly string[] {
  const weighed = training?.outputs.find(({ name }) => name === 'model')?.digest;
  if (!modelVersion) return ['there is no version'];
  if (modelVersion.model !== weighed) return [`the version is ${modelVersion.model}, and ${weighed} was weighed`];
  return training?.reused ? [] : ['the model was trained again'];
}

/** Customers get an answer all the time; errors come only from the version that makes them. */
function traffic({ errors }: ShipStory, { answered, before }: ShippedStory): readonly string[] {
  const failed = [...answered].filter(([, { errors: count }]) => count > 0);
  const foreign = failed.filter(([version]) => !errors || version === before || version === 'none');
  return [
    ...foreign.map(([version, { errors: count, requests }]) => `${count} of ${requests} requests to ${version} failed`),
    ...(errors && failed.length === 0 ? ['no request failed'] : []),
  ];
}

function differs(what: string, found: unknown, expected: unknown): readonly string[] {
  return found === expected ? [] : [`${what}: ${String(found)}, expected ${String(expected)}`];
}

/** Seconds from the first request to the new version until nobody met it any more; undefined where nothing was aborted. */
export function secondsToSafety(rollout: Rollout | undefined): number | undefined {
  if (rollout?.phase !== 'aborted' || rollout.endedAt === undefined) return undefined;
  const first = rollout.steps.find(({ from }) => from !== undefined)?.from;
  return first === undefined ? undefined : (Date.parse(rollout.endedAt) - Date.parse(first)) / 1000;
}

/** `5 → 25 → 50 → 100%`: the weights that a version had. */
export function weightsText(steps: readonly RolloutStep[]): string {
  const weights = steps.filter(({ outcome }) => outcome !== 'waits').map(({ weight }) => weight);
  return `${weights.join(' → ')}%`;
}
