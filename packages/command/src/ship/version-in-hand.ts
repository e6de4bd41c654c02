import { closest, type LedgerEntry, shipErrors, type VersionSection } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { Refused } from './refused.ts';
import { readRegistry, saidOf } from './registry.ts';
import { readVersion } from './version-file.ts';

/** A registered version with the record that its tag names. */
export interface VersionInHand {
  /** Its `record` is the ledger's. */
  readonly weighing: Weighing;
  readonly version: VersionSection;
}

/**
 * A version by its name, as tag and ledger have it. Throws UserError WB6507 for a name that no tag has, Refused for a tag that
 * names no record of the ledger.
 */
export async function versionInHand(weighing: Weighing, name: string): Promise<VersionInHand> {
  const { context, model } = weighing;
  const registry = await readRegistry(context, model.name);
  const names = registry.versions.map((version) => version.name);
  const found = registry.versions.find((version) => version.name === name);
  if (!found) throw shipErrors.unknownVersion({ model: model.name, version: name, near: closest(name, names) });
  const said = saidOf(registry, name);
  if (!said) throw new Refused(`${found.tag} names no record: it was not made by \`register\``);
  const entry = (await context.ledger?.entries(model.name))?.find(({ digest }) => digest === said.record);
  if (!entry) throw new Refused(`the ledger has no record ${said.record}, which ${found.tag} names`);
  const kept = await readVersion(context, model.name, name);
  const version = kept ?? bare(weighing, entry, { name, tag: found.tag, commit: found.commit });
  return { weighing: { ...weighing, record: entry.record }, version };
}

/** What the tag and the record alone say of a version, where the job that registered it left nothing more. */
function bare(
  { model }: Weighing,
  { record, digest }: LedgerEntry,
  tag: Pick<VersionSection, 'name' | 'tag' | 'commit'>,
): VersionSection {
  const name = model.register?.output ?? 'model';
  const output = record.training?.outputs.find((each) => each.name === name);
  if (!output) throw new Refused(`the record ${digest} has no output ${name}`);
  return {
    ...tag,
    why: 'as its tag says',
    model: output.digest,
    manifest: output.digest,
    files: output.files ?? 1,
    bytes: output.bytes,
    registries: [{ kind: 'git', name: tag.tag }],
  };
}
