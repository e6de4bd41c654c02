import { ServiceError, type Watch, watch } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { parseJson } from '../workspace/bytes.ts';

/** A model's watch as the ledger's branch has it, with the revision that a later write must still find. */
export interface KeptWatch {
  readonly watch: Watch | undefined;
  readonly revision: string | undefined;
}

/** Throws ServiceError WB6650 for what is no watch of this version. */
export async function readWatch({ documents }: Context, model: string): Promise<KeptWatch> {
  const document = await documents?.read(watchPath(model));
  if (!document) return { watch: undefined, revision: undefined };
  const parsed = watch.safeParse(parseJson(document.text));
  if (!parsed.success)
    throw new ServiceError(
      'WB6650',
      `What was watched of ${model} cannot be read from the ledger's branch: another version of this program wrote it, or it was edited. Nothing was changed. Remove \`.state/${watchPath(model)}\` there to begin anew.`,
    );
  return { watch: parsed.data, revision: document.revision };
}

/** Writes it where nobody has written since. Throws ServiceError WB6651 when somebody has: another look was faster. */
export async function writeWatch(
  { documents }: Context,
  next: Watch,
  before: string | undefined,
): Promise<string | undefined> {
  if (!documents) return undefined;
  const revision = await documents.write(watchPath(next.model), `${JSON.stringify(next)}\n`, before);
  if (revision !== undefined) return revision;
  throw new ServiceError(
    'WB6651',
    `Another job looked at ${next.model} at the same time, and what it found was kept. Run this job again.`,
  );
}

/** Each byte that a document's path may not have is written as `%` and two digits. */
function watchPath(model: string): string {
  const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return `watch/${encodeURIComponent(model).replace(/[!'()*]|^[.~]/gu, hex)}.json`;
}
