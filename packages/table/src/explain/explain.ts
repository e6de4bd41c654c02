import type { DataRule, Explanation, OpenTable, RuleFinding, TableProfile, TableSchema } from '@weighbridge/core';
import { columnsOf } from '../check/expression-columns.ts';
import { type Offenders, offenders } from '../check/offenders.ts';
import { type ColumnReading, columnReadings } from '../columns/reading.ts';
import { type DuckTable, duckTable } from '../duck-table.ts';
import { constantIn } from './constant.ts';
import { alikeColumns, type Looked, rowAccess } from './first-look.ts';
import { withOffending } from './offending.ts';

/** Fewer offenders are named one by one, and share some value too easily. */
const fewestRows = 5;
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

/** What is known besides the broken rules. */
export interface ExplainAbout {
  /** Tells which values are new. */
  readonly was?: OpenTable | TableProfile | undefined;
  /** What `check` found, in the order of `schema.rules`: without it more must be read. */
  readonly findings?: readonly RuleFinding[] | undefined;
}

/**
 * Values that every row that breaks a rule has, and that are rare enough among all rows not to be there by chance: of n
 * offenders drawn at random n - 1 would have the value of the first one with probability share^(n - 1). Rules with the
 * same value are explained together; a rule that has no such value gets none. Most often there is none, and the first
 * offenders tell.
 */
export async function explainTable(
  table: DuckTable,
  schema: TableSchema,
  broken: readonly number[],
  { was, findings }: ExplainAbout = {},
): Promise<readonly Explanation[]> {
  const many = broken.filter((rule) => (findings?.[rule]?.count ?? fewestRows) >= fewestRows);
  const found = offenders(table, schema, many, mostRules);
  const looked = await firstLook(table, lookedAt(table, schema, found, findings));
  const counts = new Map(looked.map(({ rule }) => [rule, findings?.[rule]?.count ?? Number.POSITIVE_INFINITY]));
  const conditions = new Map([...found.conditions].filter(([rule]) => counts.has(rule)));
  const shared = await withOffending(table, { ...found, conditions }, counts, async (offending) => {
    const all: Shared[] = [];
    for (const each of looked) all.push(...(await sharedValues(table, offending(each.rule), each)));
    return all;
  });
  const explanations: Explanation[] = [];
  for (const { rules, reading, value, share } of grouped(shared)) {
    const isNew = was === undefined ? undefined : await isNewValue(was, schema, reading.name, value);
    explanations.push({ column: reading.name, value, rules, share, ...(isNew === undefined ? {} : { isNew }) });
  }
  return explanations;
}

/** Each rule with the columns that may explain it. */
function lookedAt(
  table: DuckTable,
  schema: TableSchema,
  { conditions }: Offenders,
  findings: readonly RuleFinding[] | undefined,
): readonly Tried[] {
  const names = new Set(table.columns.slice(0, mostColumns).map(({ name }) => name));
  const readings = columnReadings(table, schema, names);
  return [...conditions.keys()].map((rule) => {
    const own = ownColumns(schema.rules[rule]);
    const others = readings.filter(({ name }) => !own.includes(name));
    return { rule, rows: findings?.[rule]?.rows ?? [], readings: others, tried: others.length };
  });
}

interface Tried extends Looked {
  /** How many columns there were to choose from. */
  readonly tried: number;
}

/** Leaves out what the first offenders settle, where they can be read by their numbers. */
async function firstLook(table: DuckTable, all: readonly Tried[]): Promise<readonly Tried[]> {
  const access = rowAccess(table);
  if (access === undefined || all.some(({ rows }) => rows.length === 0)) return all;
  const alike = await alikeColumns(table, access, all);
  return all
    .map((each, index) => ({ ...each, readings: alike[index]?.readings ?? each.readings }))
    .filter(({ readings }) => readings.length > 0);
}

/** What a rule speaks of explains nothing about it. */
function ownColumns(rule: DataRule | undefined): readonly string[] {
  if (rule === undefined) return [];
  const { asked } = rule;
  const named = 'column' in asked && asked.column !== undefined ? [asked.column] : [];
  return [...named, ...('columns' in asked ? asked.columns : []), ...columnsOf(rule, new Set())];
}

/** `offending`: what stands after FROM for the rows that break the rule. */
async function sharedValues(
  table: DuckTable,
  offending: string,
  { rule, readings, tried }: Tried,
): Promise<readonly Shared[]> {
  const some = await constantIn(table, `(SELECT * FROM ${offending} LIMIT ${firstRows})`, readings);
  const constant = await constantIn(
    table,
    `(SELECT * FROM ${offending})`,
    some.map(({ reading }) => reading),
  );
  const found: Shared[] = [];
  for (const { reading, value, rows } of constant) {
    const same = value === null ? `${reading.text} IS NULL` : `${reading.text} = $1`;
    const given = value === null ? [] : [value];
    const row = await table.connection.row(`SELECT count(*) AS n FROM ${table.relation} WHERE ${same}`, given);
    const share = Number(row['n']) / table.rows;
    const isChance = share ** (rows - 1) * tried > mostLikely;
    if (rows >= fewestRows && share <= mostShare && !isChance) found.push({ rule, reading, value, share });
  }
  return found;
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
