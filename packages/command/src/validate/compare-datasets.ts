import {
  type ColumnCounts,
  type DataDiff,
  type Drift,
  type DriftLine,
  diffOf,
  driftOf,
  type RowDiff,
  type TableColumn,
  type TableEngine,
  type TableProfile,
} from '@weighbridge/core';
import type { Validated } from '../step/validate-step.ts';
import type { OpenDataset } from './open-dataset.ts';

/** What is compared, and how strictly. */
export interface TableComparison {
  readonly validated: readonly Validated[];
  readonly profiles: ReadonlyMap<string, TableProfile>;
  readonly alpha: number;
  /** The policy's drift lines. */
  readonly lines: readonly DriftLine[];
}

/** Each dataset against its base: what differs, and which columns drifted over the whole run. */
export async function compareTables(
  engine: TableEngine,
  { validated, profiles, alpha, lines }: TableComparison,
): Promise<{ readonly diff: readonly DataDiff[]; readonly drift: readonly Drift[] }> {
  const counted: Counted[] = [];
  for (const one of validated) counted.push(await countOne(engine, one));
  const drift = driftOf(
    counted.flatMap(({ validated: { dataset, was }, counts }) =>
      was.by === 'none' ? [] : [{ dataset: dataset.name, by: was.by, counts, showValues: dataset.policy.showValues }],
    ),
    { alpha, lines },
  );
  const diff = counted.map((one) => diffOne(one, { profile: profiles.get(one.validated.dataset.name), drift, alpha }));
  return { diff, drift };
}

interface Counted {
  readonly validated: Validated;
  readonly counts: readonly ColumnCounts[];
  readonly rows: RowDiff | undefined;
  readonly profileWas: TableProfile | undefined;
}

async function countOne(engine: TableEngine, validated: Validated): Promise<Counted> {
  const { dataset, was } = validated;
  const { table, schema } = dataset;
  if (was.by === 'none') return { validated, counts: [], rows: undefined, profileWas: undefined };
  const side = was.by === 'rows' ? was.table : was.profile;
  const counts = await engine.compareColumns(side, table, schema?.table);
  if (was.by === 'profile') return { validated, counts, rows: undefined, profileWas: was.profile };
  const key = keyOf(dataset);
  const both = key.every((column) => hasColumn(table.columns, column) && hasColumn(was.table.columns, column));
  const rows = await engine.diffRows(was.table, table, both ? key : []);
  return { validated, counts, rows, profileWas: await engine.profile(was.table, schema?.table) };
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
  readonly profile: TableProfile | undefined;
  readonly drift: readonly Drift[];
  readonly alpha: number;
}

function diffOne({ validated, counts, rows, profileWas }: Counted, { profile, drift, alpha }: DiffTerms): DataDiff {
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
