import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { rawRows, rowFields } from '../open/csv-rows.ts';
import { literalPath, rowLimit } from '../open/opened.ts';
import { literal } from '../sql.ts';
import type { Source } from './source.ts';

/**
 * Delimited text in which the readers see the same rows: UTF-8, no carriage returns, no blanks beside quotes (DuckDB
 * drops them), and no row that ends with the delimiter (DuckDB passes over one empty field too many). Throws for others.
 */
export async function openPlainCsv(file: string, delimiter: string): Promise<Source> {
  const names = await headerOf(file, delimiter);
  await requirePlain(file, delimiter);
  const columns = names.map((name, index) => ({ name, sql: `"c${index}"`, type: 'VARCHAR' }));
  const spec = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const options = [
    `columns = {${spec}}`,
    'auto_detect = false, header = true, strict_mode = true, null_padding = false',
    `delim = ${literal(delimiter)}, quote = '"', escape = '"', maximum_line_size = ${rowLimit}`,
    'hive_partitioning = false',
  ];
  return {
    columns,
    hasDictionaries: false,
    relation: `read_csv(${literal(literalPath(file))}, ${options.join(', ')})`,
  };
}

async function headerOf(file: string, delimiter: string): Promise<readonly string[]> {
  for await (const row of rawRows(file, delimiter, rowLimit)) {
    // Of one column an empty line is a row to one reader and none to the other.
    if (row.quoteFault || row.tooLong || row.fields < 2 || row.end !== 'lf') break;
    return rowFields(row.bytes, delimiter);
  }
  throw new Error('The header is not a plain one.');
}

async function requirePlain(file: string, delimiter: string): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(10) + 1;
    const lines = bytes.subarray(0, end);
    if (!isPlain(lines, delimiter)) throw new Error('The text is not plain.');
    rest = Buffer.from(bytes.subarray(end));
    if (rest.length > rowLimit) throw new Error('A row is too long.');
  }
  if (!isPlain(Buffer.concat([rest, Buffer.from('\n')]), delimiter)) throw new Error('The text is not plain.');
}

const quote = 34;
const blanksBesideQuotes = [' "', '" ', '\t"', '"\t'];

function isPlain(lines: Buffer, delimiter: string): boolean {
  if (!isUtf8(lines) || lines.includes(13) || lines.includes(0) || lines.includes(`${delimiter}\n`)) return false;
  return (
    !lines.includes(quote) || !blanksBesideQuotes.some((pair) => !pair.includes(delimiter) && lines.includes(pair))
  );
}
