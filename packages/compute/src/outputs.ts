import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { canonicalJson, type Digest, type PathFacts, storeErrors, trainingErrors } from '@weighbridge/core';

/** One file of a folder, as its manifest lists it. */
interface ManifestFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly digest: Digest;
}

/**
 * Digests what a command wrote, however large. A file's digest is that of its bytes; a folder's that of its manifest in
 * canonical JSON: version, and path, size and digest of each file in the order of their paths. Empty folders, times and
 * rights do not count. As where outputs are packed, a link to a file of the same folder counts as that file, and every
 * other link is refused: what it leads to may be gone, or another, in the next job. Throws UserError that names it.
 */
export async function digestOutput(path: string): Promise<PathFacts> {
  const root = await realpath(path).catch((cause: unknown) => {
    throw trainingErrors.outputMissing({ path }, { cause });
  });
  const there = await stat(root);
  if (there.isFile()) return digestFile(root);
  if (!there.isDirectory()) throw storeErrors.outputLink({ path });
  const names = (await namesIn(root, '')).sort();
  if (names.length === 0) throw trainingErrors.outputEmpty({ path });
  const files: ManifestFile[] = [];
  for (const name of names) files.push({ path: name, ...(await digestFile(join(root, name))) });
  const manifest = canonicalJson({ version: 1, files });
  return {
    digest: `sha256:${createHash('sha256').update(manifest).digest('hex')}`,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.length,
  };
}

async function namesIn(root: string, under: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(root, under), { withFileTypes: true })) {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await namesIn(root, name)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isOwnFile(root, name)))) names.push(name);
    else throw storeErrors.outputLink({ path: name });
  }
  return names;
}

/** Whether a link leads to a file of the same folder; one that leads nowhere does not. */
async function isOwnFile(root: string, name: string): Promise<boolean> {
  const real = await realpath(join(root, name)).catch(() => undefined);
  return real?.startsWith(root + sep) === true && (await stat(real)).isFile();
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
