import { type Coded, type Digest, dataErrors, type Place, type Predictions } from '@weighbridge/core';
import type { Collector } from './collector.ts';
import { digestRows } from './digest.ts';
import { numberColumn } from './number-column.ts';
import { readColumns } from './read-columns.ts';
import { seenIds } from './seen-ids.ts';
import type { Batch } from './table.ts';
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

/**
 * Reads a predictions file, its format by extension, and refuses what cannot be measured: missing columns, targets,
 * scores, weights, ids or groups, repeated ids, no rows. Throws user errors that name rows, counted from 1.
 */
export async function readPredictions(path: string, columns: PredictionColumns): Promise<ReadPredictions> {
  const place = { file: path };
  const table = collectTable(columns);
  let rows = 0;
  for await (const batch of readColumns(path, table.wanted)) {
    table.add(batch);
    rows += batch.rows;
  }
  if (rows === 0) throw dataErrors.noRows({}, { place });
  const predictions = table.finish(place);
  return { predictions, rows: digestRows(predictions.target, predictions.id) };
}

interface Table {
  readonly wanted: readonly string[];
  readonly add: (batch: Batch) => void;
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
  const parts = [found.target, found.score, found.weight, found.id, found.group, ...found.slices];
  const names = [target, score, weight, id, group, ...slices];
  const wanted = [...new Set(names.filter((name) => name !== undefined))];
  return {
    wanted,
    add: (batch) =>
      parts.forEach((part, index) => {
        const values = batch.columns[wanted.indexOf(names[index] ?? '')];
        if (values) part?.add(values, batch.rows);
      }),
    finish: (place) => finishTable(found, place),
  };
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
