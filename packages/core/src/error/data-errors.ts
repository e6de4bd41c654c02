import { defineError } from './define.ts';

/** Rows of one column that break one rule: how many, and the first ones, counted from 1 without the header. */
export interface BadRows {
  readonly column: string;
  readonly count: number;
  readonly rows: readonly number[];
}

interface MissingColumn {
  readonly column: string;
  readonly near: string | undefined;
  /** Names of the columns that are there. */
  readonly columns: string;
}

const badRows: BadRows = { column: 'y_score', count: 7, rows: [3, 8, 21, 34, 55] };

/** `7 rows (3, 8, 21, 34, 55, …)` or `row 3`. Never a value: predictions can be personal data. */
function listed({ count, rows }: BadRows): string {
  if (count === 1) return `row ${rows[0]}`;
  return `${count} rows (${rows.join(', ')}${count > rows.length ? ', …' : ''})`;
}

const lfsCure = 'Set `lfs: true` on the checkout step, or run `git lfs pull` before this one.';
const dvcCure = 'Run `dvc pull` before this step.';

/** Mistakes in data files: predictions and metrics. Codes WB3xxx. */
export const dataErrors = {
  missingFile: defineError('WB3001', { dvc: false }, ({ dvc }: { dvc: boolean }) => ({
    message: dvc ? 'The file is not here, only its DVC pointer.' : 'The file does not exist.',
    cure: dvc ? dvcCure : 'Check the path, and that the step which writes the file ran before this one.',
  })),
  emptyFile: defineError('WB3002', {}, () => ({
    message: 'The file is empty.',
    cure: 'Check the step that writes it; a table needs a header or a schema, and rows.',
  })),
  noRows: defineError('WB3003', {}, () => ({
    message: 'The file has columns and no rows.',
    cure: 'Check the step that writes it; nothing can be measured on no rows.',
  })),
  missingColumn: defineError<MissingColumn>(
    'WB3004',
    { column: 'y_scor', near: 'y_score', columns: 'y_true, y_score' },
    ({ column, near, columns }) => ({
      message: `There is no column "${column}".`,
      cure: `${near === undefined ? '' : `Did you mean "${near}"? `}Columns in the file: ${columns}.`,
    }),
  ),
  repeatedColumn: defineError('WB3005', { column: 'y_score' }, ({ column }: { column: string }) => ({
    message: `The column "${column}" is there more than once.`,
    cure: 'Give each column its own name.',
  })),
  raggedRow: defineError(
    'WB3006',
    { row: 12, found: 3, expected: 4 },
    ({ row, found, expected }: { row: number; found: number; expected: number }) => ({
      message: `Row ${row} has ${found} fields and the header has ${expected}.`,
      cure: 'Put quotes around fields that hold the delimiter, quotes or line breaks.',
    }),
  ),
  badQuote: defineError('WB3007', { row: 12 }, ({ row }: { row: number }) => ({
    message: `${row === 0 ? 'The header' : `Row ${row}`} has a quoted field that does not end as it should.`,
    cure: 'Write a quote inside a quoted field twice ("") and close every quoted field (RFC 4180).',
  })),
  badJsonLine: defineError('WB3008', { row: 12 }, ({ row }: { row: number }) => ({
    message: `Row ${row} is not a JSON object.`,
    cure: 'Write one object per line, as `pandas.DataFrame.to_json(orient="records", lines=True)` does.',
  })),
  notNumber: defineError('WB3009', badRows, (bad: BadRows) => ({
    message: `The column "${bad.column}" is not a number in ${listed(bad)}.`,
    cure: 'Write plain numbers with a decimal point.',
  })),
  missingNumber: defineError('WB3010', badRows, (bad: BadRows) => ({
    message: `The column "${bad.column}" is missing or not finite in ${listed(bad)}.`,
    cure: 'Give every row a finite number, or leave such rows out on purpose.',
  })),
  negativeWeight: defineError('WB3011', { ...badRows, column: 'weight' }, (bad: BadRows) => ({
    message: `The weight "${bad.column}" is negative in ${listed(bad)}.`,
    cure: 'Weights are 0 or more.',
  })),
  missingText: defineError('WB3012', { ...badRows, column: 'customer' }, (bad: BadRows) => ({
    message: `The column "${bad.column}" is missing in ${listed(bad)}.`,
    cure: 'Targets, ids and groups are needed in every row.',
  })),
  unknownLabel: defineError('WB3013', { ...badRows, column: 'y_true' }, (bad: BadRows) => ({
    message: `The target "${bad.column}" is neither 0 or 1 nor true or false in ${listed(bad)}.`,
    cure: 'For two labels of your own, name the positive one with `positive`.',
  })),
  tooManyLabels: defineError(
    'WB3014',
    { column: 'y_true', positive: 'yes' },
    ({ column, positive }: { column: string; positive: string }) => ({
      message: `The target "${column}" has more than one label beside the positive one, "${positive}".`,
      cure: 'A binary task has two labels; check the spelling of `positive`, or make the target binary.',
    }),
  ),
  repeatedId: defineError('WB3015', { ...badRows, column: 'customer' }, (bad: BadRows) => ({
    message: `The id "${bad.column}" repeats an earlier one in ${listed(bad)}.`,
    cure: 'An id names one row; for several rows of one customer use `group`.',
  })),
  tooManySlices: defineError(
    'WB3016',
    { column: 'customer', limit: 10_000 },
    ({ column, limit }: { column: string; limit: number }) => ({
      message: `The slice column "${column}" has more than ${limit} different values.`,
      cure: 'Slice by a column with few values, or cut numbers into bands first.',
    }),
  ),
  nestedColumn: defineError('WB3017', { ...badRows, column: 'tags' }, (bad: BadRows) => ({
    message: `The column "${bad.column}" holds lists or objects in ${listed(bad)}.`,
    cure: 'Write text, numbers or booleans.',
  })),
  unsupportedFormat: defineError('WB3018', { extension: '.xlsx' }, ({ extension }: { extension: string }) => ({
    message: extension ? `Files that end in "${extension}" cannot be read.` : 'The file has no extension.',
    cure: 'Write .parquet, .csv, .tsv, .jsonl or .ndjson; the text ones may be .gz.',
  })),
  notParquet: defineError('WB3019', { what: 'the end of the file is missing' }, ({ what }: { what: string }) => ({
    message: `The file cannot be read as Parquet: ${what}.`,
    cure: 'Write it again; an interrupted job may have left half a file.',
  })),
  unsupportedCompression: defineError('WB3020', { codec: 'LZO' }, ({ codec }: { codec: string }) => ({
    message: `The file is compressed with ${codec}, which cannot be read.`,
    cure: 'Write it with snappy, zstd, gzip, brotli, lz4 or without compression.',
  })),
  lfsPointer: defineError('WB3021', {}, () => ({
    message: 'The file is a Git LFS pointer, not the data.',
    cure: lfsCure,
  })),
  dvcPointer: defineError('WB3022', {}, () => ({ message: 'The file is a DVC pointer, not the data.', cure: dvcCure })),
  notText: defineError('WB3023', {}, () => ({
    message: 'The file is not UTF-8 text.',
    cure: 'Write it as UTF-8, or give it the extension of what it is.',
  })),
  badGzip: defineError('WB3024', {}, () => ({
    message: 'The file is not whole gzip data.',
    cure: 'Write it again, or take away the ending .gz.',
  })),
  tooLarge: defineError('WB3025', { limit: '4 GB' }, ({ limit }: { limit: string }) => ({
    message: `The file unpacks to more than ${limit}.`,
    cure: 'Write large predictions as Parquet.',
  })),
  unreadableFile: defineError('WB3026', { what: 'EACCES' }, ({ what }: { what: string }) => ({
    message: `The file cannot be opened (${what}).`,
    cure: 'Check that it is a file and that this user may read it.',
  })),
  brokenJson: defineError('WB3027', {}, () => ({
    message: 'The metrics file is not JSON.',
    cure: 'Write one JSON object of names and numbers.',
  })),
};
