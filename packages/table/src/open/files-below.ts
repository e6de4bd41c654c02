import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** All files under a folder but hidden ones and those that writers keep beside the data (`_SUCCESS`, `.crc`). */
export async function dataFilesBelow(folder: string): Promise<readonly string[]> {
  return await filesBelow(folder, Number.POSITIVE_INFINITY, isData);
}

/** Whether a name is of data, and not of what writers keep beside it. */
export function isData(name: string): boolean {
  return !name.startsWith('.') && (!name.startsWith('_') || name.includes('='));
}

/** Files under a folder, in no certain order: as deep as `depth` names, through folders and of names that are wanted. */
export async function filesBelow(
  folder: string,
  depth: number,
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const found = await Promise.all(
    (await entries(folder))
      .filter(({ name }) => isWanted(name))
      .map(async (entry) => {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) return depth > 1 ? await filesBelow(file, depth - 1, isWanted) : [];
        return (await isFile(entry, file)) ? [file] : [];
      }),
  );
  return found.flat();
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
