import { type Rollout, rollout, ServiceError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { parseJson } from '../workspace/bytes.ts';

/** A model's rollout as the ledger's branch has it, with the revision that a later write must still find. */
export interface KeptRollout {
  readonly rollout: Rollout;
  readonly revision: string;
}

/** The model's last rollout, under way or ended; undefined when there was none. */
export async function readRollout({ documents }: Context, model: string): Promise<KeptRollout | undefined> {
  const document = await documents?.read(rolloutPath(model));
  if (!document) return undefined;
  const parsed = rollout.safeParse(parseJson(document.text));
  if (!parsed.success)
    throw new ServiceError(
      'WB6552',
      `The rollout of ${model} on the ledger's branch cannot be read: another version wrote it, or it was edited. Nothing was changed.`,
    );
  return { rollout: parsed.data, revision: document.revision };
}

/** Writes it where nobody has written since; undefined when somebody has, and then nothing was changed. */
export async function writeRollout(
  { documents }: Context,
  next: Rollout,
  before: string | undefined,
): Promise<KeptRollout | undefined> {
  if (!documents) throw new Error('a rollout needs a repository');
  const revision = await documents.write(rolloutPath(next.model), `${JSON.stringify(next)}\n`, before);
  return revision === undefined ? undefined : { rollout: next, revision };
}

/** `rollouts/churn.json`: a model's name is any text, a file's is not. */
function rolloutPath(model: string): string {
  return `rollouts/${encodeURIComponent(model)}.json`;
}

/** Whether a rollout has not come to its end. */
export function isUnderWay({ phase }: Rollout): boolean {
  return phase !== 'finished' && phase !== 'aborted';
}
