import type { ColumnCounts, TableSchema } from '@weighbridge/core';
import { type CategoryFacts, categoryFacts, oneSide } from '../columns/categories.ts';
import { withCopy } from '../columns/copy.ts';
import { numberColumns, type PairFacts, type SideFacts, type Sides } from '../columns/numbers.ts';
import { columnReadings } from '../columns/reading.ts';
import { readingKey, type SettledColumn, settleColumns } from '../columns/settle.ts';
import type { DuckTable } from '../duck-table.ts';

/** The most values that are counted one by one. */
export const mostValues = 100;

/** A column of both tables that both see as one kind. */
interface ColumnPair {
  readonly was: SettledColumn;
  readonly now: SettledColumn;
  readonly kind: SettledColumn['kind'];
}

/** Counts the columns that both tables have, in the order of the second one. Of keys, dates and long text only what is missing. */
export async function compareTables(
  was: DuckTable,
  now: DuckTable,
  schema: TableSchema | undefined,
): Promise<readonly ColumnCounts[]> {
  const names = new Set(
    now.columns.map(({ name }) => name).filter((name) => was.columns.some((column) => column.name === name)),
  );
  const shared = (table: DuckTable) => table.columns.filter(({ name }) => names.has(name));
  return await withCopy(was, shared(was), (before) =>
    withCopy(now, shared(now), async (after) => {
      const first = await settleColumns(before, columnReadings(before, schema, names));
      const second = await settleColumns(after, columnReadings(after, schema, names));
      const pairs = second.flatMap((each) =>
        pairOf(
          first.find(({ reading }) => reading.name === each.reading.name),
          each,
        ),
      );
      return await countPairs({ was: before, now: after }, pairs);
    }),
  );
}

function pairOf(was: SettledColumn | undefined, now: SettledColumn): ColumnPair[] {
  if (was === undefined) return [];
  if (was.kind === now.kind) return [{ was, now, kind: now.kind }];
  const isOther = was.kind === 'other' || now.kind === 'other';
  return [{ was, now, kind: isOther ? 'other' : 'category' }];
}

async function countPairs(sides: Sides, pairs: readonly ColumnPair[]): Promise<readonly ColumnCounts[]> {
  const numbers = pairs.filter(({ kind }) => kind === 'number');
  const facts = await numberColumns(
    sides,
    numbers.map(({ was, now }) => ({ was: was.reading.number, now: now.reading.number })),
  );
  const counts: ColumnCounts[] = [];
  for (const pair of pairs) {
    const found = facts[numbers.indexOf(pair)];
    if (!found) counts.push(await otherCounts(sides, pair));
    else {
      keepNumbers(sides, pair, found);
      counts.push(isKey(pair, found) ? missingOnly(sides, keyPair(pair, found)) : numberCounts(sides, pair, found));
    }
  }
  return counts;
}

function keepNumbers(sides: Sides, pair: ColumnPair, facts: PairFacts): void {
  for (const side of ['was', 'now'] as const) sides[side].numbers.set(readingKey(pair[side].reading), facts[side]);
}

function isKey({ now: { reading } }: ColumnPair, { was, now }: PairFacts): boolean {
  return was.isCounter || now.isCounter || reading.isKey;
}

/** Its values differ, so there are as many as are there. */
function keyPair({ was, now, kind }: ColumnPair, facts: PairFacts): ColumnPair {
  return {
    was: { ...was, present: facts.was.count, distinct: facts.was.count },
    now: { ...now, present: facts.now.count, distinct: facts.now.count },
    kind,
  };
}

function numberCounts({ was, now }: Sides, { now: { reading } }: ColumnPair, facts: PairFacts): ColumnCounts {
  const { bins, ks } = facts.both;
  return {
    kind: 'number',
    column: reading.name,
    was: numberSide(was, facts.was),
    now: numberSide(now, facts.now),
    bins,
    ...(Number.isNaN(ks) ? {} : { ks }),
  };
}

function numberSide(
  { rows }: DuckTable,
  { count, median }: SideFacts,
): Extract<ColumnCounts, { kind: 'number' }>['was'] {
  return { rows, missing: rows - count, ...(median === undefined ? {} : { median }) };
}

async function otherCounts(sides: Sides, pair: ColumnPair): Promise<ColumnCounts> {
  if (pair.kind !== 'category') return missingOnly(sides, pair);
  const { was, now } = pair;
  const facts = await categoryFacts(
    { table: sides.was, text: was.reading.text },
    { table: sides.now, text: now.reading.text },
    mostValues,
  );
  keepCategories(sides, pair, facts);
  return categoryCounts(sides, now.reading.name, facts);
}

function keepCategories(sides: Sides, pair: ColumnPair, facts: CategoryFacts): void {
  for (const side of ['was', 'now'] as const) {
    const own = oneSide(facts, side);
    if (own) sides[side].categories.set(readingKey(pair[side].reading), own);
  }
}

function categoryCounts({ was, now }: Sides, column: string, facts: CategoryFacts): ColumnCounts {
  const { values, presentWas, presentNow, distinctWas, distinctNow } = facts;
  return {
    kind: 'category',
    column,
    was: { rows: was.rows, missing: was.rows - presentWas },
    now: { rows: now.rows, missing: now.rows - presentNow },
    values: [...values, ...restOf(facts, presentWas, presentNow)],
    distinctWas,
    distinctNow,
  };
}

function restOf(
  { values }: CategoryFacts,
  was: number,
  now: number,
): { value: string; was: number; now: number; rest: true }[] {
  const rest = values.reduce((left, each) => ({ was: left.was - each.was, now: left.now - each.now }), { was, now });
  return rest.was + rest.now > 0 ? [{ value: '', ...rest, rest: true }] : [];
}

/** All values as one: what is left to compare is whether there is one. */
function missingOnly({ was, now }: Sides, pair: ColumnPair): ColumnCounts {
  const [before, after] = [pair.was.present, pair.now.present];
  return {
    kind: 'category',
    column: pair.now.reading.name,
    was: { rows: was.rows, missing: was.rows - before },
    now: { rows: now.rows, missing: now.rows - after },
    values: before + after > 0 ? [{ value: '', was: before, now: after, rest: true }] : [],
    distinctWas: pair.was.distinct,
    distinctNow: pair.now.distinct,
  };
}
