import type { CheckOptions, RuleFinding, TableSchema } from '@weighbridge/core';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import { judgeByValue } from './by-value.ts';
import { compileRules } from './compile.ts';
import { readableConstants } from './constants.ts';
import { lacksValues } from './first-rows.ts';
import type { Judging } from './judging.ts';
import { judgeReference, judgeRepeats } from './keys.ts';
import { onePass } from './pass.ts';
import type { PlannedRule } from './plan.ts';
import { proveRules } from './prove.ts';
import { newScope } from './scope.ts';
import type { Span } from './span.ts';
import { readStatistics, type Statistics } from './statistics.ts';

/**
 * Judges every rule of a schema, and reads no more than it must: first what the columns and the files' statistics settle,
 * then columns of few values by their values, then all that is left in one pass. Keys that must not repeat, or must be
 * elsewhere, take a query each.
 */
export async function checkTable(
  table: DuckTable,
  schema: TableSchema,
  options: CheckOptions,
): Promise<readonly RuleFinding[]> {
  const scope = newScope(table);
  const { rules, constants } = compileRules(table, schema, options, scope);
  await readableConstants(table.connection, constants, schema);
  const judging = { table, scope, showValues: options.showValues };
  const statistics = await readStatistics(table, columnsOf(rules));
  const proved = await proveRules(judging, rules, statistics);
  const answered = proved.map((finding, index) => finding ?? answerTo(judging, schema, index, rules[index]));
  const byValue = await judgeByValue(judging, rules, answered, statistics);
  const { findings: counted, spans } = await onePass(judging, rules, byValue, statistics);
  const findings: RuleFinding[] = [];
  for (const [index, rule] of rules.entries())
    findings.push(counted[index] ?? (await ownQuery(judging, rule, statistics, spans.get(index))));
  return findings;
}

/** What was found when the table was opened; of repeats only where no values are to be shown with them. */
function answerTo(
  judging: Judging,
  schema: TableSchema,
  index: number,
  planned: PlannedRule | undefined,
): RuleFinding | undefined {
  const rule = schema.rules[index];
  const answer = rule && judging.table.answers?.of(schema, rule);
  if (answer === undefined || planned === undefined || planned.kind === 'settled') return undefined;
  if (planned.kind === 'repeats' && answer.count > 0 && lacksValues(answer, planned, judging)) return undefined;
  return answer;
}

/** The columns whose statistics may settle a rule. */
function columnsOf(rules: readonly PlannedRule[]): readonly DuckColumn[] {
  const columns = rules.flatMap((rule) => (rule.kind === 'rows' || rule.kind === 'repeats' ? (rule.column ?? []) : []));
  return [...new Set(columns)];
}

async function ownQuery(
  judging: Judging,
  rule: PlannedRule,
  statistics: Statistics,
  span: Span | undefined,
): Promise<RuleFinding> {
  if (rule.kind === 'repeats') return await judgeRepeats(judging, rule, statistics, span);
  if (rule.kind === 'reference') return await judgeReference(judging, rule);
  throw new Error(`A rule over ${rule.kind} was not judged in the pass.`);
}
