import type { LedgerEntry, RegisteredVersion, VersionSection } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { namedVersion, type Proved, proveVersion } from './prove.ts';
import { Refused } from './refused.ts';
import { readVersion } from './version-file.ts';

/** A registered version with the record that its tag names. */
export interface VersionInHand {
  /** Its `record` is the ledger's. */
  readonly weighing: Weighing;
  readonly version: VersionSection;
}

/** A version that may be given traffic or an alias: throws Refused without trusted, passing evidence. */
export async function provedVersion(weighing: Weighing, name: string): Promise<VersionInHand> {
  return inHand(weighing, await proveVersion(weighing, name));
}

/** A version as its tag names it, to be taken away, or to be shown: it is not asked whether it may be there. */
export async function versionInHand(weighing: Weighing, name: string): Promise<VersionInHand> {
  return inHand(weighing, await namedVersion(weighing, name));
}

async function inHand(
  weighing: Weighing,
  { registered, entry }: Pick<Proved, 'registered' | 'entry'>,
): Promise<VersionInHand> {
  const kept = await readVersion(weighing.context, weighing.model.name, registered.name);
  return { weighing: { ...weighing, record: entry.record }, version: asNamed(weighing, registered, entry, kept) };
}

/** What decides comes from tag and record alone; what was kept beside them only adds words and addresses. */
function asNamed(
  { model }: Weighing,
  { name, tag, commit }: RegisteredVersion,
  { record, digest }: LedgerEntry,
  kept: VersionSection | undefined,
): VersionSection {
  const wanted = model.register?.output ?? 'model';
  const output = record.training?.outputs.find((each) => each.name === wanted);
  if (!output) throw new Refused(`the record ${digest} has no output ${wanted}`);
  const bare = {
    why: 'as its tag says',
    manifest: output.digest,
    files: output.files ?? 1,
    bytes: output.bytes,
    registries: [{ kind: 'git' as const, name: tag }],
  };
  return { ...bare, ...kept, name, tag, commit, model: output.digest };
}
