import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** What is wrong with a line, and its number among the lines that are not blank. */
export interface JsonFault {
  readonly kind: 'json' | 'text' | 'long' | 'mark';
  readonly row: number;
}

/** The first line of a file that is not a JSON object in UTF-8; undefined when all are. Reads what DuckDB refused. */
export async function jsonFault(file: string, longest: number): Promise<JsonFault | undefined> {
  let row = 0;
  for await (const bytes of linesOf(file, longest)) {
    const kind = lineFault(bytes, row === 0, longest);
    if (kind === 'blank') continue;
    row += 1;
    if (kind !== undefined) return { kind, row };
  }
  return undefined;
}

function lineFault(bytes: Buffer, first: boolean, longest: number): JsonFault['kind'] | 'blank' | undefined {
  if (bytes.length > longest) return 'long';
  if (first && (bytes[0] === 0xff || bytes[0] === 0xfe)) return 'mark';
  if (!isUtf8(bytes)) return 'text';
  const text = bytes.toString('utf8').trim();
  if (text === '') return 'blank';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'json';
  } catch {
    return 'json';
  }
}

async function* linesOf(file: string, longest: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const bytes: Buffer = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(10, from); end !== -1; end = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > longest) return yield rest;
  }
  yield rest;
}
