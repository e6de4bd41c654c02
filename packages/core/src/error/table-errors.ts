import { defineError } from './define.ts';

/** Mistakes in the files of a table that the table engine reads. Codes WB32xx. */
export const tableErrors = {
  rowTooLong: defineError('WB3201', { row: 12, limit: '2 MB' }, ({ row, limit }: { row: number; limit: string }) => ({
    message: `${row === 0 ? 'The header' : `Row ${row}`} is longer than ${limit}.`,
    cure: 'Close every quoted field; keep documents and pictures in files of their own, or write Parquet.',
  })),
  rowNotText: defineError('WB3202', { row: 12 }, ({ row }: { row: number }) => ({
    message: `${row === 0 ? 'The header' : `Row ${row}`} is not UTF-8 text.`,
    cure: 'Write the whole file as UTF-8; files put together from others may mix encodings.',
  })),
  unpacksTooFar: defineError(
    'WB3203',
    { ratio: 200, reached: '2.1 GB' },
    ({ ratio, reached }: { ratio: number; reached: string }) => ({
      message: `The file unpacks to more than ${ratio} times its size (stopped at ${reached}).`,
      cure: 'If it is meant to, unpack it in a step before this one, or write Parquet.',
    }),
  ),
  badZstd: defineError('WB3204', {}, () => ({
    message: 'The file is not whole zstd data.',
    cure: 'Write it again, or take away the ending .zst.',
  })),
  zstdNeedsNode: defineError('WB3205', { version: '20.11.0' }, ({ version }: { version: string }) => ({
    message: `Node ${version} cannot unpack zstd.`,
    cure: 'Run on Node 22.15 or later, or pack the file with gzip.',
  })),
  noFiles: defineError('WB3206', {}, () => ({
    message: 'No data file is there.',
    cure: 'A folder or pattern needs files that end in .parquet, .csv, .tsv, .jsonl or .ndjson (text: also .gz, .zst).',
  })),
  mixedFormats: defineError(
    'WB3207',
    { first: 'part-0.parquet', other: 'part-1.csv' },
    ({ first, other }: { first: string; other: string }) => ({
      message: `The files are of two kinds: ${first} and ${other}.`,
      cure: 'Name those of one kind with a pattern, such as `data/*.parquet`.',
    }),
  ),
  columnsDiffer: defineError(
    'WB3208',
    { first: 'part-0.parquet', what: 'the column "age" is not there' },
    ({ first, what }: { first: string; what: string }) => ({
      message: `The file does not fit ${first}: ${what}.`,
      cure: 'All files of a table have the same columns, in the same order and of the same types.',
    }),
  ),
  partitionColumn: defineError('WB3209', { column: 'year' }, ({ column }: { column: string }) => ({
    message: `The column "${column}" is in the file and in the names of the folders.`,
    cure: 'Write partition columns into the folder names only.',
  })),
  lineEnds: defineError('WB3210', { row: 12 }, ({ row }: { row: number }) => ({
    message: `${row === 0 ? 'The header' : `Row ${row}`} ends another way than the lines before it.`,
    cure: 'End all lines with LF, or all with CRLF.',
  })),
  notDelimited: defineError('WB3211', {}, () => ({
    message: 'The file cannot be read as delimited text.',
    cure: 'Write RFC 4180: one header line, one delimiter, quotes around fields that hold either.',
  })),
  tooManyColumns: defineError(
    'WB3212',
    { columns: 5000, limit: 2000 },
    ({ columns, limit }: { columns: number; limit: number }) => ({
      message: `The table has ${columns} columns; at most ${limit} can be judged.`,
      cure: 'Check the delimiter; keep long vectors in one list column of Parquet, or split the table.',
    }),
  ),
  noHeader: defineError('WB3213', {}, () => ({
    message: 'The first line is empty, and should name the columns.',
    cure: 'Write the names of the columns in the first line.',
  })),
  noRoom: defineError('WB3214', { what: 'memory' }, ({ what }: { what: string }) => ({
    message: `The table does not fit: there is not enough ${what}.`,
    cure: 'Use a larger runner, or a temporary folder on a larger disk.',
  })),
  footerLies: defineError('WB3216', {}, () => ({
    message: "The Parquet file's statistics contradict its rows.",
    cure: 'Write it again, with another writer or without statistics: whatever reads it by them finds the wrong rows.',
  })),
  badPage: defineError('WB3215', {}, () => ({
    message: 'The file cannot be read as Parquet: a part of its data is damaged.',
    cure: 'Write it again, or fetch it again and compare the digest.',
  })),
  tooFarOut: defineError('WB3217', {}, () => ({
    message: 'A moment or a number is further out than the table engine computes with.',
    cure: 'Look for placeholders such as the year 294247 or 5881580, and write them as missing values.',
  })),
};
