import { createRequire } from 'node:module';
import { libraryErrors } from '@weighbridge/core';
import type { Duckdb } from '../connection.ts';
import { type Binding, machineBinding } from './binding.ts';
import { cachedLibrary, cacheLibrary } from './cache.ts';
import { downloadPackage } from './download.ts';
import { givenLibrary, installedLibrary } from './installed.ts';
import { provideNative } from './native.ts';
import type { LibraryOptions } from './options.ts';

/**
 * DuckDB's client library, with its native part found or fetched. Throws UserError where this system has none or the
 * one that is there does not load, ServiceError where it cannot be fetched.
 */
export async function loadDuckdb(options: LibraryOptions): Promise<Duckdb> {
  const binding = machineBinding();
  provideNative(loadNative(await findLibrary(options, binding), binding));
  return await import('@duckdb/node-api');
}

/**
 * The same where the library is here already: given, installed, or in the cache. Undefined elsewhere; nothing is fetched.
 * Throws as `loadDuckdb` does for one that is here and does not load.
 */
export async function findDuckdb(options: LibraryOptions): Promise<Duckdb | undefined> {
  const binding = machineBinding();
  const library = await presentLibrary(options, binding);
  if (library === undefined) return undefined;
  provideNative(loadNative(library, binding));
  return await import('@duckdb/node-api');
}

/** Path of the library's main file: the given one, the installed one, the cached one, or a fetched one. */
export async function findLibrary(options: LibraryOptions, binding: Binding): Promise<string> {
  return (await presentLibrary(options, binding)) ?? (await fetchLibrary(options, binding));
}

/** The same, and undefined instead of a fetched one. */
export async function presentLibrary(options: LibraryOptions, binding: Binding): Promise<string | undefined> {
  if (options.given !== undefined) return givenLibrary(options.given, binding);
  return (await installedLibrary(binding, options.workingFolder)) ?? (await cachedLibrary(options.cache, binding));
}

async function fetchLibrary({ cache, registry, onProgress }: LibraryOptions, binding: Binding): Promise<string> {
  const started = performance.now();
  const size = `${(binding.bytes / 1e6).toFixed(1)} MB`;
  onProgress(`Fetching DuckDB ${binding.version} for ${binding.platform} (${size}) from ${registry.url}`);
  const library = await cacheLibrary(cache, binding, await downloadPackage(binding, registry));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  onProgress(`Fetched DuckDB: ${size} in ${seconds} s, digest as pinned, kept for later runs`);
  return library;
}

/** Loads the library and asks its version: another one could differ in what its functions take. */
function loadNative(file: string, binding: Binding): object {
  const native = requireNative(file);
  const version = 'library_version' in native ? nativeVersion(native.library_version) : 'unknown';
  const expected = `v${binding.version.split('-')[0]}`;
  if (version !== expected) throw libraryErrors.libraryVersion({ path: file, found: version, expected });
  return native;
}

function requireNative(file: string): object {
  try {
    const native: unknown = createRequire(import.meta.url)(file);
    if (typeof native === 'object' && native !== null) return native;
  } catch (cause) {
    const what = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw libraryErrors.libraryBroken({ what }, { cause, place: { file } });
  }
  throw libraryErrors.libraryBroken({ what: 'it holds no functions' }, { place: { file } });
}

function nativeVersion(ask: unknown): string {
  return typeof ask === 'function' ? String(ask()) : 'unknown';
}
