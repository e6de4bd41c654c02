import {
  closest,
  type Digest,
  type Evidence,
  type LedgerEntry,
  type RegisteredVersion,
  type RegistryState,
  readTagMessage,
  shipErrors,
  type TagFacts,
} from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { believerFor } from '../trust/believe.ts';
import { notPromotable } from './promotable.ts';
import { Refused } from './refused.ts';
import { readRegistry } from './registry.ts';

/** A version whose tag, record and evidence agree. */
export interface Proved {
  readonly registered: RegisteredVersion;
  readonly entry: LedgerEntry;
  readonly evidence: Evidence;
}

/** A version as tag and ledger name it; nothing of it is proved. */
export interface Named {
  readonly registered: RegisteredVersion;
  readonly said: TagFacts;
  readonly entry: LedgerEntry;
}

/**
 * The record and the bytes of a version with trusted, passing evidence. The tag must be the only one of its name, the first that
 * names its record, and on the commit that was weighed: anyone who may push can make another. Throws Refused without proof,
 * UserError WB6507 for a name that no tag has.
 */
export async function proveVersion(weighing: Weighing, name: string, known?: RegistryState): Promise<Proved> {
  const registry = known ?? (await readRegistry(weighing.context, weighing.model.name));
  const { registered, said, entry } = await namedVersion(weighing, name, registry);
  const why =
    misplaced(registry, registered, said, entry) ??
    notPromotable(entry.record) ??
    otherBytes(weighing, entry, said.model);
  if (why !== undefined) throw new Refused(`${name} is not believed: ${why}`);
  const found = await believerFor(weighing)(entry);
  if ('refused' in found) throw new Refused(`${name} is not believed: its record is not trusted, ${found.refused}`);
  return { registered, entry, evidence: found };
}

/** What the tag of a version names. Throws as `proveVersion` does for a tag that names nothing. */
export async function namedVersion(weighing: Weighing, name: string, known?: RegistryState): Promise<Named> {
  const { context, model } = weighing;
  const registry = known ?? (await readRegistry(context, model.name));
  const claims = registry.versions.filter((version) => version.name === name);
  const [registered] = claims;
  if (!registered) {
    const near = closest(
      name,
      registry.versions.map((version) => version.name),
    );
    throw shipErrors.unknownVersion({ model: model.name, version: name, near });
  }
  if (claims.length > 1) throw new Refused(`${claims.length} tags claim to be ${name}`);
  const said = readTagMessage(registered.message);
  if (!said) throw new Refused(`${registered.tag} names no record: it was not made by \`register\``);
  const entry = (await context.ledger?.entries(model.name))?.find(({ digest }) => digest === said.record);
  if (!entry) throw new Refused(`the ledger has no record ${said.record}, which ${registered.tag} names`);
  return { registered, said, entry };
}

/** Why a tag is not the one that `register` made of its record. */
function misplaced(
  { versions }: RegistryState,
  registered: RegisteredVersion,
  said: TagFacts,
  entry: LedgerEntry,
): string | undefined {
  if (registered.deregistered) return `it was taken back (${registered.tag}!)`;
  if (registered.commit !== entry.commit)
    return `its tag is on ${registered.commit.slice(0, 7)}, and its record is of ${entry.commit.slice(0, 7)}`;
  const first = versions.find(({ message }) => readTagMessage(message)?.record === said.record);
  return first === undefined || first.name === registered.name ? undefined : `its record is that of ${first.name}`;
}

function otherBytes({ model }: Weighing, { record }: LedgerEntry, digest: Digest): string | undefined {
  const name = model.register?.output ?? 'model';
  const weighed = record.training?.outputs.find((output) => output.name === name)?.digest;
  return weighed === digest ? undefined : `its tag names the bytes ${digest}, and ${weighed ?? 'none'} were weighed`;
}
