import { dataErrors, tableErrors } from '@weighbridge/core';
import type { Connection } from '../connection.ts';

/** What DuckDB says about data, as errors of ours. Its own words may hold values and so are not kept. */
const known: readonly (readonly [RegExp, (file: string) => Error])[] = [
  [
    /^Out of Memory Error|failed to (pin|offload)/,
    (file) => tableErrors.noRoom({ what: 'memory' }, { place: { file } }),
  ],
  [/No space left on device/, (file) => tableErrors.noRoom({ what: 'disk space' }, { place: { file } })],
  [/Invalid string encoding found in Parquet|invalid UTF-?8/i, (file) => dataErrors.notText({}, { place: { file } })],
  [
    /Cannot read "?.*: .*encrypt|encrypted/i,
    (file) => dataErrors.notParquet({ what: 'it is encrypted' }, { place: { file } }),
  ],
  [
    /^CSV Error|CSV Error on Line|CSV Parser state machine/,
    (file) => tableErrors.notDelimited({}, { place: { file } }),
  ],
  [/^Invalid Input Error: Malformed JSON/, (file) => dataErrors.badJsonLine({ row: 1 }, { place: { file } })],
  [
    /TProtocolException|Snappy|ZSTD|GZIP|decompress|Parquet|parquet|Out of buffer|corrupt/,
    (file) => tableErrors.badPage({}, { place: { file } }),
  ],
];

/** Files hold moments and numbers at the edge of their types, which no computation has room for. */
const outOfRange = /not in timestamp range|out of range|Out of Range|Overflow in/i;

/** An error of DuckDB as one of ours; undefined where it is a defect and not the data's fault. */
function readingError(error: unknown, file: string): Error | undefined {
  if (!(error instanceof Error) || error.name === 'UserError') return undefined;
  if (outOfRange.test(error.message)) return tableErrors.tooFarOut({}, { place: { file } });
  if (/^(Binder|Parser|Catalog|Syntax|INTERNAL|Conversion|Out of Range) Error/.test(error.message)) return undefined;
  return known.find(([pattern]) => pattern.test(error.message))?.[1](file);
}

/** The connection, with errors of reading named after a file. */
export function explained(connection: Connection, file: string): Connection {
  async function named<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw readingError(error, file) ?? error;
    }
  }
  return {
    run: (...given) => named(connection.run(...given)),
    rows: (...given) => named(connection.rows(...given)),
    row: (...given) => named(connection.row(...given)),
    async *chunks(...given) {
      try {
        yield* connection.chunks(...given);
      } catch (error) {
        throw readingError(error, file) ?? error;
      }
    },
    close: () => connection.close(),
  };
}
