import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const magic = /[*?[\]]/;

/** Whether a path is a pattern: `*`, `?`, `[abc]`, and `**` for folders of any depth. */
export function isGlob(file: string): boolean {
  return magic.test(file);
}

/** The folder under which all matches lie. */
export function globBase(pattern: string): string {
  const parts = pattern.split(/[\\/]/);
  const first = parts.findIndex((part) => magic.test(part));
  return parts.slice(0, first).join('/') || '/';
}

/** The files that an absolute pattern matches, in no certain order. */
export async function globFiles(pattern: string): Promise<readonly string[]> {
  const base = globBase(pattern);
  const rest = pattern.split(/[\\/]/).slice(base === '/' ? 1 : base.split('/').length);
  return await matches(base, rest);
}

/** All files under a folder but hidden ones and those that writers keep beside the data (`_SUCCESS`, `.crc`). */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(
    (await entries(folder)).filter(isData).map(async (entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return await filesUnder(file);
      return (await isFile(entry, file)) ? [file] : [];
    }),
  );
  return found.flat();
}

function isData({ name }: Dirent): boolean {
  return !name.startsWith('.') && (!name.startsWith('_') || name.includes('='));
}

async function matches(folder: string, [part = '', ...rest]: readonly string[]): Promise<readonly string[]> {
  const inside = await entries(folder);
  if (part === '**') {
    const deeper = inside.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const below = await Promise.all(deeper.map(({ name }) => matches(path.join(folder, name), [part, ...rest])));
    return [...(await matches(folder, rest.length > 0 ? rest : ['*'])), ...below.flat()];
  }
  const wanted = segmentPattern(part);
  const fitting = inside.filter(({ name }) => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')));
  const found = await Promise.all(
    fitting.map(async (entry) => {
      const file = path.join(folder, entry.name);
      if (rest.length === 0) return (await isFile(entry, file)) ? [file] : [];
      return entry.isDirectory() ? await matches(file, rest) : [];
    }),
  );
  return found.flat();
}

/** One segment as a regular expression. Runs of stars are one star, so that matching stays quick. */
function segmentPattern(segment: string): RegExp {
  const source = segment.replace(/\*+|\?|\[[^\]]*\]|[^*?[]+|\[/g, (token) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    if (token.length > 2 && token.startsWith('[')) return classPattern(token.slice(1, -1));
    return token.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    // A range from high to low: no character is in it, so no name fits.
    return /^(?!)/;
  }
}

function classPattern(inside: string): string {
  const negated = /^[!^]/.test(inside);
  return `[${negated ? '^' : ''}${inside.slice(negated ? 1 : 0).replace(/[\\^[\]]/g, '\\$&')}]`;
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

/** A link counts where it leads to a file. */
async function isFile(entry: Dirent, file: string): Promise<boolean> {
  if (entry.isFile()) return true;
  return entry.isSymbolicLink() && ((await stat(file).catch(() => undefined))?.isFile() ?? false);
}
