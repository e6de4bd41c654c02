import { join } from 'node:path';
import {
  canonicalJson,
  type LedgerEntry,
  manifestText,
  PermissionError,
  type RegistryEntry,
  type Release,
  type Releases,
  renderCard,
  type VersionSection,
} from '@weighbridge/core';
import type { VersionFacts } from '../command.ts';
import type { Weighing } from '../step/weighing.ts';
import { readTextIfThere, sha256 } from '../workspace/bytes.ts';
import type { Described } from './describe-version.ts';
import type { ModelBytes } from './shipping.ts';

interface Publishing {
  readonly version: VersionSection;
  readonly described: Described;
  readonly entry: LedgerEntry;
  readonly bytes: ModelBytes;
}

/** The version in the registries that the policy names beside git; each that has it already keeps what it has. */
export async function publishVersion(weighing: Weighing, publishing: Publishing): Promise<VersionSection> {
  const { model } = weighing;
  let { version } = publishing;
  if (model.register?.release) {
    const release = await makeRelease(weighing, { ...publishing, version });
    if (release) version = withEntry(version, release);
  }
  if (model.register?.mlflow !== undefined) version = withEntry(version, await inMlflow(weighing, publishing, version));
  return version;
}

function withEntry(version: VersionSection, entry: RegistryEntry): VersionSection {
  const others = version.registries.filter(({ kind }) => kind !== entry.kind);
  return { ...version, registries: [...others, entry] };
}

/** A page of the tag with all that a reader or an auditor asks for. Without the permission the tag alone is the version. */
async function makeRelease(weighing: Weighing, publishing: Publishing): Promise<RegistryEntry | undefined> {
  const { context, model } = weighing;
  const { releases } = context.forge;
  const { version } = publishing;
  if (!releases) return undefined;
  try {
    const found = await releases.find(version.tag);
    const body = cardOf(weighing, publishing);
    const release = found ?? (await releases.create({ tag: version.tag, name: `${model.name} ${version.name}`, body }));
    await addFiles(releases, release, await filesOf(weighing, publishing));
    return { kind: 'release', name: version.tag, ...(release.url === undefined ? {} : { url: release.url }) };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`No release was made: ${error.message}.`);
    return undefined;
  }
}

async function addFiles(releases: Releases, release: Release, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    if (!release.files.includes(name)) await releases.addFile(release, name, new TextEncoder().encode(text));
  }
}

function cardOf({ record, policyDigest }: Weighing, { version, entry }: Publishing): string {
  return renderCard(record, { version, policy: policyDigest, record: entry.digest });
}

/** What goes with a version: manifest, card, bill of materials, the record, and the signatures that there are. */
async function filesOf(weighing: Weighing, publishing: Publishing): Promise<ReadonlyMap<string, string>> {
  const { context, record } = weighing;
  const { version, described, entry } = publishing;
  const signature = await context.evidence.signModel({ name: record.subject.model, files: described.within });
  const bom = await context.evidence.bom({
    record,
    version,
    manifest: described.manifest,
    digest: entry.digest,
    ...(await lockfileOf(weighing)),
  });
  return new Map([
    ['manifest.json', manifestText(described.manifest)],
    ['MODEL_CARD.md', cardOf(weighing, publishing)],
    ['bom.cdx.json', bom],
    ['record.json', `${canonicalJson(entry.record)}\n`],
    ...(entry.attestation === undefined ? [] : ([['record.sigstore.json', entry.attestation]] as const)),
    ...(signature === undefined ? [] : ([['model.sig', signature]] as const)),
  ]);
}

async function inMlflow(
  { context, model, record }: Weighing,
  { described }: Publishing,
  version: VersionSection,
): Promise<RegistryEntry> {
  const tracker = await context.tracker(model.register?.mlflow ?? model.name);
  const output = record.training?.outputs.find(({ digest }) => digest === described.model);
  const url = context.forge.links.commit(version.commit);
  const { name, url: page } = await tracker.register({
    model: model.name,
    version: version.name,
    digest: described.model,
    record,
    location: output?.kept?.location,
    url,
  });
  context.log.info(`register: ${name} in MLflow`);
  return { kind: 'mlflow', name, ...(page === undefined ? {} : { url: page }) };
}

/** The lockfile that the record names, where the very bytes are here. */
async function lockfileOf({ context, record }: Weighing): Promise<Pick<VersionFacts, 'lockfile'>> {
  const { lockfile } = record.training?.environment ?? {};
  const text = lockfile && (await readTextIfThere(join(context.root, lockfile.path)));
  if (!lockfile || text === undefined || sha256(text) !== lockfile.digest) return {};
  return { lockfile: { path: lockfile.path, text } };
}
