import { type ByteSource, littleEndian } from '../bytes.ts';

/** Why a walk ends before its pickle does; caught where the walk began. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** Reads forward through a file; skips without reading. Every call throws `Malformed` where the file ends before it. */
export interface Cursor {
  at(): number;
  size: number;
  byte(): number;
  bytes(length: number): Uint8Array;
  /** Little-endian, unsigned, of 1, 2, 4 or 8 bytes. */
  unsigned(length: number): number;
  skip(length: number): void;
  /** The bytes before the next line feed when there are at most 512, which is then passed; else undefined, also passed. */
  line(): Uint8Array | undefined;
  jump(offset: number): void;
}

/** Pickles within others may be many and short: what is read at once begins small. */
const firstWindow = 1 << 8;
const largestWindow = 1 << 16;
/** Names and numbers are shorter; of longer lines nothing is kept. */
const longestLine = 512;

export function cursorOver(source: ByteSource, start: number): Cursor {
  let position = start;
  let loaded: Uint8Array = new Uint8Array(0);
  let loadedAt = start;
  let window = firstWindow;

  function need(length: number): void {
    if (position + length > source.size) throw new Malformed('ends in the middle of an instruction', source.size);
  }
  function load(): void {
    if (position >= loadedAt && position < loadedAt + loaded.length) return;
    loaded = source.read(position, window);
    window = Math.min(largestWindow, window * 2);
    loadedAt = position;
    if (loaded.length === 0) throw new Malformed('ends in the middle of an instruction', position);
  }
  function byte(): number {
    if (position < loadedAt || position >= loadedAt + loaded.length) {
      need(1);
      load();
    }
    const value = loaded[position - loadedAt] ?? 0;
    position += 1;
    return value;
  }
  function bytes(length: number): Uint8Array {
    need(length);
    const inside = position >= loadedAt && position + length <= loadedAt + loaded.length;
    const found = inside
      ? loaded.subarray(position - loadedAt, position - loadedAt + length)
      : source.read(position, length);
    position += length;
    return found;
  }
  function skip(length: number): void {
    need(length);
    position += length;
  }
  function line(): Uint8Array | undefined {
    const from = position;
    for (;;) {
      need(1);
      load();
      const feed = loaded.indexOf(10, position - loadedAt);
      position = feed < 0 ? loadedAt + loaded.length : loadedAt + feed + 1;
      if (feed >= 0) break;
    }
    const length = position - 1 - from;
    return length <= longestLine ? source.read(from, length) : undefined;
  }
  return {
    size: source.size,
    at: () => position,
    byte,
    bytes,
    unsigned: (length) => (length === 1 ? byte() : littleEndian(bytes(length))),
    skip,
    line,
    jump: (offset) => {
      position = offset;
    },
  };
}
