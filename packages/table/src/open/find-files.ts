import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  dataErrors,
  globRoot,
  isGlob,
  type OpenTable,
  splitGlob,
  type TableSource,
  tableErrors,
} from '@weighbridge/core';
import { dataFilesBelow, filesBelow, isData } from './files-below.ts';
import { type FileFormat, fileFormat } from './format.ts';

/** The files of a table, sorted by path: the order of its rows. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly format: FileFormat;
  /** Columns that the folders' names carry (`year=2026`), outermost first. */
  readonly partitions: readonly string[];
  /** What lies there or is named by the pattern, and is of no format that can be read. */
  readonly unread?: OpenTable['unread'];
}

/** Finds the files of a source: one file, those under a folder, or those a pattern matches. */
export async function findFiles(source: TableSource): Promise<FoundFiles> {
  const about = await stat(source.path).catch(() => undefined);
  if (about?.isDirectory()) return await manyFiles(source, source.path, await dataFilesBelow(source.path));
  if (!about && isGlob(source.path)) {
    const { root, files } = await globFiles(source.path);
    return await manyFiles(source, root, files);
  }
  const format = fileFormat(source.path);
  const extension = path.extname(source.path);
  if (!format) throw dataErrors.unsupportedFormat({ extension }, { place: { file: source.name } });
  return { paths: [source.path], format, partitions: [] };
}

async function globFiles(pattern: string): Promise<{ readonly root: string; readonly files: readonly string[] }> {
  const isThere = async (folder: string) => (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
  const split = await splitGlob(pattern.split(path.sep).join('/'), isThere);
  const root = split.root === '' ? '/' : split.root;
  const hidden = /(?:^|[/{,])\./u.test(pattern.slice(split.root.length));
  const all = await filesBelow(root, split.depth, (name) => hidden || !name.startsWith('.'));
  const files = all.filter((file) => split.matches(path.relative(root, file).split(path.sep).join('/')));
  return { root, files };
}

async function manyFiles(source: TableSource, base: string, all: readonly string[]): Promise<FoundFiles> {
  const place = { file: source.name };
  const paths = all.filter((file) => fileFormat(file) !== undefined).sort();
  const [first] = paths;
  const format = first === undefined ? undefined : fileFormat(first);
  if (first === undefined || format === undefined) throw await noFilesError(source);
  const nameOf = (file: string): string => path.relative(base, file);
  const other = paths.find((file) => !sameKind(format, fileFormat(file)));
  if (other !== undefined) throw tableErrors.mixedFormats({ first: nameOf(first), other: nameOf(other) }, { place });
  const partitions = partitionKeys(nameOf(first));
  const odd = paths.find((file) => partitionKeys(nameOf(file)).join('/') !== partitions.join('/'));
  if (odd !== undefined) {
    const what = 'it lies in folders of other columns';
    throw tableErrors.columnsDiffer({ first: nameOf(first), what }, { place: { file: fileName(source, odd) } });
  }
  const unread = all
    .filter((file) => fileFormat(file) === undefined && isData(path.basename(file)))
    .map(nameOf)
    .sort();
  const [firstUnread] = unread;
  return {
    paths,
    format,
    partitions,
    ...(firstUnread === undefined ? {} : { unread: { count: unread.length, first: firstUnread } }),
  };
}

async function noFilesError(source: TableSource): Promise<Error> {
  const pointer = isGlob(source.path) ? undefined : await stat(`${source.path}.dvc`).catch(() => undefined);
  const place = { file: source.name };
  return pointer?.isFile() ? dataErrors.missingFile({ dvc: true }, { place }) : tableErrors.noFiles({}, { place });
}

function sameKind(a: FileFormat, b: FileFormat | undefined): boolean {
  return a.format === b?.format && a.delimiter === b.delimiter;
}

function partitionKeys(relative: string): readonly string[] {
  const folders = relative.split(path.sep).slice(0, -1);
  return folders.flatMap((folder) => /^([^=]+)=/.exec(folder)?.[1] ?? []);
}

/** How errors name one file of a source: the source's own name, and the way from there. */
export function fileName(source: TableSource, file: string): string {
  if (file === source.path) return source.name;
  const [own, way, name] = [source.path, file, source.name].map((each) => each.split(path.sep).join('/'));
  const above = own?.endsWith(`/${name}`) ? own.slice(0, -(name?.length ?? 0)) : undefined;
  if (above !== undefined && way?.startsWith(above)) return way.slice(above.length);
  const base = isGlob(source.path) ? globRoot(own ?? '') : source.path;
  const named = isGlob(source.name) ? globRoot(source.name) : source.name;
  return path.posix.join(named, path.relative(base, file).split(path.sep).join('/'));
}
