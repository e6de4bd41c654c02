import { type ByteSource, latin1 } from '../bytes.ts';

/** One member of a tar archive. Links carry no bytes. */
export interface TarEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly start: number;
  readonly size: number;
}

export type TarContent =
  | { readonly kind: 'entries'; readonly entries: readonly TarEntry[] }
  | { readonly kind: 'refused'; readonly reason: string };

const mostEntries = 100_000;
const block = 512;

/** Whether a file is a tar archive by its first header's magic (POSIX and GNU) and checksum. */
export function isTar(start: Uint8Array): boolean {
  return latin1(start.subarray(257, 262)) === 'ustar' && checksumHolds(start.subarray(0, block));
}

/** Members of a tar archive with POSIX (`x`) and GNU (`L`) long names. Throws only what `source` throws. */
export function readTar(source: ByteSource): TarContent {
  const entries: TarEntry[] = [];
  let at = 0;
  let longName: string | undefined;
  while (at + block <= source.size) {
    const member = readMember(source, at);
    if (member === 'end') break;
    if (typeof member === 'string') return { kind: 'refused', reason: member };
    if (member.attributes) longName = member.name ?? longName;
    else {
      entries.push({ ...member, name: longName ?? member.name ?? '' });
      longName = undefined;
    }
    if (entries.length > mostEntries) return { kind: 'refused', reason: 'lists more than 100,000 files' };
    at = member.start + Math.ceil(member.size / block) * block;
  }
  return { kind: 'entries', entries };
}

interface Member extends Omit<TarEntry, 'name'> {
  readonly name: string | undefined;
  /** It says something of the next member, and is none itself. */
  readonly attributes: boolean;
}

/** `end`, or why it cannot be read. */
function readMember(source: ByteSource, at: number): Member | string {
  const header = source.read(at, block);
  if (header.every((byte) => byte === 0)) return 'end';
  const size = octal(header.subarray(124, 136));
  if (!checksumHolds(header) || size === undefined) return 'has a header that is broken';
  const start = at + block;
  if (start + size > source.size) return 'breaks off within a file';
  const type = latin1(header.subarray(156, 157));
  const kind = kindOf(type);
  if (!(type === 'L' || type === 'x' || type === 'g')) {
    return { name: shortName(header), kind, start, size, attributes: false };
  }
  const bytes = source.read(start, Math.min(size, 65_536));
  if (movesMembers(type, bytes)) return 'states sizes or names twice';
  return { name: nameFrom(type, bytes), kind, start, size, attributes: true };
}

function kindOf(type: string): TarEntry['kind'] {
  if (type === '0' || type === '\0' || type === '7') return 'file';
  return type === '5' ? 'folder' : 'other';
}

function shortName(header: Uint8Array): string {
  const name = text(header.subarray(0, 100));
  const prefix = latin1(header.subarray(257, 263)) === 'ustar\0' ? text(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Attributes that give members another size, or all members one name: readers differ in whether they heed them. */
function movesMembers(type: string, bytes: Uint8Array): boolean {
  const moving = type === 'g' ? /(?:^|\n)\d+ (?:size|path|linkpath)=/u : /(?:^|\n)\d+ (?:size|GNU\.sparse[^=]*)=/u;
  return type !== 'L' && moving.test(new TextDecoder().decode(bytes));
}

/** The name that a GNU member is all of, or that a POSIX one states as `23 path=…`; its own size field may not change. */
function nameFrom(type: string, bytes: Uint8Array): string | undefined {
  const whole = new TextDecoder().decode(bytes).replace(/\0+$/u, '');
  if (type === 'L') return whole;
  return /(?:^|\n)\d+ path=([^\n]*)\n/u.exec(whole)?.[1];
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function octal(bytes: Uint8Array): number | undefined {
  const digits = latin1(bytes)
    .replace(/[\0 ]+$/u, '')
    .trimStart();
  return /^[0-7]{1,11}$/u.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function checksumHolds(header: Uint8Array): boolean {
  if (header.length < block) return false;
  let sum = 0;
  header.forEach((byte, index) => {
    sum += index >= 148 && index < 156 ? 32 : byte;
  });
  return octal(header.subarray(148, 156)) === sum;
}
