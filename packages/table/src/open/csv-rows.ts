import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** One row of a delimited file as its bytes lie there. Row 0 is the header. */
export interface RawRow {
  readonly row: number;
  readonly bytes: Buffer;
  readonly fields: number;
  /** How the row ends; undefined for the last one. */
  readonly end: 'lf' | 'crlf' | 'cr' | undefined;
  /** Set where a quoted field goes on after its closing quote, or never ends. */
  readonly quoteFault: boolean;
  /** Longer than allowed: what was read so far. */
  readonly tooLong: boolean;
}

const quote = 0x22;
const lf = 0x0a;
const cr = 0x0d;

interface Scan {
  state: 'start' | 'plain' | 'quoted' | 'closed';
  fields: number;
  fault: boolean;
  /** What earlier chunks hold of the current line. */
  carry: Buffer;
}

type Line = Omit<RawRow, 'row'>;

/**
 * Walks over the rows of a delimited file, byte by byte, empty lines left out. It is slow beside DuckDB's reader and so
 * reads the header, and what DuckDB refused, to name the row.
 */
export async function* rawRows(file: string, delimiter: string, longest: number): AsyncGenerator<RawRow> {
  let row = 0;
  let held: Line | undefined;
  for await (const line of linesOf(file, delimiter.charCodeAt(0), longest)) {
    // CR LF came as a line that ends with CR, and an empty one.
    const second = held?.end === 'cr' && line.end === 'lf' && line.bytes.length === 0;
    if (held && held.bytes.length > 0) {
      yield { ...held, row, end: second ? 'crlf' : held.end };
      row += 1;
    }
    held = second ? undefined : line;
  }
  if (held && held.bytes.length > 0) yield { ...held, row };
}

async function* linesOf(file: string, separator: number, longest: number): AsyncGenerator<Line> {
  const scan: Scan = { state: 'start', fields: 1, fault: false, carry: Buffer.alloc(0) };
  for await (const chunk of withoutMark(file)) {
    yield* feed(scan, chunk, separator);
    if (scan.carry.length > longest) return yield finish(scan, undefined, true);
  }
  yield finish(scan, undefined);
}

function* feed(scan: Scan, chunk: Buffer, separator: number): Generator<Line> {
  let from = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    if (scan.state === 'quoted' || (byte !== lf && byte !== cr)) {
      step(scan, byte, separator);
      continue;
    }
    scan.carry = Buffer.concat([scan.carry, chunk.subarray(from, at)]);
    yield finish(scan, byte === lf ? 'lf' : 'cr');
    from = at + 1;
  }
  scan.carry = Buffer.concat([scan.carry, chunk.subarray(from)]);
}

function finish(scan: Scan, end: RawRow['end'], tooLong = false): Line {
  const quoteFault = scan.fault || (end === undefined && scan.state === 'quoted');
  const line = { bytes: scan.carry, fields: scan.fields, end, quoteFault, tooLong };
  Object.assign(scan, { state: 'start', fields: 1, fault: false, carry: Buffer.alloc(0) });
  return line;
}

function step(scan: Scan, byte: number, separator: number): void {
  if (scan.state === 'quoted') {
    if (byte === quote) scan.state = 'closed';
  } else if (byte === separator) {
    scan.fields += 1;
    scan.state = 'start';
  } else if (byte === quote && scan.state !== 'plain') {
    scan.state = 'quoted';
  } else {
    // Whatever follows a closing quote but a separator or another quote is a fault.
    scan.fault ||= scan.state === 'closed';
    scan.state = 'plain';
  }
}

async function* withoutMark(file: string): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const bytes: Buffer = chunk;
    yield first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
    first = false;
  }
}

/** Whether the bytes of a row are UTF-8. */
export function isText(row: RawRow): boolean {
  return isUtf8(row.bytes);
}

/** The fields of one row as text, quotes taken off. */
export function rowFields(bytes: Buffer, delimiter: string): readonly string[] {
  const text = bytes.toString('utf8');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const closing = closingQuote(text, at + 1);
      fields.push(text.slice(at + 1, closing).replaceAll('""', '"'));
      at = closing + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(text.slice(at, end === -1 ? undefined : end));
      at = end === -1 ? text.length : end;
    }
    if (at >= text.length) return fields;
    at += 1;
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at === -1 ? text.length : at;
}
