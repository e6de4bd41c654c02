/**
 * A file that is read in pieces, wherever it lies. `read` gives as many bytes as were asked for unless the file ends
 * before; what it throws (the file is gone) goes through the scan.
 */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory as a file. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A part of a file as a file of its own, without copying. */
export function partOf(source: ByteSource, start: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - start));
  return {
    size: length,
    read: (offset, wanted) => source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
  };
}

/** Latin-1 text: one character a byte, so that no byte is lost or joined with another. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Little-endian number of 1 to 8 bytes; above 2^53 it is only roughly right, which is larger than any file. */
export function littleEndian(bytes: Uint8Array): number {
  let value = 0;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

const chunk = 1 << 20;

/** The places where an ASCII text stands in a file, at most `most`, reading it through once. */
export function placesOf(source: ByteSource, text: string, most = 1000): number[] {
  const needle = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const places: number[] = [];
  for (let start = 0; start < source.size && places.length < most; start += chunk) {
    const bytes = source.read(start, chunk + needle.length - 1);
    for (let at = startsAt(bytes, needle, 0); at >= 0 && places.length < most; at = startsAt(bytes, needle, at + 1)) {
      places.push(start + at);
    }
  }
  return places;
}

function startsAt(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    if (needle.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** CRC-32 of a file as zip archives state it (ISO 3309, polynomial 0xEDB88320). */
export function crc32(source: ByteSource): number {
  const table = crcTable();
  let crc = 0xffffffff;
  for (let start = 0; start < source.size; start += chunk) {
    for (const byte of source.read(start, chunk)) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}
