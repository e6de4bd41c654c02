import { versionErrors } from '../error/version-errors.ts';
import type { Sha256 } from '../record/canonical.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Digest } from '../record/evaluation.ts';
import { type Manifest, type ManifestFile, manifest } from '../record/version.ts';
import { staysBelow } from '../scan/archive/paths.ts';

/** One dataset of a version, by the name that the policy gives it. */
export type ManifestDataset = Manifest['datasets'][number];

export interface ManifestParts {
  readonly model: string;
  readonly files: readonly ManifestFile[];
  readonly datasets?: readonly ManifestDataset[];
}

const mostFiles = 100_000;

/**
 * The manifest of a version: its files and datasets in the order of their paths. Throws UserError WB6302 for a path that
 * leads out of the repository, WB6304 for one that is there twice, WB6305 for too many.
 */
export function makeManifest({ model, files, datasets = [] }: ManifestParts): Manifest {
  if (files.length > mostFiles) throw versionErrors.tooManyVersionFiles({ files: files.length });
  for (const { path } of [...files, ...datasets]) {
    if (!staysBelow(path) || path.endsWith('/')) throw versionErrors.versionPathOutside({ path });
  }
  const sorted = files.toSorted((a, b) => compare(a.path, b.path));
  const twice = sorted.find(({ path }, index) => path === sorted[index + 1]?.path);
  if (twice) throw versionErrors.sameVersionPath({ path: twice.path });
  const named = datasets.toSorted((a, b) => compare(a.name, b.name) || compare(a.path, b.path));
  return { version: 1, model, files: sorted, datasets: named };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The text that is kept of a manifest: RFC 8785, so that its digest is that of the file. */
export function manifestText(made: Manifest): string {
  return canonicalJson(made);
}

export function manifestDigest(made: Manifest, sha256: Sha256): Digest {
  return sha256(new TextEncoder().encode(manifestText(made)));
}

/**
 * Reads a manifest that lay outside: undefined for anything but the text that `manifestText` writes, and for paths that
 * lead out of the folder where its files are put.
 */
export function readManifest(text: string): Manifest | undefined {
  const read = manifest.safeParse(parsed(text)).data;
  if (read === undefined || manifestText(read) !== text) return undefined;
  const paths = [...read.files, ...read.datasets].map(({ path }) => path);
  return paths.every(staysBelow) && new Set(read.files.map(({ path }) => path)).size === read.files.length
    ? read
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one more way of not being a manifest.
    return undefined;
  }
}

/** Bytes of a manifest's files, as far as they are known: DVC and LFS pointers may leave them out. */
export function manifestBytes({ files }: Manifest): number {
  return files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
}

/** How one list of files became another, by paths. */
export interface ManifestDiff {
  readonly added: readonly ManifestFile[];
  readonly removed: readonly ManifestFile[];
  readonly changed: readonly { readonly was: ManifestFile; readonly now: ManifestFile }[];
  readonly unchanged: number;
}

/**
 * What differs between two versions' files. A file that was a pointer of DVC and is now there as bytes counts as changed:
 * an MD5 and a SHA-256 cannot be compared.
 */
export function diffManifests(was: readonly ManifestFile[], now: readonly ManifestFile[]): ManifestDiff {
  const before = new Map(was.map((file) => [file.path, file]));
  const after = new Set(now.map(({ path }) => path));
  const pairs = now.flatMap((file) => {
    const old = before.get(file.path);
    return old ? [{ was: old, now: file }] : [];
  });
  const changed = pairs.filter((pair) => pair.was.digest !== pair.now.digest);
  return {
    added: now.filter(({ path }) => !before.has(path)),
    removed: was.filter(({ path }) => !after.has(path)),
    changed,
    unchanged: pairs.length - changed.length,
  };
}
