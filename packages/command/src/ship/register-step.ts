import { relative } from 'node:path';
import {
  type Digest,
  formatGtoTag,
  nextVersion,
  type RegistryState,
  readTagMessage,
  ServiceError,
  shipErrors,
  tagMessage,
  timeAfter,
  type VersionSection,
} from '@weighbridge/core';
import { refuseUnsafe, scanOutput } from '../register/scan-files.ts';
import type { Weighing } from '../step/weighing.ts';
import { type Described, describeVersion } from './describe-version.ts';
import { modelBytes } from './model-bytes.ts';
import { publishVersion } from './publish-version.ts';
import { Refused } from './refused.ts';
import { type ModelRegistry, readRegistry } from './registry.ts';
import type { Believed } from './shipping.ts';
import { readVersion, writeVersion } from './version-file.ts';

/** How often the next number is tried, when others register at the same time. */
const attempts = 10;

/**
 * A version of the record's model: its bytes scanned for code that loading would run, its files in a manifest, an annotated
 * tag that names record and bytes, then the registries that the policy names. A record that has a version already keeps
 * it, whatever an earlier attempt had left to do. Throws UserError for unsafe bytes, Refused where none can be had.
 */
export async function registerStep(
  weighing: Weighing,
  { entry, evidence }: Believed,
  change: number | undefined,
): Promise<VersionSection> {
  const { context, model, policyFile } = weighing;
  if (!model.register) throw shipErrors.noRegister({ model: model.name }, { place: { file: policyFile } });
  const bytes = await modelBytes(weighing, weighing.record);
  const scan = await scanOutput(context.root, relative(context.root, bytes.path), model.register.allowedImports);
  refuseUnsafe(scan);
  const described = await describeVersion(weighing, bytes);
  const tagged = await tagVersion(weighing, described, { record: entry.digest, change });
  const known = await readVersion(context, model.name, tagged.name);
  const version: VersionSection = {
    ...tagged,
    ...(known?.alias ? { alias: known.alias } : {}),
    ...(known?.gitops ? { gitops: known.gitops } : {}),
    registries: known?.registries ?? [{ kind: 'git', name: tagged.tag }],
    ...adoptedFrom(weighing, change),
    evidence,
  };
  const published = await publishVersion(weighing, { version, described, entry, bytes });
  await writeVersion(context, model.name, published);
  return published;
}

/** What a tag names beside the model: the entry of the ledger, whose digest an earlier attempt or another job may have made. */
interface Named {
  readonly record: Digest;
  readonly change: number | undefined;
}

/** The next number, taken by a tag at the remote; of those who try at once one gets it, and the others count on. */
async function tagVersion(
  weighing: Weighing,
  described: Described,
  { record, change }: Named,
): Promise<VersionSection> {
  const { context, model } = weighing;
  const { head } = weighing.record.subject;
  if (!context.tags || head === undefined) throw shipErrors.noRepository({});
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const state = await readRegistry(context, model.name);
    const next = nextName(weighing, state, { commit: head, record });
    if ('taken' in next) throw new Refused(`${head.slice(0, 7)} holds ${next.taken} already, of another record`);
    const facts = { record, model: described.model, ...(change === undefined ? {} : { change }) };
    if ('same' in next)
      return sectionOf(described, {
        name: next.same,
        tag: tagOf(state, next.same),
        commit: head,
        why: 'registered before',
      });
    const tag = formatGtoTag({ name: model.name, action: 'register', version: next.name });
    const message = tagMessage(`${model.name} ${next.name}`, facts);
    const made = await context.tags.create({ name: tag, commit: head, message, at: timeAfter(state, context.now()) });
    if (made === 'created') {
      context.log.info(`register: ${tag}: ${next.why}`);
      return sectionOf(described, { ...next, tag, commit: head });
    }
  }
  throw new ServiceError('WB6558', `Others kept registering versions of ${model.name}. Run the job again.`);
}

function nextName(
  { context, model, record: weighed }: Weighing,
  { versions, taken }: ModelRegistry,
  { commit, record }: { readonly commit: string; readonly record: Digest },
) {
  const { scheme = 'semver', bump = 'auto' } = model.register ?? {};
  return nextVersion({
    existing: [
      ...versions.map(({ name, commit, message }) => ({ name, commit, record: readTagMessage(message)?.record })),
      ...taken.map((name) => ({ name })),
    ],
    scheme,
    bump,
    changed: weighed.comparison?.changed,
    date: context.now(),
    recordDigest: record,
    commit,
  });
}

function tagOf({ versions }: RegistryState, version: string): string {
  return versions.findLast(({ name }) => name === version)?.tag ?? '';
}

function sectionOf(
  { model, manifestDigest, files, bytes }: Described,
  named: Pick<VersionSection, 'name' | 'tag' | 'commit' | 'why' | 'after'>,
): VersionSection {
  return { ...named, model, manifest: manifestDigest, files, bytes, registries: [] };
}

/** The run whose bytes were taken instead of training on the default branch again. */
function adoptedFrom({ record }: Weighing, change: number | undefined): Pick<VersionSection, 'adoptedFrom'> {
  const { reused } = record.training ?? {};
  if (reused?.commit === undefined) return {};
  const run = /^run (\S+)$/u.exec(reused.from)?.[1];
  return {
    adoptedFrom: {
      commit: reused.commit,
      ...(reused.record === undefined ? {} : { record: reused.record }),
      ...(run === undefined ? {} : { run }),
      ...(change === undefined ? {} : { change }),
    },
  };
}
