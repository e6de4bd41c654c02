import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { libraryErrors } from '@weighbridge/core';
import * as z from 'zod';
import type { Binding } from './binding.ts';

/** The library that the user names: a folder that holds it, or its `duckdb.node` itself. */
export function givenLibrary(given: string, binding: Binding): string {
  const main = binding.files[0]?.name ?? '';
  const file = given.endsWith('.node') ? given : path.join(given, main);
  if (!isFile(file)) throw libraryErrors.libraryNotFound({ path: given, file: main });
  return path.resolve(file);
}

/**
 * The library where npm has installed it, at the pinned version. What is found from this program's own files is trusted
 * as they are. The working folder holds what a change brought with it: there only the published bytes will do.
 */
export async function installedLibrary(binding: Binding, workingFolder: string): Promise<string | undefined> {
  const own = resolvePackage(binding, import.meta.url);
  if (own !== undefined) return path.join(own, binding.files[0]?.name ?? '');
  const found = resolvePackage(binding, path.join(path.resolve(workingFolder), 'package.json'));
  if (found === undefined || !(await hasPinnedBytes(found, binding))) return undefined;
  return path.join(found, binding.files[0]?.name ?? '');
}

function resolvePackage(binding: Binding, from: string): string | undefined {
  const require = createRequire(from);
  try {
    const manifest = require.resolve(`${binding.package}/package.json`);
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, 'utf8')));
    return version === binding.version ? path.dirname(manifest) : undefined;
  } catch {
    // Not installed, or not as npm installs it: then it is fetched.
    return undefined;
  }
}

async function hasPinnedBytes(folder: string, binding: Binding): Promise<boolean> {
  for (const { name, bytes, sha256 } of binding.files) {
    const file = path.join(folder, name);
    if (!isFile(file, bytes) || (await sha256Of(file)) !== sha256) return false;
  }
  return true;
}

/** Whether a plain file is there, of this size where one is given. */
export function isFile(file: string, bytes?: number): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && (bytes === undefined || stats.size === bytes);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
