import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  type Digest,
  lfsEntry,
  type Manifest,
  type ManifestFile,
  makeManifest,
  manifestDigest,
} from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { modelOutput } from './model-bytes.ts';
import type { ModelBytes } from './shipping.ts';

/** A pointer of Git LFS is shorter. */
const mostPointerBytes = 1024;

/** Everything that a version consists of, by digest. */
export interface Described {
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** Digest of the output as the record states it. */
  readonly model: Digest;
  readonly files: number;
  readonly bytes: number;
  /** The same files as they lie below the model's own folder; `.` where the model is one file. */
  readonly within: readonly { readonly path: string; readonly digest: Digest }[];
}

/** Digests each file of the model's bytes, and names the datasets by the digests that the record states. */
export async function describeVersion(weighing: Weighing, { path: root, digest }: ModelBytes): Promise<Described> {
  const { context, model, record } = weighing;
  const output = modelOutput(weighing, record);
  const names = (await stat(root)).isDirectory() ? await filesBelow(root) : [''];
  const base = output.path.replace(/\/$/u, '');
  const files: ManifestFile[] = [];
  const within: { path: string; digest: Digest }[] = [];
  for (const name of names) {
    const place = join(root, name);
    const fileDigest = await context.data.digestFile(place);
    within.push({ path: name === '' ? '.' : name, digest: fileDigest });
    const path = name === '' ? base : `${base}/${name}`;
    files.push(
      (await pointerAt(path, place)) ?? { path, bytes: (await stat(place)).size, digest: fileDigest, from: 'bytes' },
    );
  }
  const datasets = (record.data?.datasets ?? []).map(({ name, path, digest: known }) => ({
    name,
    path: path.replace(/\/$/u, ''),
    digest: known,
    from: 'bytes' as const,
  }));
  const manifest = makeManifest({ model: model.name, files, datasets });
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return {
    manifest,
    manifestDigest: manifestDigest(manifest, sha256),
    model: digest,
    files: files.length,
    bytes,
    within,
  };
}

/** What a Git LFS pointer names, where the file is one: bytes that lie elsewhere, and were not looked into. */
async function pointerAt(path: string, place: string): Promise<ManifestFile | undefined> {
  if ((await stat(place)).size > mostPointerBytes) return undefined;
  return lfsEntry(path, await readFile(place));
}

/** Relative paths, `/` between folders. `scanOutput` has refused links before. */
async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}
