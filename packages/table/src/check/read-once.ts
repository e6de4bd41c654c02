import type { CheckOptions, DataRule, TableSchema } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import { type Answers, answersOf } from './answers.ts';
import { compileRules } from './compile.ts';
import { readableConstants } from './constants.ts';
import { withKept } from './kept-table.ts';
import type { PlannedRule } from './plan.ts';
import { not } from './reading.ts';
import { newScope, type Scope } from './scope.ts';
import { settled, type Task } from './settle-kept.ts';
import { isWhole } from './span.ts';

/** More conditions in one statement take longer to plan than most files to read. */
const mostConditions = 240;

const rulesOfWholeTable: ReadonlySet<DataRule['asked']['rule']> = new Set([
  'field',
  'fields',
  'rowCount',
  'foreignKey',
  'freshness',
  'aggregate',
]);

/** What one reading of a text file tells. */
export interface ReadOnce {
  readonly rows: number;
  readonly answers: Answers;
}

/**
 * Counts the rows of a text file and, as they are all read for that, judges what a row breaks by itself and whether whole
 * numbers repeat. Every cell is read, so that rows that do not fit fail here. Undefined where the schema asks for too much
 * at once, has a literal that cannot be read, or nothing came of it: then the file is to be read without it.
 */
export async function readOnce(table: DuckTable, schema: TableSchema): Promise<ReadOnce | undefined> {
  const scope = newScope(table);
  const rules = schema.rules.filter(({ asked }) => !rulesOfWholeTable.has(asked.rule));
  const options: CheckOptions = { resources: new Map(), showValues: false, now: new Date(0) };
  try {
    const compiled = compileRules(table, { ...schema, rules }, options, scope);
    await readableConstants(table.connection, compiled.constants, schema);
    const { tasks, ...wanted } = tasksOf(rules, compiled.rules, table, scope);
    if (wanted.conditions.length > mostConditions) return undefined;
    return await withKept(table, scope, wanted, async (kept) => {
      const { rows } = await table.connection.row(`SELECT count(*) AS "rows" FROM ${kept.relation}`);
      const findings = await settled({ ...table, rows: Number(rows) }, kept, tasks);
      return { rows: Number(rows), answers: answersOf(schema, findings) };
    });
  } catch {
    // Whatever it is, it shows again where the file or the schema is looked at by itself, and is named there.
    return undefined;
  }
}

interface Tasks {
  readonly tasks: readonly Task[];
  readonly conditions: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

function tasksOf(rules: readonly DataRule[], planned: readonly PlannedRule[], table: DuckTable, scope: Scope): Tasks {
  const conditions = new Map<string, number>();
  const values = new Map<string, string>();
  const place = (condition: string): number => {
    const at = conditions.get(condition) ?? conditions.size;
    conditions.set(condition, at);
    return at;
  };
  const keep = (sql: string): string => {
    const column = name(`value ${values.size}`);
    values.set(column, sql);
    return column;
  };
  const tasks = rules.flatMap((rule, index) => taskOf(rule, inName(planned[index], scope), place, keep));
  const spoken = [...conditions.keys(), ...values.values()].join();
  for (const { sql } of table.columns) if (!spoken.includes(sql)) place(`${sql} IS NULL`);
  return { tasks, conditions: [...conditions.keys()], values };
}

/** What is asked for twice has a name. */
function inName(planned: PlannedRule | undefined, scope: Scope): PlannedRule | undefined {
  return planned?.kind === 'rows' && planned.distinct ? { ...planned, broken: scope.named(planned.broken) } : planned;
}

type Place = (condition: string) => number;
type Keep = (sql: string) => string;

function taskOf(rule: DataRule, planned: PlannedRule | undefined, place: Place, keep: Keep): readonly Task[] {
  if (planned?.kind === 'rows') {
    const { judged, broken, shown } = planned;
    const kinds = planned.distinct && shown !== undefined ? keep(`CASE WHEN ${broken} THEN ${shown} END`) : undefined;
    return [{ kind: 'rows', rule, unjudged: place(not(judged)), broken: place(broken), kinds }];
  }
  if (planned?.kind !== 'repeats' || !isWhole(planned)) return [];
  const key = keep(`TRY_CAST(${planned.reading?.value} AS BIGINT)`);
  return [{ kind: 'repeats', rule, planned, unjudged: place(not(planned.judged)), key }];
}
