import { type ByteSource, latin1, littleEndian } from '../bytes.ts';

/** One file of a zip archive, as its central directory lists it and its own header confirms it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packedSize: number;
  /** Where its own header begins, and its packed bytes. */
  readonly at: number;
  readonly start: number;
}

/** What an archive holds, or the first thing in it on which two readers could differ. */
export type ZipContent =
  | { readonly kind: 'entries'; readonly entries: readonly ZipEntry[] }
  | { readonly kind: 'refused'; readonly reason: string };

const mostEntries = 100_000;
const longestDirectory = 64e6;
const end32 = 0x06054b50;
const end64 = 0x06064b50;
const locator64 = 0x07064b50;
const central = 0x02014b50;
const local = 0x04034b50;

class Unclear extends Error {
  override readonly name = 'Unclear';
}

/** Whether a file begins as a zip archive does, empty ones included. */
export function isZip(start: Uint8Array): boolean {
  return [local, end32].includes(littleEndian(start.subarray(0, 4)));
}

/**
 * Reads the directory of a zip archive. Zip readers differ in what they believe, the directory or the files' own headers,
 * so an archive in which the two disagree, or files share bytes or names, is refused. Throws only what `source` throws.
 */
export function readZip(source: ByteSource): ZipContent {
  try {
    const { at, size, count } = findDirectory(source);
    if (count > mostEntries || size > longestDirectory) throw new Unclear('lists more than 100,000 files');
    const entries = directoryEntries(source, at, size, count);
    checkApart(entries, at);
    return { kind: 'entries', entries };
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}

interface Directory {
  readonly at: number;
  readonly size: number;
  readonly count: number;
}

/** The directory ends where its end record begins, and the record ends the file: no comment, nothing before or behind. */
function findDirectory(source: ByteSource): Directory {
  const at = source.size - 22;
  const bytes = source.read(Math.max(0, at), 22);
  if (at < 0 || number(bytes, 0, 4) !== end32 || number(bytes, 20, 2) !== 0) {
    throw new Unclear('has no end record at its end');
  }
  const found = { at: number(bytes, 16, 4), size: number(bytes, 12, 4), count: number(bytes, 10, 2) };
  const large = directory64(source, at);
  const directory = large?.directory ?? found;
  if (directory.at + directory.size !== (large?.start ?? at))
    throw new Unclear('has bytes that no file of it accounts for');
  if (large && !agree(found, large.directory)) throw new Unclear('has two end records that disagree');
  return directory;
}

function agree(short: Directory, long: Directory): boolean {
  const same = (a: number, b: number, full: number): boolean => a === b || a === full;
  return (
    same(short.at, long.at, 0xffffffff) &&
    same(short.size, long.size, 0xffffffff) &&
    same(short.count, long.count, 0xffff)
  );
}

function directory64(source: ByteSource, end: number): { directory: Directory; start: number } | undefined {
  const locator = source.read(Math.max(0, end - 20), 20);
  if (end < 20 || number(locator, 0, 4) !== locator64) return undefined;
  const start = number(locator, 8, 8);
  const bytes = source.read(start, 56);
  if (bytes.length < 56 || number(bytes, 0, 4) !== end64 || start + 12 + number(bytes, 4, 8) !== end - 20) {
    throw new Unclear('has a large end record that is not where it should be');
  }
  return { directory: { at: number(bytes, 48, 8), size: number(bytes, 40, 8), count: number(bytes, 32, 8) }, start };
}

function directoryEntries(source: ByteSource, start: number, size: number, count: number): ZipEntry[] {
  const bytes = source.read(start, size);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (number(bytes, at, 4) !== central || at + 46 > bytes.length)
      throw new Unclear('has a directory that breaks off');
    const lengths = [number(bytes, at + 28, 2), number(bytes, at + 30, 2), number(bytes, at + 32, 2)] as const;
    entries.push(readEntry(source, bytes.subarray(at, at + 46 + lengths[0] + lengths[1])));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  if (at !== bytes.length || entries.length !== count) throw new Unclear('has a directory that does not add up');
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  if (names.size !== entries.length) throw new Unclear('holds two files of one name');
  return entries;
}

function readEntry(source: ByteSource, record: Uint8Array): ZipEntry {
  const name = nameOf(record.subarray(46, 46 + number(record, 28, 2)));
  const extra = record.subarray(46 + number(record, 28, 2));
  const sizes = fullSizes(extra, [number(record, 24, 4), number(record, 20, 4), number(record, 42, 4)]);
  const flags = number(record, 8, 2);
  if ((flags & 0x2041) !== 0) throw new Unclear('holds an encrypted file');
  const entry = {
    name,
    method: number(record, 10, 2),
    crc: number(record, 16, 4),
    size: sizes[0],
    packedSize: sizes[1],
  };
  return { ...entry, at: sizes[2], start: confirmed(source, sizes[2], entry, flags) };
}

/** Compares a file's own header with the directory; gives where its bytes begin. */
function confirmed(source: ByteSource, at: number, entry: Omit<ZipEntry, 'at' | 'start'>, flags: number): number {
  const header = source.read(at, 30);
  const disagree = new Unclear('has a file whose own header says something else than the directory');
  if (header.length < 30 || number(header, 0, 4) !== local) throw disagree;
  const [nameLength, extraLength] = [number(header, 26, 2), number(header, 28, 2)];
  const name = nameOf(source.read(at + 30, nameLength));
  if (name !== entry.name || number(header, 8, 2) !== entry.method || number(header, 6, 2) !== flags) throw disagree;
  const extra = source.read(at + 30 + nameLength, extraLength);
  const [size, packedSize] = fullSizes(extra, [number(header, 22, 4), number(header, 18, 4), 0]);
  // With flag 8 the sizes follow the data; writers leave 0 in the header, or what they expect.
  const later = (flags & 8) !== 0;
  const same = (stated: number, known: number): boolean => stated === known || (later && stated === 0);
  if (!(same(size, entry.size) && same(packedSize, entry.packedSize) && same(number(header, 14, 4), entry.crc)))
    throw disagree;
  const start = at + 30 + nameLength + extraLength;
  if (start + entry.packedSize > source.size) throw new Unclear('has a file that reaches beyond its end');
  return start;
}

/** Sizes and offset, with those that are written as all ones taken from the ZIP64 field. */
function fullSizes(extra: Uint8Array, short: readonly [number, number, number]): [number, number, number] {
  const field = zip64Field(extra);
  let at = 0;
  const full = short.map((value) => {
    if (value !== 0xffffffff || !field) return value;
    at += 8;
    if (at > field.length) throw new Unclear('states sizes that it does not hold');
    return number(field, at - 8, 8);
  });
  return [full[0] ?? 0, full[1] ?? 0, full[2] ?? 0];
}

function zip64Field(extra: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + number(extra, at + 2, 2)) {
    if (number(extra, at, 2) === 1) return extra.subarray(at + 4, at + 4 + number(extra, at + 2, 2));
  }
  return undefined;
}

/** The longest that a file's sizes take where they are written behind it. */
const longestDescriptor = 24;

/** Files follow one another from the first byte to the directory: none within another, and nothing between them. */
function checkApart(entries: readonly ZipEntry[], directory: number): void {
  const sorted = [...entries].sort((a, b) => a.at - b.at);
  if ((sorted[0]?.at ?? directory) !== 0) throw new Unclear('has bytes that no file of it accounts for');
  sorted.forEach((entry, index) => {
    const next = sorted[index + 1]?.at ?? directory;
    const gap = next - entry.start - entry.packedSize;
    if (gap < 0) throw new Unclear('has files that lie over one another');
    if (gap > longestDescriptor) throw new Unclear('has bytes that no file of it accounts for');
  });
}

function nameOf(bytes: Uint8Array): string {
  return bytes.every((byte) => byte < 128) ? latin1(bytes) : new TextDecoder().decode(bytes);
}

function number(bytes: Uint8Array, at: number, length: number): number {
  return littleEndian(bytes.subarray(at, at + length));
}
