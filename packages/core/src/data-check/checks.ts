import type { DataRule, TableSchema, Tolerance } from '../check/model.ts';
import type { OpenTable, RuleFinding } from '../port/table.ts';
import type { DataCheck } from '../record/data.ts';
import { columnsOf, expectedText, isWhole } from './expected.ts';

/** A table that was judged by a schema. */
export interface CheckedTable {
  /** Name of the dataset in the policy. */
  readonly dataset: string;
  readonly schema: TableSchema;
  /** What the table has; a rule about a column that it lacks is not judged, and the rule `field` says whether it may. */
  readonly columns: OpenTable['columns'];
  /** One for each of `schema.rules`, in their order. */
  readonly findings: readonly RuleFinding[];
  /** What the same rules found in the base's rows, in the same order; absent where these could not be read. */
  readonly was?: readonly RuleFinding[] | undefined;
  /** Whether values of the data may stand in the record. */
  readonly showValues: boolean;
}

/**
 * The record's checks of one table, in the order of the schema's rules, so that an index into the one is an index into
 * the other. A rule without a finding, and one that could not be judged although its columns are there, is `failed`.
 */
export function dataChecks(checked: CheckedTable): readonly DataCheck[] {
  return checked.schema.rules.map((rule, index) => {
    const finding = checked.findings[index] ?? unknown;
    const expected = expectedText(rule, checked.schema.fields);
    return {
      dataset: checked.dataset,
      ...columnPart(rule),
      rule: rule.asked.rule,
      expected,
      severity: rule.severity,
      ...outcomePart(rule, finding, checked.columns),
      count: finding.count,
      of: finding.of,
      ...(rule.tolerance ? { tolerance: rule.tolerance } : {}),
      ...foundPart(finding, checked.showValues),
      place: { file: rule.place.file, line: rule.place.line, column: rule.place.column },
      ...wasPart(checked.was?.[index]),
    };
  });
}

const unknown: RuleFinding = { count: 0, of: 0, rows: [], by: 'scan', notJudged: 'the table was not looked at' };

function columnPart({ asked }: DataRule): Pick<DataCheck, 'column' | 'columns'> {
  if ('column' in asked && asked.column !== undefined) return { column: asked.column };
  const columns = columnsOf(asked);
  return columns.length === 0 ? {} : { columns: [...columns] };
}

function outcomePart(
  rule: DataRule,
  finding: RuleFinding,
  columns: OpenTable['columns'],
): Pick<DataCheck, 'outcome' | 'reason'> {
  const { notJudged: reason } = finding;
  if (reason === undefined) return { outcome: isTolerated(rule, finding) ? 'passed' : 'failed' };
  const lacksOne = columnsOf(rule.asked).some((name) => !columns.some((column) => column.name === name));
  return { outcome: lacksOne ? 'not judged' : 'failed', reason };
}

/** A share is held against the rows that were judged. A rule over the whole has nothing to let pass. */
function isTolerated({ asked, tolerance }: DataRule, { count, of }: RuleFinding): boolean {
  if (count === 0) return true;
  return tolerance !== undefined && !isWhole(asked) && holds(tolerance, count, of);
}

function holds(tolerance: Tolerance, count: number, of: number): boolean {
  return 'share' in tolerance ? of > 0 && count / of <= tolerance.share : count <= tolerance.count;
}

type FoundPart = Pick<DataCheck, 'rows' | 'firsts' | 'values' | 'distinct' | 'measured' | 'by'>;

function foundPart({ rows, firsts, values, distinct, measured, by }: RuleFinding, showValues: boolean): FoundPart {
  return {
    rows: [...rows],
    ...(firsts ? { firsts: [...firsts] } : {}),
    ...(values && showValues ? { values: [...values] } : {}),
    ...(distinct === undefined ? {} : { distinct }),
    ...(measured === undefined ? {} : { measured }),
    by,
  };
}

function wasPart(was: RuleFinding | undefined): Pick<DataCheck, 'was'> {
  if (!was || was.notJudged !== undefined) return {};
  const { count, of, distinct } = was;
  return { was: { count, of, ...(distinct === undefined ? {} : { distinct }) } };
}
