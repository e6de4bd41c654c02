import type { Coded, Predictions } from '@weighbridge/core';
import { readPredictions } from './predictions.ts';

const groupMark = 'group ';
const sliceMark = 'slice ';
/** Values that hardly repeat: to look for repeats costs as much CPU again and makes the file a tenth smaller. */
const asIs = { encoding: 'PLAIN', codec: 'UNCOMPRESSED' } as const;

/**
 * Writes predictions as a Parquet file of our own columns: `target`, `score`, `weight`, `id`, `group <name>` and
 * `slice <name>`, in row order.
 */
export async function writeKept(path: string, predictions: Predictions): Promise<void> {
  const { target, score, weight, id, group, slices } = predictions;
  const columnData = [
    { name: 'target', data: Int32Array.from(target), type: 'INT32' as const },
    { name: 'score', data: score, type: 'DOUBLE' as const, ...asIs },
    ...(weight ? [{ name: 'weight', data: weight, type: 'DOUBLE' as const, ...asIs }] : []),
    ...(id ? [{ name: 'id', data: [...id], type: 'STRING' as const, ...asIs }] : []),
    ...(group ? [textColumn(groupMark, group)] : []),
    ...slices.map((slice) => textColumn(sliceMark, slice)),
  ];
  const { parquetWriteFile } = await import('hyparquet-writer');
  parquetWriteFile({ filename: path, columnData, statistics: false });
}

function textColumn(mark: string, { column, codes, values }: Coded) {
  return { name: mark + column, data: Array.from(codes, (code) => values[code]), type: 'STRING' as const };
}

/** Reads what `writeKept` wrote. Throws user errors when the file is something else. */
export async function readKept(path: string): Promise<Predictions> {
  const { parquetColumns } = await import('./parquet.ts');
  const columns = await parquetColumns(path);
  const group = columns.find((column) => column.startsWith(groupMark));
  const { predictions } = await readPredictions(path, {
    target: 'target',
    score: 'score',
    ...(columns.includes('weight') && { weight: 'weight' }),
    ...(columns.includes('id') && { id: 'id' }),
    ...(group !== undefined && { group }),
    slices: columns.filter((column) => column.startsWith(sliceMark)),
  });
  return {
    ...predictions,
    ...(predictions.group && { group: unmarked(groupMark, predictions.group) }),
    slices: predictions.slices.map((slice) => unmarked(sliceMark, slice)),
  };
}

function unmarked(mark: string, coded: Coded): Coded {
  return { ...coded, column: coded.column.slice(mark.length) };
}
