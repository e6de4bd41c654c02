import {
  dataErrors,
  type LabelColumns,
  type LabelFacts,
  type Predictions,
  type ScoredColumns,
  watchErrors,
} from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import { type CodedColumn, codedColumn, codedValue } from './coded.ts';
import { watchedColumn } from './derived.ts';
import type { KeptRows } from './kept-rows.ts';
import { type JoinColumn, joinText } from './labels.ts';
import { finiteNumber, scoreNumber } from './score-column.ts';

/** Rows of one window with their labels. */
export interface LabelledRows {
  readonly predictions: Predictions;
  readonly facts: Omit<LabelFacts, 'matured'>;
}

/** More values than this make no slices, here as in `evaluate`. */
const mostSlices = 10_000;

/**
 * Each row with the label of its join value, in the order of the file; rows without a label, with contradicting ones, or
 * without a score are left out. Facts count all rows but those that `labelled` says, which are those that are judged.
 */
export async function labelledRows(
  table: DuckTable,
  columns: ScoredColumns,
  labels: Pick<LabelColumns, 'join' | 'table'> & { readonly settled: KeptRows; readonly other: JoinColumn },
): Promise<LabelledRows> {
  const key = joinText({ table, column: labels.join }, labels.other);
  const asked = askedColumns(table, columns);
  const own = [
    `${key} AS k`,
    `${scoreNumber(table, columns.score)} AS s`,
    ...asked.map(({ sql, as }) => `${sql} AS ${as}`),
  ];
  const joined = (relation: string, more: readonly string[]): string =>
    `(SELECT r.*, l.c, l.n, l.odd FROM (SELECT ${[...own, ...more].join(', ')} FROM ${relation}) r
      LEFT JOIN ${labels.settled.relation} l ON r.k = l.k)`;
  const facts = await countLabels(table, columns, joined(table.relation, []));
  const ordered = `SELECT ${['c::DOUBLE', 's', ...asked.map(({ as }) => as)].join(', ')}
    FROM ${joined(table.numbered, [`${table.rowName} AS "place"`])} WHERE ${isJudged} ORDER BY "place"`;
  return { facts, predictions: await readRows(table, { columns, asked, rows: facts.labelled, select: ordered }) };
}

const isJudged = 'c IS NOT NULL AND NOT odd AND s IS NOT NULL';

interface Asked {
  readonly column: string;
  readonly use: 'weight' | 'group' | 'slice';
  readonly sql: string;
  readonly as: string;
}

/** Weight, group and slices, each with a name of its own in the statement. */
function askedColumns(table: DuckTable, { weight, group, slices }: ScoredColumns): readonly Asked[] {
  const coded = (column: string): string => codedValue(watchedColumn(table, column));
  return [
    ...(weight === undefined
      ? []
      : [{ column: weight, use: 'weight', sql: finiteNumber(table, weight), as: 'w' } as const]),
    ...(group === undefined ? [] : [{ column: group, use: 'group', sql: coded(group), as: 'g' } as const]),
    ...slices.map((column, at) => ({ column, use: 'slice', sql: coded(column), as: `x${at}` }) as const),
  ];
}

async function countLabels(
  table: DuckTable,
  { weight, group }: ScoredColumns,
  joined: string,
): Promise<LabelledRows['facts']> {
  const count = (condition: string, as: string): string => `count(*) FILTER (WHERE ${condition}) AS "${as}"`;
  const row = await table.connection.row(
    `SELECT ${[
      count(isJudged, 'labelled'),
      count('c IS NULL', 'missing'),
      count('n > 1 AND NOT odd', 'duplicated'),
      count('coalesce(odd, false)', 'contradictory'),
      ...(weight === undefined ? [] : [count(`${isJudged} AND NOT coalesce(w >= 0, false)`, 'badWeight')]),
      ...(group === undefined ? [] : [count(`${isJudged} AND nullif(CAST(g AS VARCHAR), '') IS NULL`, 'badGroup')]),
    ].join(', ')} FROM ${joined}`,
  );
  refuse(table, weight, Number(row['badWeight'] ?? 0), 'no number of 0 or more');
  refuse(table, group, Number(row['badGroup'] ?? 0), 'no value');
  const number = (name: string): number => Number(row[name]);
  return {
    labelled: number('labelled'),
    missing: number('missing'),
    duplicated: number('duplicated'),
    contradictory: number('contradictory'),
  };
}

function refuse({ source }: DuckTable, column: string | undefined, count: number, what: string): void {
  if (column !== undefined && count > 0) throw watchErrors.unfitRows({ column, where: source.name, count, what });
}

interface Reading {
  readonly columns: ScoredColumns;
  readonly asked: readonly Asked[];
  /** How many there will be. */
  readonly rows: number;
  readonly select: string;
}

/** Part by part, so that beside the arrays only one part is held. */
async function readRows(table: DuckTable, { columns, asked, rows, select }: Reading): Promise<Predictions> {
  const target = new Uint8Array(rows);
  const score = new Float64Array(rows);
  const weight = new Float64Array(columns.weight === undefined ? 0 : rows);
  const coded = new Map(
    asked.map((one) => [one, one.use === 'weight' ? undefined : codedColumn(watchedColumn(table, one.column), rows)]),
  );
  let at = 0;
  for await (const chunk of table.connection.chunks(select)) {
    target.set(chunk.numbers(0), at);
    score.set(chunk.numbers(1), at);
    for (const [index, one] of asked.entries()) {
      if (one.use === 'weight') weight.set(chunk.numbers(index + 2), at);
      else coded.get(one)?.add(chunk.column(index + 2));
      if (one.use === 'slice') refuseMany(table, one.column, coded.get(one));
    }
    at += chunk.rows;
  }
  const codesOf = (use: Asked['use']) =>
    asked.flatMap((one) => (one.use === use ? (coded.get(one)?.finish() ?? []) : []));
  const [group] = codesOf('group');
  return {
    target,
    score,
    ...(columns.weight === undefined ? {} : { weight }),
    ...(group === undefined ? {} : { group }),
    slices: codesOf('slice'),
  };
}

function refuseMany({ source }: DuckTable, column: string, coded: CodedColumn | undefined): void {
  if (coded === undefined || coded.size() <= mostSlices) return;
  throw dataErrors.tooManySlices({ column, limit: mostSlices }, { place: { file: source.name } });
}
