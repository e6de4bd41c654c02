import { createHash } from 'node:crypto';
import {
  isEntryFile,
  type Ledger,
  type LedgerEntry,
  type LedgerFile,
  ledgerFileLimit,
  ledgerFolder,
  readLedgerEntry,
  type Sha256,
  writeLedgerEntry,
} from '@weighbridge/core';
import { type GitlabConnection, gitlabClient } from './client.ts';
import { gitlabPackages, type Packages, packageVersion } from './packages.ts';

export interface PackageLedgerOptions {
  readonly now?: () => Date;
  /** A file that is not what its name says, for example one that somebody uploaded over ours. It is skipped. */
  readonly onRefused?: (path: string, why: string) => void;
}

/** The generic package that is the ledger; each model is a version of it. */
const name = 'weighbridge-ledger';

/** Files that are fetched at once. */
const atOnce = 8;

const sha256: Sha256 = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * The ledger as generic packages of a GitLab project, for jobs without the right to push: `weighbridge-ledger`, version
 * <model>, with the files that the branch would have. CI_JOB_TOKEN may write it. A file that is there is never uploaded
 * again. Others could, and GitLab would show theirs: like a push to the branch, what they bring counts for nothing
 * unless its name is the digest of its record. Throws PermissionError when the registry may not be read or written,
 * ServiceError when it could not be reached.
 */
export function gitlabPackageLedger(connection: GitlabConnection, options: PackageLedgerOptions = {}): Ledger {
  const { now = () => new Date(), onRefused = () => undefined } = options;
  const packages = gitlabPackages(gitlabClient(connection));
  return {
    append: async (record, attestation) => {
      const { digest, files } = writeLedgerEntry(record, now(), sha256, attestation);
      await putMissing(packages, record.subject.model, files);
      return digest;
    },
    entries: async (model) => {
      const versions = await packages.versions(name);
      if (versions.length === 0) return undefined;
      return readEntries(packages, model, onRefused);
    },
  };
}

/** The entry's own file comes last: whoever sees it can read all that it names. */
async function putMissing(packages: Packages, model: string, files: readonly LedgerFile[]): Promise<void> {
  const home = { name, version: packageVersion(model) };
  const there = await packages.files(home);
  for (const { path, text } of files.toReversed()) {
    if (!there.has(fileOf(path))) await packages.put(home, fileOf(path), new TextEncoder().encode(text));
  }
}

async function readEntries(
  packages: Packages,
  model: string,
  onRefused: (path: string, why: string) => void,
): Promise<readonly LedgerEntry[]> {
  const texts = await textsOf(packages, model, onRefused);
  const entries = [...texts]
    .filter(([path]) => isEntryFile(path))
    .flatMap(([path, text]) => {
      const entry = readLedgerEntry({ path, text }, (other) => texts.get(other), sha256);
      if (typeof entry !== 'string') return [entry];
      onRefused(path, entry);
      return [];
    });
  return entries.sort((a, b) => b.at.localeCompare(a.at) || a.digest.localeCompare(b.digest));
}

/** The model's files by path; what is larger than a file of ours can be is not fetched. */
async function textsOf(
  packages: Packages,
  model: string,
  onRefused: (path: string, why: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const home = { name, version: packageVersion(model) };
  const texts = new Map<string, string>();
  const paths: string[] = [];
  for (const [file, bytes] of await packages.files(home)) {
    const path = `${ledgerFolder(model)}/${file}`;
    if (bytes <= ledgerFileLimit(path)) paths.push(path);
    else onRefused(path, `it is larger than ${ledgerFileLimit(path)} bytes`);
  }
  for (let index = 0; index < paths.length; index += atOnce) {
    const some = paths.slice(index, index + atOnce);
    const contents = await Promise.all(some.map((path) => packages.get(home, fileOf(path), ledgerFileLimit(path))));
    for (const [at, path] of some.entries()) texts.set(path, new TextDecoder().decode(contents[at]));
  }
  return texts;
}

/** `<digest>.json` of `<model>/<digest>.json`. */
function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
