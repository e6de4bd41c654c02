import type { DataRule, Explanation, OpenTable, TableProfile, TableSchema } from '@weighbridge/core';
import { columnsOf } from '../check/expression-columns.ts';
import { offenders } from '../check/offenders.ts';
import { inBatches } from '../columns/batches.ts';
import { type ColumnReading, columnReadings } from '../columns/reading.ts';
import { type DuckTable, duckTable } from '../duck-table.ts';
import type { Row } from '../plain.ts';

/** Offenders that are looked at first: a column in which they differ is out. */
const firstRows = 1000;
/** A value that more than half of all rows have says nothing about some of them. */
const mostShare = 0.5;
/** How likely it may be that offenders drawn at random all have one value, over all columns that were tried. */
const mostLikely = 0.001;
const mostColumns = 500;
/** The most rules that are explained: the first ones. */
const mostRules = 20;

/** A value that all offenders of one rule have. */
interface Shared {
  readonly rule: number;
  readonly reading: ColumnReading;
  readonly value: string | null;
  readonly share: number;
}

/**
 * Values that every row that breaks a rule has, and that are rare enough among all rows not to be there by chance: n
 * offenders drawn at random would all have it with probability shareⁿ. Rules with the same value are explained together;
 * a rule that has no such value gets none.
 */
export async function explainTable(
  table: DuckTable,
  schema: TableSchema,
  broken: readonly number[],
  was: OpenTable | TableProfile | undefined,
): Promise<readonly Explanation[]> {
  const names = new Set(table.columns.slice(0, mostColumns).map(({ name }) => name));
  const readings = columnReadings(table, schema, names);
  const shared: Shared[] = [];
  const { from, conditions } = offenders(table, schema, broken);
  for (const [rule, condition] of [...conditions].slice(0, mostRules)) {
    const own = ownColumns(schema.rules[rule]);
    const others = readings.filter(({ name }) => !own.includes(name));
    shared.push(...(await sharedValues(table, { rule, relation: `${from} WHERE ${condition}` }, others)));
  }
  const explanations: Explanation[] = [];
  for (const { rules, reading, value, share } of grouped(shared)) {
    const isNew = was === undefined ? undefined : await isNewValue(was, schema, reading.name, value);
    explanations.push({ column: reading.name, value, rules, share, ...(isNew === undefined ? {} : { isNew }) });
  }
  return explanations;
}

/** What a rule speaks of explains nothing about it. */
function ownColumns(rule: DataRule | undefined): readonly string[] {
  if (rule === undefined) return [];
  const { asked } = rule;
  const named = 'column' in asked && asked.column !== undefined ? [asked.column] : [];
  return [...named, ...('columns' in asked ? asked.columns : []), ...columnsOf(rule, new Set())];
}

/** The rows that break one rule: its index, and what stands after FROM. */
interface Offending {
  readonly rule: number;
  readonly relation: string;
}

async function sharedValues(
  table: DuckTable,
  { rule, relation }: Offending,
  readings: readonly ColumnReading[],
): Promise<readonly Shared[]> {
  const some = await constantIn(table, `(SELECT * FROM ${relation} LIMIT ${firstRows})`, readings);
  const constant = await constantIn(
    table,
    `(SELECT * FROM ${relation})`,
    some.map(({ reading }) => reading),
  );
  const found: Shared[] = [];
  for (const { reading, value, rows } of constant) {
    const same = value === null ? `${reading.text} IS NULL` : `${reading.text} = $1`;
    const given = value === null ? [] : [value];
    const row = await table.connection.row(`SELECT count(*) AS n FROM ${table.relation} WHERE ${same}`, given);
    const share = Number(row['n']) / table.rows;
    if (share <= mostShare && share ** rows * readings.length <= mostLikely)
      found.push({ rule, reading, value, share });
  }
  return found;
}

interface Constant {
  readonly reading: ColumnReading;
  readonly value: string | null;
  readonly rows: number;
}

/** Columns that have one value in all rows; missing everywhere is one too. */
async function constantIn(
  table: DuckTable,
  relation: string,
  readings: readonly ColumnReading[],
): Promise<readonly Constant[]> {
  const constant: Constant[] = [];
  for (const batch of inBatches(readings)) {
    const asked = batch.map(
      ({ text }, at) => `min(${text}) AS a${at}, max(${text}) AS b${at}, count(${text}) AS n${at}`,
    );
    const row = await table.connection.row(`SELECT count(*) AS n, ${asked.join(', ')} FROM ${relation}`);
    constant.push(...batch.flatMap((reading, at) => constantOf(reading, row, at)));
  }
  return constant;
}

function constantOf(reading: ColumnReading, row: Row, at: number): Constant[] {
  const rows = Number(row['n']);
  const [low, high, present] = [row[`a${at}`], row[`b${at}`], row[`n${at}`]];
  if (rows === 0 || low !== high || (present !== 0 && present !== rows)) return [];
  return [{ reading, value: typeof low === 'string' ? low : null, rows }];
}

interface Group {
  readonly reading: ColumnReading;
  readonly value: string | null;
  readonly share: number;
  readonly rules: readonly number[];
}

/** One value for each rule: the one that explains most rules, then the rarest, then that of the first column. */
function grouped(shared: readonly Shared[]): readonly Group[] {
  const groups: Group[] = [];
  let left = shared;
  while (left.length > 0) {
    const [best] = left
      .map((one) => ({ ...one, rules: left.filter((each) => isSame(each, one)).map(({ rule }) => rule) }))
      .sort((a, b) => b.rules.length - a.rules.length || a.share - b.share);
    if (!best) break;
    const { reading, value, share, rules } = best;
    groups.push({ reading, value, share, rules });
    left = left.filter(({ rule }) => !rules.includes(rule));
  }
  return groups;
}

function isSame(a: Shared, b: Shared): boolean {
  return a.reading.name === b.reading.name && a.value === b.value;
}

/** Whether the base lacks a value; undefined where it cannot tell. */
async function isNewValue(
  was: OpenTable | TableProfile,
  schema: TableSchema,
  column: string,
  value: string | null,
): Promise<boolean | undefined> {
  if ('profiles' in was) return isNewBeside(was, column, value);
  const table = duckTable(was);
  const [reading] = columnReadings(table, schema, new Set([column]));
  if (!reading) return undefined;
  const same = value === null ? `${reading.text} IS NULL` : `${reading.text} = $1`;
  const given = value === null ? [] : [value];
  const { n } = await table.connection.row(`SELECT count(*) AS n FROM ${table.relation} WHERE ${same}`, given);
  return n === 0;
}

function isNewBeside({ profiles }: TableProfile, column: string, value: string | null): boolean | undefined {
  const profile = profiles.find((each) => each.column === column);
  if (!profile) return undefined;
  if (value === null) return profile.missing === 0;
  if (profile.kind !== 'category') return undefined;
  if (profile.values.some((each) => each.value === value)) return false;
  return profile.rest === 0 ? true : undefined;
}
