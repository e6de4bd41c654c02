import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson, type Digest, type ServableVersion, ServiceError } from '@weighbridge/core';

/**
 * Copies a version's bytes into the folder, so that a later checkout does not change what serves, and digests the copy:
 * what is served is what was weighed. Gives the copy's absolute path, whose last name is the original's.
 * Throws ServiceError WB6113 when the bytes are not those of `model`.
 */
export async function keepVersion(folder: string, { version, model, path }: ServableVersion): Promise<string> {
  const place = versionFolder(folder, version, model);
  const kept = join(place, basename(path));
  if (await isThere(kept)) return kept;
  const making = `${place}.${crypto.randomUUID()}.tmp`;
  await mkdir(making, { recursive: true });
  try {
    const copy = join(making, basename(path));
    await cp(path, copy, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE });
    const found = await digestOf(copy);
    if (found !== model) {
      throw new ServiceError('WB6113', `The bytes of ${version} at ${path} have the digest ${found}, not ${model}`);
    }
    await rm(place, { recursive: true, force: true });
    await rename(making, place);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return kept;
}

/** Deletes the copies of all versions but these. */
export async function dropVersions(
  folder: string,
  keep: readonly { readonly version: string; readonly model: Digest }[],
): Promise<void> {
  const kept = new Set(keep.map(({ version, model }) => versionFolder(folder, version, model)));
  const found = await namesIn(join(folder, 'versions'));
  for (const path of found.map((name) => join(folder, 'versions', name))) {
    if (!kept.has(path)) await rm(path, { recursive: true, force: true });
  }
}

/** Two models under one name do not meet. */
function versionFolder(folder: string, version: string, model: Digest): string {
  return join(folder, 'versions', `${encodeURIComponent(version)}-${model.slice(-12)}`);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function namesIn(path: string): Promise<readonly string[]> {
  return (await isThere(path)) ? readdir(path) : [];
}

/** As outputs are digested when they are made: a file's bytes; of a folder its manifest in canonical JSON. */
async function digestOf(path: string): Promise<Digest> {
  if ((await stat(path)).isFile()) return (await digestFile(path)).digest;
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(path.length + 1))
    .sort();
  const files: object[] = [];
  for (const name of names) files.push({ path: name, ...(await digestFile(join(path, name))) });
  return `sha256:${createHash('sha256')
    .update(canonicalJson({ version: 1, files }))
    .digest('hex')}`;
}

async function digestFile(path: string): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}
