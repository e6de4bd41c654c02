import type { FoundCheck } from './program.ts';
import type { PlantedTable } from './tables.ts';

/** What one validator found, under our names of the rules. */
export interface Finding {
  readonly column: string | null;
  readonly rule: string;
  readonly rows: readonly number[];
}

/** One row that only one of the two finds; `cell` is its text in that column. */
export interface Disagreement {
  readonly kind: string;
  readonly column: string | null;
  readonly rule: string;
  readonly only: 'weighbridge' | 'frictionless';
  readonly cell: string | undefined;
}

/** Failed checks as findings. */
export function findingsOf(checks: readonly FoundCheck[]): readonly Finding[] {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ column, rule, rows }) => ({ column: column ?? null, rule, rows }));
}

/** Rows that are in one side's findings and not in the other's. A rule without rows counts as one row, 0. */
export function disagreements(
  table: PlantedTable,
  ours: readonly Finding[],
  theirs: readonly Finding[],
): readonly Disagreement[] {
  const ourKeys = keysOf(ours);
  const theirKeys = keysOf(theirs);
  const only = (keys: ReadonlySet<string>, others: ReadonlySet<string>, who: Disagreement['only']): Disagreement[] =>
    [...keys].filter((key) => !others.has(key)).map((key) => disagreement(table, key, who));
  return [...only(ourKeys, theirKeys, 'weighbridge'), ...only(theirKeys, ourKeys, 'frictionless')];
}

/** Rules over columns together are named by their rule alone: the two sides name the columns differently. */
const ofTable = new Set(['primaryKey', 'foreignKey', 'fields']);

function keysOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ column, rule, rows }) =>
      (rows.length > 0 ? rows : [0]).map((row) => JSON.stringify([ofTable.has(rule) ? null : column, rule, row])),
    ),
  );
}

function disagreement({ kind, cell }: PlantedTable, key: string, only: Disagreement['only']): Disagreement {
  const [column, rule, row]: [string | null, string, number] = JSON.parse(key);
  return { kind, column, rule, only, cell: column === null ? `row ${row}` : cell(column, row) };
}
