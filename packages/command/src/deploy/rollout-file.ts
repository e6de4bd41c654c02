import { type Rollout, rollout, ServiceError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { parseJson } from '../workspace/bytes.ts';

/** A model's rollout as the ledger's branch has it, with the revision that a later write must still find. */
export interface KeptRollout {
  readonly rollout: Rollout;
  readonly revision: string;
}

/** Where a rollout is kept: one for each model and environment, so that a rehearsal in one does not pass for the other. */
export interface RolloutPlace {
  readonly model: string;
  readonly environment: string;
}

/** The last rollout, under way or ended; undefined when there was none. Throws ServiceError WB6552 for what is no rollout. */
export async function readRollout({ documents }: Context, place: RolloutPlace): Promise<KeptRollout | undefined> {
  const document = await documents?.read(rolloutPath(place));
  if (!document) return undefined;
  const parsed = rollout.safeParse(parseJson(document.text));
  if (!parsed.success)
    throw new ServiceError(
      'WB6552',
      `The rollout of ${place.model} on the ledger's branch cannot be read: another version of this program wrote it, or it was edited. Nothing was changed. \`rollback --to\` with a version begins anew.`,
    );
  return { rollout: parsed.data, revision: document.revision };
}

/** The revision of what is kept, whatever it is: for whoever begins anew over it. */
export async function rolloutRevision({ documents }: Context, place: RolloutPlace): Promise<string | undefined> {
  return (await documents?.read(rolloutPath(place)))?.revision;
}

/** Writes it where nobody has written since; undefined when somebody has, and then nothing was changed. */
export async function writeRollout(
  { documents }: Context,
  next: Rollout & { readonly environment?: string | undefined },
  before: string | undefined,
): Promise<KeptRollout | undefined> {
  if (!documents) throw new Error('a rollout needs a repository');
  const { model, environment = 'production' } = next;
  const revision = await documents.write(rolloutPath({ model, environment }), `${JSON.stringify(next)}\n`, before);
  return revision === undefined ? undefined : { rollout: next, revision };
}

/** `rollouts/production/churn.json`: names are any text, a file's is not. */
function rolloutPath({ model, environment }: RolloutPlace): string {
  return `rollouts/${encodeURIComponent(environment)}/${encodeURIComponent(model)}.json`;
}

/** Whether a rollout has not come to its end. */
export function isUnderWay({ phase }: Rollout): boolean {
  return phase !== 'finished' && phase !== 'aborted';
}
