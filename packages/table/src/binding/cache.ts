import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ServiceError } from '@weighbridge/core';
import type { Binding } from './binding.ts';
import { isFile } from './installed.ts';
import { readPackage } from './tar.ts';

/** Written last: a folder that has it is whole. It holds the digest of what was unpacked there. */
const marker = 'integrity';
/** Headers and the small files beside the wanted ones. */
const slack = 1024 * 1024;

/** Each version and platform has a folder of its own. */
function folderOf(cache: string, { version, platform }: Binding): string {
  return path.join(cache, 'duckdb', version, platform);
}

/** The library in the cache; undefined when it is not there, not whole, or of another digest. */
export async function cachedLibrary(cache: string, binding: Binding): Promise<string | undefined> {
  const folder = folderOf(cache, binding);
  if (!isFile(path.join(folder, marker))) return undefined;
  const integrity = await readFile(path.join(folder, marker), 'utf8');
  const whole = binding.files.every(({ name, bytes }) => isFile(path.join(folder, name), bytes));
  return whole && integrity === binding.integrity ? path.join(folder, binding.files[0]?.name ?? '') : undefined;
}

/**
 * Unpacks the package's tarball into the cache. The folder appears whole or not at all, and of two processes that do it
 * at once both get a whole one. Throws ServiceError when the tarball is not what it should be.
 */
export async function cacheLibrary(cache: string, binding: Binding, tarball: Buffer): Promise<string> {
  const files = await unpack(tarball, binding);
  const target = folderOf(cache, binding);
  const draft = `${target}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const [name, bytes] of files) await write(path.join(draft, name), bytes);
    await write(path.join(draft, marker), Buffer.from(binding.integrity));
    await publish(draft, target, cache, binding);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const library = await cachedLibrary(cache, binding);
  if (library === undefined) throw new ServiceError('WB3902', `DuckDB could not be kept in ${target}.`);
  return library;
}

async function unpack(tarball: Buffer, binding: Binding): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = new Map(binding.files.map(({ name, bytes }) => [name, bytes]));
  const maxOutputLength = binding.files.reduce((sum, { bytes }) => sum + bytes, slack);
  try {
    return readPackage(await promisify(gunzip)(tarball, { maxOutputLength }), wanted);
  } catch (cause) {
    throw refused(binding, cause);
  }
}

function refused(binding: Binding, cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('WB3902', `The package ${binding.package} was refused: ${why}.`, { cause });
}

/** On the disk before the folder gets its name. */
async function write(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(file, 0o755);
}

/**
 * A folder cannot be renamed onto one with files in it. Then another process was first, or an older one broke off: file
 * by file ours take the place of its, the marker last, so that whoever looks meanwhile finds whole files.
 */
async function publish(draft: string, target: string, cache: string, binding: Binding): Promise<void> {
  try {
    await rename(draft, target);
  } catch (cause) {
    if ((await cachedLibrary(cache, binding)) !== undefined) return;
    if (!existsSync(target)) throw cause;
    for (const name of [...binding.files.map((file) => file.name), marker]) {
      await rename(path.join(draft, name), path.join(target, name));
    }
  }
}
