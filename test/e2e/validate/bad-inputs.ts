import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './program.ts';

/** Input that cannot be judged: how it comes about, and the one line that says so. */
export interface BadInput {
  readonly name: string;
  readonly arrange: (bench: Bench) => void;
  readonly data?: string;
  readonly schema?: string;
  /** Code, place and what is wrong; the line may say more. */
  readonly says: string;
}

const fixture = path.resolve(import.meta.dirname, '../../../packages/data/test/fixtures/parquet/snappy.parquet');
const header = 'id,name\n';
const rows = Array.from({ length: 5000 }, (_, row) => `${row + 1},name ${row + 1}\n`);

/** A table of 5,000 good rows with one of them (from 1) written otherwise. */
function tableWith(row: number, line: string | Buffer): Buffer {
  const before = Buffer.from(header + rows.slice(0, row - 1).join(''));
  return Buffer.concat([before, Buffer.from(line), Buffer.from(rows.slice(row).join(''))]);
}

function writing(name: string, content: () => string | Uint8Array): Pick<BadInput, 'arrange' | 'data'> {
  return { arrange: (bench) => bench.write(name, content()), data: name };
}

/** A schema of the columns `id` and `name`, with other constraints for the second or checks of its own. */
export function schemaOf(constraints: object, checks: readonly object[] = []): string {
  const fields = [
    { name: 'id', type: 'integer' },
    { name: 'name', type: 'string', constraints },
  ];
  return JSON.stringify(checks.length > 0 ? { fields, checks } : { fields }, undefined, 2);
}

function schemaWith(constraints: object, ...expressions: readonly string[]): Pick<BadInput, 'arrange'> {
  const text = schemaOf(
    constraints,
    expressions.map((expression) => ({ expression })),
  );
  return { arrange: (bench) => bench.write('schema.json', text) };
}

export const badFiles: readonly BadInput[] = [
  {
    name: 'Parquet cut off',
    ...writing('cut.parquet', () => readFileSync(fixture).subarray(0, 700)),
    says: 'WB3019 cut.parquet: The file cannot be read as Parquet: the end of the file is missing.',
  },
  {
    name: 'Parquet with a damaged page',
    ...writing('page.parquet', () => readFileSync(fixture).fill(0xa5, 40, 400)),
    says: 'WB3215 page.parquet: The file cannot be read as Parquet: a part of its data is damaged.',
  },
  {
    name: 'text that is called Parquet',
    ...writing('text.parquet', () => header),
    says: 'WB3019 text.parquet: The file cannot be read as Parquet: it does not begin as Parquet does.',
  },
  {
    name: 'a row with a cell too many',
    ...writing('more.csv', () => tableWith(4321, '4321,a,b\n')),
    says: 'WB3006 more.csv: Row 4321 has 3 fields and the header has 2.',
  },
  {
    name: 'a row with a cell too few',
    ...writing('less.csv', () => tableWith(4321, '4321\n')),
    says: 'WB3006 less.csv: Row 4321 has 1 fields and the header has 2.',
  },
  {
    name: 'a field of 10 MB',
    ...writing('long.csv', () => tableWith(17, `17,"${'long '.repeat(2 * 1024 * 1024)}"\n`)),
    says: 'WB3201 long.csv: Row 17 is longer than 2 MB.',
  },
  {
    name: 'a quote that is never closed',
    ...writing('open.csv', () => tableWith(17, '17,"name\n')),
    says: 'WB3007 open.csv: Row 17 has a quoted field that does not end as it should.',
  },
  {
    name: 'UTF-8 and then Latin-1',
    ...writing('mixed.csv', () => tableWith(3000, Buffer.from('3000,Jos\xe9\n', 'latin1'))),
    says: 'WB3202 mixed.csv: Row 3000 is not UTF-8 text.',
  },
  {
    name: 'UTF-16',
    ...writing('wide.csv', () => Buffer.from(`\ufeff${header}1,a\n`, 'utf16le')),
    says: 'WB3023 wide.csv: The file is not UTF-8 text.',
  },
  {
    name: 'gzip that unpacks to a thousand times its size',
    ...writing('bomb.csv.gz', () =>
      gzipSync(Buffer.concat([Buffer.from(header), Buffer.alloc(600e6, '1,a\n')]), { level: 9 }),
    ),
    says: 'WB3203 bomb.csv.gz: The file unpacks to more than 200 times its size',
  },
  {
    name: 'gzip cut off',
    ...writing('cut.csv.gz', () => gzipSync(tableWith(1, '1,a\n')).subarray(0, 4000)),
    says: 'WB3024 cut.csv.gz: The file is not whole gzip data.',
  },
  {
    name: 'what is called gzip and is not',
    ...writing('not.csv.gz', () => tableWith(1, '1,a\n')),
    says: 'WB3024 not.csv.gz: The file is not whole gzip data.',
  },
  {
    name: 'what is called zstd and is not',
    ...writing('not.csv.zst', () => tableWith(1, '1,a\n')),
    says: 'WB3204 not.csv.zst: The file is not whole zstd data.',
  },
  {
    name: 'a broken line of JSON',
    ...writing('broken.jsonl', () => '{"id":1,"name":"a"}\n{"id":2,"name":\n'),
    says: 'WB3008 broken.jsonl: Row 2 is not a JSON object.',
  },
  {
    name: 'a line of JSON that is a list',
    ...writing('list.jsonl', () => '{"id":1,"name":"a"}\n[2,"b"]\n'),
    says: 'WB3008 list.jsonl: Row 2 is not a JSON object.',
  },
  {
    name: '5,000 columns',
    ...writing('columns.csv', () => {
      const names = Array.from({ length: 5000 }, (_, column) => `c${column}`);
      return `${names.join(',')}\n${names.map(() => '1').join(',')}\n`;
    }),
    says: 'WB3212 columns.csv: The table has 5000 columns; at most 2000 can be judged.',
  },
  {
    name: 'no rows',
    ...writing('header.csv', () => header),
    says: 'WB3003 header.csv: The file has columns and no rows.',
  },
  { name: 'no bytes', ...writing('empty.csv', () => ''), says: 'WB3002 empty.csv: The file is empty.' },
  {
    name: 'no file',
    arrange: () => undefined,
    data: 'nowhere.csv',
    says: 'WB3001 nowhere.csv: The file does not exist.',
  },
  {
    name: 'an LFS pointer',
    ...writing(
      'lfs.csv',
      () => `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a2146'.repeat(8)}\nsize 83911\n`,
    ),
    says: 'WB3021 lfs.csv: The file is a Git LFS pointer, not the data.',
  },
  {
    name: 'a file of zero bytes only',
    arrange: (bench) => sparse(path.join(bench.folder, 'zero.csv')),
    data: 'zero.csv',
    says: 'WB3023 zero.csv: The file is not UTF-8 text.',
  },
];

/** 50 MB of zero bytes that take no room on the disk. */
function sparse(file: string): void {
  const handle = openSync(file, 'w');
  ftruncateSync(handle, 50e6);
  closeSync(handle);
}

export const badSchemas: readonly BadInput[] = [
  {
    name: 'a pattern that looks ahead',
    ...schemaWith({ pattern: '(?=a)a' }),
    says: 'WB3111 schema.json:11:21: The pattern cannot be judged: it looks ahead',
  },
  {
    name: 'a pattern of a million states',
    ...schemaWith({ pattern: '((a{1000}){1000}){1000}' }),
    says: 'WB3111 schema.json:11:21: The pattern cannot be judged: its repeats multiply to more than 1000',
  },
  {
    name: 'an expression that reads a file',
    ...schemaWith({}, "name != read_text('/etc/passwd')"),
    says: 'WB3116 schema.json:15:30: Unknown function `read_text`.',
  },
  {
    name: 'an expression that reads a table',
    ...schemaWith({}, "id in (select id from 'other.csv')"),
    says: 'WB3108 schema.json:15:29: The expression speaks of a column "select" that the schema does not describe.',
  },
  {
    name: 'an expression that ends the statement',
    ...schemaWith({}, "id = 1; COPY (SELECT 1) TO 'stolen.csv'"),
    says: 'WB3114 schema.json:15:28: The expression cannot be read: ";" has no meaning here.',
  },
  {
    name: 'an expression with a comment of SQL',
    ...schemaWith({}, 'id = 1 -- and more'),
    says: 'WB3114 schema.json:15:32: The expression cannot be read: `and` cannot stand after `-`.',
  },
  {
    name: 'an expression that loads an extension',
    ...schemaWith({}, "load('httpfs')"),
    says: 'WB3116 schema.json:15:22: Unknown function `load`.',
  },
  {
    name: 'an expression of ten thousand brackets',
    ...schemaWith({}, `${'('.repeat(10_000)}id = 1`),
    says: 'WB3115 schema.json:15:22: The expression has more than 2000 characters.',
  },
  {
    name: 'an expression about a column that is not described',
    ...schemaWith({}, 'secret = 1'),
    says: 'WB3108 schema.json:15:22: The expression speaks of a column "secret" that the schema does not describe.',
  },
  {
    name: 'a schema of neither dialect',
    arrange: (bench) => bench.write('schema.json', '{ "columns": [] }'),
    says: 'WB3102 schema.json:1:1: This is neither a Frictionless Table Schema nor a JSON Schema of a row.',
  },
  {
    name: 'a schema that breaks off',
    arrange: (bench) => bench.write('schema.json', '{ "fields": ['),
    says: 'WB3101 schema.json:1:14: The schema cannot be read: ',
  },
  {
    name: 'no schema',
    arrange: () => undefined,
    schema: 'nowhere.json',
    says: 'WB3001 nowhere.json: The file does not exist.',
  },
];
