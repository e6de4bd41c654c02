/** How a file is read, from the end of its name. */
export interface FileFormat {
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** Of CSV: what stands between the fields. */
  readonly delimiter: ',' | '\t';
  readonly packing: 'gz' | 'zst' | undefined;
}

const formats: ReadonlyMap<string, Omit<FileFormat, 'packing'>> = new Map([
  ['csv', { format: 'csv', delimiter: ',' }],
  ['tsv', { format: 'csv', delimiter: '\t' }],
  ['jsonl', { format: 'jsonl', delimiter: ',' }],
  ['ndjson', { format: 'jsonl', delimiter: ',' }],
  ['parquet', { format: 'parquet', delimiter: ',' }],
]);

/** The format that a name tells; undefined where it tells none that can be read. */
export function fileFormat(name: string): FileFormat | undefined {
  const [, stem = name, packing] = /^(.*?)(?:\.(gz|zst))?$/is.exec(name) ?? [];
  const format = formats.get(/\.([^./\\]+)$/.exec(stem)?.[1]?.toLowerCase() ?? '');
  const packed = packing?.toLowerCase();
  return format && { ...format, packing: packed === 'gz' || packed === 'zst' ? packed : undefined };
}
