import { stat } from 'node:fs/promises';
import {
  type Coded,
  type ColumnBatch,
  type ColumnUse,
  type Digest,
  dataErrors,
  type Place,
  type Predictions,
  type ReadLargeColumns,
  type WantedColumn,
} from '@weighbridge/core';
import type { Collector } from './collector.ts';
import { digestRows } from './digest.ts';
import { numberColumn } from './number-column.ts';
import { readColumns } from './read-columns.ts';
import { seenIds } from './seen-ids.ts';
import { targetColumn } from './target-column.ts';
import { codedColumn, idColumn } from './text-columns.ts';

/** Which columns of a predictions file are read, by name. */
export interface PredictionColumns {
  readonly target: string;
  readonly score: string;
  /** Label of the positive class, when it is neither 1 nor true. */
  readonly positive?: string;
  readonly weight?: string;
  readonly id?: string;
  readonly group?: string;
  readonly slices: readonly string[];
}

/** Predictions, and the digest of the rows that they speak of. */
export interface ReadPredictions {
  readonly predictions: Predictions;
  readonly rows: Digest;
}

/** More values than this make no slices. */
const mostSlices = 10_000;

/** From this size on Parquet is read by `readLarge`: below it, to load another reader costs more than it saves. */
const largeFileBytes = 8 * 1024 * 1024;

export interface ReadOptions {
  /** Another reader for large Parquet files, where there is one. What it does not read is read as small files are. */
  readonly readLarge?: ReadLargeColumns | undefined;
  /** Bytes from which on a file is large. Default: 8 MiB. */
  readonly largeFrom?: number;
}

/**
 * Reads a predictions file, its format by extension, and refuses what cannot be measured: missing columns, targets,
 * scores, weights, ids or groups, repeated ids, no rows. Throws user errors that name rows, counted from 1.
 */
export async function readPredictions(
  path: string,
  columns: PredictionColumns,
  { readLarge, largeFrom = largeFileBytes }: ReadOptions = {},
): Promise<ReadPredictions> {
  const place = { file: path };
  const isLarge = readLarge !== undefined && /\.parquet$/i.test(path) && (await sizeOf(path)) >= largeFrom;
  const large = isLarge ? await collectLarge(path, columns, readLarge) : undefined;
  const table = large ?? (await collectSmall(path, columns));
  if (table.rows() === 0) throw dataErrors.noRows({}, { place });
  const predictions = table.finish(place);
  return { predictions, rows: digestRows(predictions.target, predictions.id) };
}

/** Only chooses the reader: whichever is chosen says what is wrong with a file that cannot be looked at. */
async function sizeOf(path: string): Promise<number> {
  const about = await stat(path).catch(() => undefined);
  return about?.isFile() ? about.size : 0;
}

async function collectSmall(path: string, columns: PredictionColumns): Promise<Table> {
  const table = collectTable(columns);
  const names = table.wanted.map(({ name }) => name);
  for await (const batch of readColumns(path, names)) table.add(batch);
  return table;
}

/** Undefined when the other reader failed: then ours reads the file too, and if it fails says why in our own words. */
async function collectLarge(
  path: string,
  columns: PredictionColumns,
  readLarge: ReadLargeColumns,
): Promise<Table | undefined> {
  const table = collectTable(columns);
  try {
    for await (const batch of readLarge(path, table.wanted)) table.add(batch);
    return table;
  } catch {
    return undefined;
  }
}

interface Table {
  readonly wanted: readonly WantedColumn[];
  readonly add: (batch: ColumnBatch) => void;
  readonly rows: () => number;
  readonly finish: (place: Place) => Predictions;
}

function collectTable({ target, score, positive, weight, id, group, slices }: PredictionColumns): Table {
  const found = {
    target: targetColumn(target, positive),
    score: numberColumn(score, { negative: 'allowed' }),
    weight: weight === undefined ? undefined : numberColumn(weight, { negative: 'refused' }),
    id: id === undefined ? undefined : idColumn(id, seenIds()),
    group:
      group === undefined ? undefined : codedColumn(group, { missing: 'refused', limit: Number.POSITIVE_INFINITY }),
    slices: slices.map((column) => codedColumn(column, { missing: 'kept', limit: mostSlices })),
  };
  const wanted: WantedColumn[] = [];
  const parts: Part[] = [];
  const want = (name: string | undefined, use: ColumnUse, collector: Pick<Part, 'add'> | undefined): void => {
    if (name === undefined || !collector) return;
    const known = wanted.findIndex((one) => one.name === name && one.use === use);
    parts.push({ add: collector.add, column: known === -1 ? wanted.push({ name, use }) - 1 : known });
  };
  want(target, 'label', found.target);
  want(score, 'number', found.score);
  want(weight, 'number', found.weight);
  want(id, 'id', found.id);
  want(group, 'label', found.group);
  for (const [index, name] of slices.entries()) want(name, 'label', found.slices[index]);
  let rows = 0;
  const add = (batch: ColumnBatch): void => {
    rows += batch.rows;
    for (const part of parts) {
      const values = batch.columns[part.column];
      if (values) part.add(values, batch.rows);
    }
  };
  return { wanted, add, rows: () => rows, finish: (place) => finishTable(found, place) };
}

/** What takes the values of one wanted column. */
interface Part {
  readonly column: number;
  readonly add: Collector<unknown>['add'];
}

interface Parts {
  readonly target: Collector<Uint8Array>;
  readonly score: Collector<Float64Array>;
  readonly weight: Collector<Float64Array> | undefined;
  readonly id: Collector<string[]> | undefined;
  readonly group: Collector<Coded> | undefined;
  readonly slices: readonly Collector<Coded>[];
}

/** In this order the first broken rule is the one that is reported. */
function finishTable(parts: Parts, place: Place): Predictions {
  const target = parts.target.finish(place);
  const score = parts.score.finish(place);
  const weight = parts.weight?.finish(place);
  const id = parts.id?.finish(place);
  const group = parts.group?.finish(place);
  const slices = parts.slices.map((slice) => slice.finish(place));
  return { target, score, ...(weight && { weight }), ...(id && { id }), ...(group && { group }), slices };
}
