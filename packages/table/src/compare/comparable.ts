import { cellReader } from '../check/cell.ts';
import { inBatches } from '../columns/batches.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import {
  type CommonKind,
  candidates,
  declaredKind,
  isThere,
  keyAs,
  readingsAs,
  type Side,
  sideOf,
} from './common-kind.ts';

/** A column of two tables as SQL whose values are equal where the tables' values are. */
export interface ComparablePair {
  readonly column: string;
  readonly was: string;
  readonly now: string;
}

const plain = { dialect: 'frictionless', fields: [], missingValues: [''] } as const;

/** So many rows tell of most texts that they are no numbers and no days. */
const firstRows = 1000;

interface Pair {
  readonly was: Side;
  readonly now: Side;
}

/**
 * The columns that both tables have (of those named, if any are), in the order of the second. NULL where a value is
 * missing. Cells are read as the schemas say that the tables were opened with; what no schema speaks of is a number or a
 * day where all of it reads as one in both tables.
 */
export async function comparablePairs(
  was: DuckTable,
  now: DuckTable,
  names: readonly string[] = [],
): Promise<readonly ComparablePair[]> {
  const pairs = now.columns.flatMap((column): readonly Pair[] => {
    const before = was.columns.find(({ name }) => name === column.name);
    if (!before || (names.length > 0 && !names.includes(column.name))) return [];
    return [{ was: sideOf(was, before, now), now: sideOf(now, column, was) }];
  });
  const inferred = await inferKinds(pairs.filter((pair) => declaredKind(pair.was, pair.now) === undefined));
  return pairs.map((pair) => comparable(pair, inferred.get(pair) ?? declaredKind(pair.was, pair.now) ?? 'text'));
}

/** The values themselves where both files hold the same type and texts need not be read. */
function comparable({ was, now }: Pair, kind: CommonKind): ComparablePair {
  const column = now.column.name;
  if (liesAlike(was, now)) return { column, was: was.column.sql, now: now.column.sql };
  return { column, was: keyAs(was, kind), now: keyAs(now, kind) };
}

function liesAlike(was: Side, now: Side): boolean {
  const isTyped = !['text', 'json', 'string'].includes(now.column.type);
  return isTyped && was.column.duckType === now.column.duckType && was.column.type === now.column.type;
}

/** What pairs of columns are, by their values: first by some, then by all of both tables. */
async function inferKinds(pairs: readonly Pair[]): Promise<ReadonlyMap<Pair, CommonKind>> {
  let asked = pairs.flatMap((pair) => candidates(pair.was, pair.now).map((kind) => ({ pair, kind })));
  for (const limit of [` LIMIT ${firstRows}`, '']) {
    for (const which of ['was', 'now'] as const) {
      const reads = await readThroughout(
        asked.map(({ pair, kind }) => ({ side: pair[which], kind })),
        limit,
      );
      asked = asked.filter((_, index) => reads[index]);
    }
  }
  return new Map(asked.toReversed().map(({ pair, kind }) => [pair, kind]));
}

interface Question {
  readonly side: Side;
  readonly kind: Exclude<CommonKind, 'text'>;
}

/** Whether all cells that are there read so. */
async function readThroughout(questions: readonly Question[], limit: string): Promise<readonly boolean[]> {
  const all: boolean[] = [];
  for (const batch of inBatches(questions)) {
    const [first] = batch;
    if (first === undefined) return all;
    const { connection, relation } = first.side.table;
    const asked = batch.map(({ side, kind }, at) => {
      const unread = readingsAs(side, kind).map(({ value }) => `${value} IS NULL`);
      const broken = [isThere(side), ...unread].map((part) => `(${part})`).join(' AND ');
      return `count(*) FILTER (WHERE ${broken}) AS "q${at}"`;
    });
    const row = await connection.row(`SELECT ${asked.join(', ')} FROM (SELECT * FROM ${relation}${limit})`);
    all.push(...batch.map((_, at) => row[`q${at}`] === 0));
  }
  return all;
}

/** VARCHAR; NULL where it is missing. */
export function shownText(table: DuckTable, column: DuckColumn): string {
  const { missing, shown } = cellReader(table, table.schema ?? plain).cell(column.name);
  return `CASE WHEN NOT (${missing}) THEN CAST(${shown} AS VARCHAR) END`;
}

/** Two hashes, which together tell whole rows apart: 128 bits. */
export function rowHashes(values: readonly string[]): readonly [string, string] {
  return [`hash(${values.join(', ')})`, `hash('row', ${values.toReversed().join(', ')})`];
}
