import type { DataRule, RuleFinding } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import type { Plain } from '../plain.ts';
import { type Aggregates, newAggregates } from './aggregates.ts';
import { numbers, shownRows } from './first-rows.ts';
import type { Judging } from './judging.ts';
import type { KeptTable } from './kept-table.ts';
import { repeatedRows } from './keys.ts';
import type { PlannedRepeats } from './plan.ts';
import { askSpan, type SpanLater, tickedOff } from './span.ts';

/** A statement of as many aggregates takes longer to plan than so many combinations to read. */
const fewCombinations = 2000;

/** A rule that the reading settles: the places of its conditions, and what is kept for it. */
export type Task = RowsTask | RepeatsTask;

interface RowsTask {
  readonly kind: 'rows';
  readonly rule: DataRule;
  readonly unjudged: number;
  readonly broken: number;
  /** The broken values, where different ones are counted. */
  readonly kinds: string | undefined;
}

interface RepeatsTask {
  readonly kind: 'repeats';
  readonly rule: DataRule;
  readonly planned: PlannedRepeats;
  readonly unjudged: number;
  readonly key: string;
}

/** The findings of all tasks that what was kept of the rows is enough for. */
export async function settled(
  table: DuckTable,
  kept: KeptTable,
  tasks: readonly Task[],
): Promise<ReadonlyMap<DataRule, RuleFinding>> {
  const counts = await countConditions(table, kept, tasks);
  const aggregates = newAggregates(table.rows);
  const rows = tasks.map((task) => (task.kind === 'rows' ? askRows(aggregates, kept, task, counts) : undefined));
  const spans = tasks.map((task) =>
    task.kind === 'repeats' ? askSpan(aggregates, keyRule(task), new Map()) : undefined,
  );
  const values = await aggregates.run(table.connection, () => kept.relation);
  const findings = new Map<DataRule, RuleFinding>();
  for (const [at, task] of tasks.entries()) {
    const of = table.rows - (counts.get(task.unjudged) ?? 0);
    const found =
      task.kind === 'rows'
        ? { count: counts.get(task.broken) ?? 0, of, by: 'scan' as const, rows: [], ...rows[at]?.(values) }
        : await repeats(table, kept, task, spans[at]?.(values), of);
    if (found !== undefined) findings.set(task.rule, found);
  }
  return findings;
}

/** How many rows meet each condition. Few rows meet any, and so the combinations are most often few. */
async function countConditions(
  table: DuckTable,
  kept: KeptTable,
  tasks: readonly Task[],
): Promise<ReadonlyMap<number, number>> {
  const { words, relation } = kept;
  const asked = new Set(
    tasks.flatMap((task) => (task.kind === 'rows' ? [task.unjudged, task.broken] : [task.unjudged])),
  );
  const combined = `(SELECT ${words.join(', ')}, count(*) AS "n" FROM ${relation} GROUP BY ALL)`;
  const rows = await table.connection.rows(`SELECT * FROM ${combined} LIMIT ${fewCombinations + 1}`);
  if (rows.length > fewCombinations) return await countMany(table, kept, asked, combined);
  const each = rows.map(({ n, ...bits }) => ({
    n: Number(n),
    words: Object.values(bits).map((word) => BigInt(String(word))),
  }));
  const count = (at: number): number =>
    each.reduce((sum, { n, words: row }) => (kept.isMet(at, row) ? sum + n : sum), 0);
  return new Map([...asked].map((at) => [at, count(at)]));
}

async function countMany(
  { connection, rows }: DuckTable,
  { meets }: KeptTable,
  asked: ReadonlySet<number>,
  combined: string,
): Promise<ReadonlyMap<number, number>> {
  const aggregates = newAggregates(rows);
  const places = [...asked].map(
    (at) => [at, aggregates.ask(`coalesce(sum("n") FILTER (WHERE ${meets(at)}), 0)`)] as const,
  );
  const values = await aggregates.run(connection, () => combined);
  return new Map(places.map(([at, place]) => [at, Number(values[place])]));
}

type First = Pick<RuleFinding, 'rows' | 'distinct'>;

function askRows(
  aggregates: Aggregates,
  { meets, rowNumber }: KeptTable,
  { broken, kinds }: RowsTask,
  counts: ReadonlyMap<number, number>,
): ((values: readonly Plain[]) => First) | undefined {
  if (counts.get(broken) === 0) return undefined;
  const only = `FILTER (WHERE ${meets(broken)})`;
  const rows = aggregates.ask(`min(${rowNumber}, ${shownRows}) ${only}`);
  const distinct = kinds === undefined ? undefined : aggregates.ask(`count(DISTINCT ${kinds}) ${only}`);
  return (values) => ({
    rows: numbers(values[rows]),
    ...(distinct === undefined ? {} : { distinct: Number(values[distinct]) }),
  });
}

/** The rule over the key that was kept. */
function keyRule({ planned, key }: RepeatsTask): PlannedRepeats {
  const reading = planned.reading && { ...planned.reading, value: key };
  return { ...planned, keys: [key], judged: `${key} IS NOT NULL`, reading, shown: undefined };
}

/** Undefined where the numbers lie too far apart, or some are larger than what was kept of them. */
async function repeats(
  table: DuckTable,
  { relation, rowNumber }: KeptTable,
  task: RepeatsTask,
  span: ReturnType<SpanLater>,
  of: number,
): Promise<RuleFinding | undefined> {
  const numbered = `(SELECT *, ${rowNumber} AS ${table.rowName} FROM ${relation})`;
  const judging: Judging = {
    table: { ...table, relation, numbered },
    scope: { named: (sql) => sql, cell: (cell) => cell, from: (from) => from },
    showValues: false,
  };
  const rule = keyRule(task);
  const finding = await tickedOff(judging, rule, span);
  if (finding === undefined || finding.of !== of) return undefined;
  if (finding.count === 0) return { ...finding, firsts: [] };
  return { ...finding, ...(await repeatedRows(judging, { ...rule, empty: 'false' })) };
}
