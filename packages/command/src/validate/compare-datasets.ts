import {
  type ColumnCounts,
  type DataDiff,
  type Drift,
  type DriftLine,
  diffOf,
  driftOf,
  type OpenTable,
  type RowDiff,
  type TableColumn,
  type TableEngine,
  type TableProfile,
} from '@weighbridge/core';
import type { Validated } from '../step/validate-step.ts';
import type { BaseDataset } from './base-data.ts';
import { hiderOf, revealProfile } from './hide-profile.ts';
import type { OpenDataset } from './open-dataset.ts';

/** What is compared, and how strictly. */
export interface TableComparison {
  readonly validated: readonly Validated[];
  /** Under which the values in the base's profiles are hidden. */
  readonly key: string;
  readonly alpha: number;
  /** The policy's drift lines. */
  readonly lines: readonly DriftLine[];
}

/** What differs in each dataset, which columns drifted over the whole run, and what today's tables look like. */
export interface ComparedTables {
  readonly diff: readonly DataDiff[];
  readonly drift: readonly Drift[];
  readonly profiles: ReadonlyMap<string, TableProfile>;
}

/** Each dataset against its base. */
export async function compareTables(
  engine: TableEngine,
  { validated, key, alpha, lines }: TableComparison,
): Promise<ComparedTables> {
  const counted: Counted[] = [];
  for (const one of validated) counted.push(await countOne(engine, one, key));
  const drift = driftOf(
    counted.flatMap(({ validated: { dataset, was }, counts }) =>
      was.by === 'none' ? [] : [{ dataset: dataset.name, by: was.by, counts, showValues: dataset.policy.showValues }],
    ),
    { alpha, lines },
  );
  const diff = counted.map((one) => diffOne(one, { drift, alpha }));
  return { diff, drift, profiles: new Map(counted.map((one) => [one.validated.dataset.name, one.profile])) };
}

interface Counted {
  readonly validated: Validated;
  readonly counts: readonly ColumnCounts[];
  readonly rows: RowDiff | undefined;
  readonly profile: TableProfile;
  readonly profileWas: TableProfile | undefined;
}

/** Columns are compared before they are described: so the engine counts them once. */
async function countOne(engine: TableEngine, validated: Validated, key: string): Promise<Counted> {
  const { dataset, was } = validated;
  const { table } = dataset;
  const schema = dataset.schema?.table;
  const counts = was.by === 'none' ? [] : await engine.compareColumns(sideOf(was), table, schema, hiderOf(key));
  const profile = await engine.profile(table, schema);
  const found = { validated, counts, profile };
  if (was.by !== 'rows') {
    const profileWas = was.by === 'profile' ? revealProfile(was.profile, profile, key) : undefined;
    return { ...found, rows: undefined, profileWas };
  }
  return {
    ...found,
    rows: await diffRows(engine, dataset, was.table),
    profileWas: await engine.profile(was.table, schema),
  };
}

function sideOf(was: Exclude<BaseDataset, { by: 'none' }>): OpenTable | TableProfile {
  return was.by === 'rows' ? was.table : was.profile;
}

async function diffRows(engine: TableEngine, dataset: OpenDataset, was: OpenTable): Promise<RowDiff> {
  const key = keyOf(dataset);
  const both = key.every((column) => hasColumn(dataset.table.columns, column) && hasColumn(was.columns, column));
  return await engine.diffRows(was, dataset.table, both ? key : []);
}

function keyOf({ policy, schema }: OpenDataset): readonly string[] {
  return policy.key.length > 0 ? policy.key : (schema?.table.primaryKey ?? []);
}

/** Why rows were compared whole although there is a key; then none is said to have changed. */
function wholeRows({ dataset, was }: Validated, rows: RowDiff): string {
  const key = keyOf(dataset);
  const lacking = was.by === 'rows' ? key.find((column) => !hasColumn(was.table.columns, column)) : undefined;
  const why = lacking === undefined ? repeating(rows, key) : `it has no ${lacking}`;
  return why === undefined ? '' : `; rows are compared whole and not by their key, as ${why}`;
}

function repeating({ keyRepeats }: RowDiff, key: readonly string[]): string | undefined {
  return keyRepeats ? `${key.join(', ')} repeats` : undefined;
}

function hasColumn(columns: readonly TableColumn[], column: string): boolean {
  return columns.some(({ name }) => name === column);
}

interface DiffTerms {
  readonly drift: readonly Drift[];
  readonly alpha: number;
}

function diffOne({ validated, counts, rows, profile, profileWas }: Counted, { drift, alpha }: DiffTerms): DataDiff {
  const { dataset, was } = validated;
  const { table, name, policy } = dataset;
  return diffOf({
    dataset: name,
    by: was.by,
    why: rows === undefined ? was.why : `${was.why}${wholeRows(validated, rows)}`,
    ...(was.by === 'none' ? {} : { was: sideWas(validated, profileWas) }),
    now: { rows: table.rows, columns: table.columns, profile },
    rows,
    counts,
    drift,
    showValues: policy.showValues,
    alpha,
  });
}

/** A profile knows the columns that it describes; of a wider table the others are taken to be those of today. */
function sideWas({ was, dataset }: Validated, profile: TableProfile | undefined) {
  if (was.by === 'rows') return { rows: was.table.rows, columns: was.table.columns, profile };
  const described = profile?.profiles ?? [];
  const now = new Map(dataset.table.columns.map((column) => [column.name, column]));
  const known = described.map(({ column }): TableColumn => now.get(column) ?? { name: column, type: 'other' });
  const isWhole = profile === undefined || profile.columns <= described.length;
  const names = new Set(described.map(({ column }) => column));
  const others = isWhole ? [] : dataset.table.columns.filter(({ name }) => !names.has(name));
  return { rows: profile?.rows ?? 0, columns: [...known, ...others], profile };
}
