import type { ColumnCounts, ColumnProfile, TableProfile, TableSchema } from '@weighbridge/core';
import { type CategoryFacts, categoryFacts } from '../columns/categories.ts';
import { withCopy } from '../columns/copy.ts';
import { readNumbers } from '../columns/numbers.ts';
import { columnReadings } from '../columns/reading.ts';
import { type SettledColumn, settleColumns } from '../columns/settle.ts';
import type { Bin } from '../columns/walk.ts';
import { mostBins } from '../columns/walk.ts';
import type { DuckTable } from '../duck-table.ts';
import { mostValues } from './compare-columns.ts';

/** So many values are looked up in the profile; rarer ones count as the rest. */
const mostLooked = 100_000;

/** How the values of a profile were hidden, if they were: the same text for the same value. */
type Hide = (value: string) => string;

/** Counts the columns that a profile describes and the table has, by the profile's bins and values. */
export async function compareWithProfile(
  was: TableProfile,
  now: DuckTable,
  schema: TableSchema | undefined,
  hide: Hide = (value) => value,
): Promise<readonly ColumnCounts[]> {
  const profiles = new Map(was.profiles.map((profile) => [profile.column, profile]));
  const columns = now.columns.filter(({ name }) => profiles.has(name));
  const names = new Set(columns.map(({ name }) => name));
  return await withCopy(now, columns, async (table) => {
    const counts: ColumnCounts[] = [];
    for (const column of await settleColumns(table, columnReadings(table, schema, names))) {
      const profile = profiles.get(column.reading.name);
      if (profile) counts.push(await countColumn(table, column, { profile, rows: was.rows, hide }));
    }
    return counts;
  });
}

interface Described {
  readonly profile: ColumnProfile;
  /** Of the table that the profile describes. */
  readonly rows: number;
  readonly hide: Hide;
}

async function countColumn(
  table: DuckTable,
  column: SettledColumn,
  { profile: was, rows, hide }: Described,
): Promise<ColumnCounts> {
  const [values = new Float64Array()] = await numbersOf(table, column, was);
  if (was.kind === 'number') return numberCounts(table, was, rows, values);
  const present = column.kind === 'number' ? values.length : column.present;
  // In few rows of a category most values may differ: what it is the profile has settled.
  const isCategory = was.kind === 'category' && column.reading.as !== 'bare';
  if (!isCategory && (was.kind === 'other' || column.kind === 'other'))
    return missingOnly(table, was, rows, { ...column, present });
  const facts = await categoryFacts({ table, text: column.reading.text }, undefined, mostLooked);
  return categoryCounts(table, was, rows, named(was, facts, hide));
}

async function numbersOf(
  table: DuckTable,
  { kind, reading }: SettledColumn,
  was: ColumnProfile,
): Promise<readonly Float64Array[]> {
  return was.kind === 'number' || kind === 'number' ? await readNumbers(table, [reading.number]) : [];
}

type NumberProfile = Extract<ColumnProfile, { kind: 'number' }>;
type CategoryProfile = Extract<ColumnProfile, { kind: 'category' }>;

function numberCounts(table: DuckTable, was: NumberProfile, rows: number, values: Float64Array): ColumnCounts {
  const sorted = values.sort();
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return {
    kind: 'number',
    column: was.column,
    was: { rows, missing: was.missing, ...(was.median === undefined ? {} : { median: was.median }) },
    now: {
      rows: table.rows,
      missing: table.rows - values.length,
      ...(low === undefined || high === undefined ? {} : { median: low / 2 + high / 2 }),
    },
    bins: profileBins(was, sorted),
  };
}

/**
 * The profile's bins with the rows of a sorted sample. What lies outside gets bins of its own as long as there are fewer
 * than 20, else it falls into the first and last.
 */
export function profileBins(
  { edges, counts }: Pick<NumberProfile, 'edges' | 'counts'>,
  sorted: Float64Array,
): readonly Bin[] {
  const [smallest, largest] = [sorted[0], sorted.at(-1)];
  const [borders, was] = [[...edges], [...counts]];
  const [first, last] = [borders[0], borders.at(-1)];
  if (smallest === undefined || largest === undefined || first === undefined || last === undefined) {
    return was.map((rows, index) => ({ from: borders[index] ?? 0, to: borders[index + 1] ?? 0, was: rows, now: 0 }));
  }
  if (smallest < first && was.length < mostBins) {
    borders.unshift(smallest);
    was.unshift(0);
  } else borders[0] = Math.min(first, smallest);
  if (largest > last && was.length < mostBins) {
    borders.push(largest);
    was.push(0);
  } else borders[borders.length - 1] = Math.max(last, largest);
  return was.map((rows, index) => {
    const [from = 0, to = 0] = [borders[index], borders[index + 1]];
    const end = index === was.length - 1 ? sorted.length : firstAtLeast(sorted, to);
    return { from, to, was: rows, now: end - firstAtLeast(sorted, from) };
  });
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The profile with values by name that are here, too; the others stay hidden. */
function named(was: CategoryProfile, facts: CategoryFacts, hide: Hide): NamedFacts {
  const names = new Map(facts.values.map(({ value }) => [hide(value), value] as const));
  return { ...facts, before: was.values.map(({ value, count }) => [names.get(value) ?? value, count] as const) };
}

interface NamedFacts extends CategoryFacts {
  readonly before: readonly (readonly [value: string, rows: number])[];
}

/**
 * The profile's values one by one, and new values where it knows them to be new: a profile that counts some values
 * together cannot tell.
 */
function categoryCounts(table: DuckTable, was: CategoryProfile, rows: number, facts: NamedFacts): ColumnCounts {
  const before = new Map(facts.before);
  const knowsAll = was.rest === 0;
  const here = new Map(facts.values.map(({ value, was: count }) => [value, count]));
  const listed = [...new Set([...before.keys(), ...(knowsAll ? here.keys() : [])])]
    .map((value) => ({ value, was: before.get(value) ?? 0, now: here.get(value) ?? 0 }))
    .sort((a, b) => b.was + b.now - a.was - a.now)
    .slice(0, mostValues);
  const rest = {
    was: rows - was.missing - listed.reduce((sum, each) => sum + each.was, 0),
    now: facts.presentWas - listed.reduce((sum, each) => sum + each.now, 0),
  };
  return {
    kind: 'category',
    column: was.column,
    was: { rows, missing: was.missing },
    now: { rows: table.rows, missing: table.rows - facts.presentWas },
    values: [...listed, ...(rest.was + rest.now > 0 ? [{ value: '', ...rest, rest: true as const }] : [])],
    distinctWas: was.distinct,
    distinctNow: facts.distinctWas,
  };
}

function missingOnly(
  table: DuckTable,
  was: ColumnProfile,
  rows: number,
  { present, distinct }: SettledColumn,
): ColumnCounts {
  const before = rows - was.missing;
  return {
    kind: 'category',
    column: was.column,
    was: { rows, missing: was.missing },
    now: { rows: table.rows, missing: table.rows - present },
    values: before + present > 0 ? [{ value: '', was: before, now: present, rest: true }] : [],
    distinctWas: was.kind === 'category' ? was.distinct : before,
    distinctNow: was.kind === 'category' ? distinct : present,
  };
}
