import { brokenSentence } from '../data-check/reason.ts';
import type { DataCheck } from '../record/data.ts';
import type { RunRecord } from '../record/record.ts';
import { groupsOf } from './checks.ts';
import { type DataRules, dataRulesOf } from './data/rules.ts';
import { columnText, foundOf, tableWide } from './data/words.ts';
import { clean, cut } from './escape.ts';
import { plainInk } from './ink.ts';
import type { LineOf } from './machine/code-quality.ts';
import { count } from './number.ts';

/** One mark beside a line of a file: what is wrong, what was found. Plain text on one line, at most 200 characters. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  /** Relative to the root; absent where no line speaks. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

/** The sections of a record that can be annotated. */
export type Judged = Pick<RunRecord, 'data' | 'verdict' | 'stopped'>;

/** The policy file, and the line of each check in it. */
export interface PolicyLines {
  readonly file: string;
  readonly lineOf: LineOf;
}

/** The most annotations of one step: forges show no more. */
const mostAnnotations = 10;
/** The most characters of a message, and of a title. */
const [longestMessage, longestTitle] = [200, 80];

/**
 * What is broken, on the line of the schema or of the policy that speaks: errors first, worst first. Many problems of
 * one rule are one; what is past the tenth is counted. `policy` places the checks of the gate.
 */
export function annotationsOf(record: Judged, policy?: PolicyLines): readonly Annotation[] {
  const all = [...dataAnnotations(record), ...gateAnnotations(record, policy), ...stopAnnotation(record)];
  const ordered = [...all.filter(({ level }) => level === 'error'), ...all.filter(({ level }) => level === 'warning')];
  if (ordered.length <= mostAnnotations) return ordered;
  const shown = ordered.slice(0, mostAnnotations - 1);
  const left = ordered.slice(shown.length);
  const level = left.some((one) => one.level === 'error') ? 'error' : 'warning';
  const message = `${count(left.length)} more rules are broken. See the job summary.`;
  return [...shown, { level, title: 'More rules are broken', message }];
}

/** One for each line of a schema and rule, whatever number of datasets share that schema. */
function dataAnnotations(record: Judged): Annotation[] {
  const rules = dataRulesOf(record);
  if (rules === undefined) return [];
  const byLine = new Map<string, DataCheck[]>();
  for (const check of [...rules.broken, ...rules.warnings]) {
    const { place } = check;
    const key = JSON.stringify([check.rule, columnText(check) ?? '', place?.file ?? check.dataset, place?.line ?? 0]);
    byLine.set(key, [...(byLine.get(key) ?? []), check]);
  }
  return [...byLine.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [dataAnnotation(rules, first, others)],
  );
}

function dataAnnotation(rules: DataRules, check: DataCheck, others: readonly DataCheck[]): Annotation {
  const { place } = check;
  const file = place?.file ?? rules.section.datasets.find(({ name }) => name === check.dataset)?.schema?.path;
  return {
    level: check.severity,
    ...(file === undefined ? {} : { file, line: Math.max(1, place?.line ?? 1) }),
    ...(place === undefined ? {} : { column: Math.max(1, place.column) }),
    title: titleOf(check),
    message: fitted([
      foundSentence(check),
      ...(others.length === 0
        ? []
        : [`Broken in ${count(others.length)} more dataset${others.length === 1 ? '' : 's'}, too.`]),
      ...explanationOf(rules, check),
      ...(check.rows.length === 0 ? [] : [`First rows: ${check.rows.slice(0, 3).join(', ')}.`]),
    ]),
  };
}

/** `income: 12.4% empty`. */
function titleOf(check: DataCheck): string {
  const column = columnText(check);
  const subject = column === undefined ? tableWide(check) : clean(column, 40);
  const { main } = foundOf(check, plainInk(40));
  return cut(
    `${subject}: ${main}${check.rule === 'required' && check.reason === undefined ? ' empty' : ''}`,
    longestTitle,
  );
}

/** `10,405 of 83,911 rows are empty, 0.5% allowed.` */
function foundSentence(check: DataCheck): string {
  const sentence = brokenSentence(check, 40).replaceAll('`', '');
  if (check.rule !== 'required' || check.reason !== undefined) return sentence;
  const allowed = /the schema allows (.*)\.$/.exec(sentence)?.[1] ?? 'none';
  return `${count(check.count)} of ${count(check.of)} rows ${check.count === 1 ? 'is' : 'are'} empty, ${allowed} allowed.`;
}

/** What all offending rows share, where that is known: the value only where the record has it. */
function explanationOf({ section }: DataRules, check: DataCheck): string[] {
  const index = (section.checks ?? []).indexOf(check);
  const explanation = section.explanations?.find(({ checks }) => checks.includes(index));
  return explanation === undefined ? [] : [`All ${sharedText(explanation)}.`];
}

function sharedText({ column, value }: NonNullable<DataRules['section']['explanations']>[number]): string {
  const name = clean(column, 32);
  if (value === undefined) return `share one value of ${name}`;
  return value === null ? `have no ${name}` : `have ${name}=${clean(value, 32)}`;
}

/** As many sentences as fit, the first one cut where it does not fit alone. */
function fitted(sentences: readonly string[]): string {
  return sentences.reduce((text, sentence) => {
    const longer = text === '' ? sentence : `${text} ${sentence}`;
    return Array.from(longer).length <= longestMessage || text === '' ? cut(longer, longestMessage) : text;
  }, '');
}

/** Checks of the gate that failed or are undecided, all values of a slice as one. */
function gateAnnotations({ verdict }: Judged, policy: PolicyLines | undefined): Annotation[] {
  if (policy === undefined) return [];
  const open = groupsOf(verdict?.checks ?? []).filter(({ outcome }) =>
    ['failed', 'inconclusive', 'incomparable'].includes(outcome),
  );
  return open.map(({ worst, outcome, column }) => ({
    level: outcome === 'failed' ? 'error' : 'warning',
    file: policy.file,
    line: Math.max(1, policy.lineOf(worst) ?? 1),
    title: cut(
      `${clean(worst.metric, 40)}: ${outcome}${column === undefined ? '' : ` by ${clean(column, 20)}`}`,
      longestTitle,
    ),
    message: clean(worst.explanation.replaceAll('`', ''), longestMessage),
  }));
}

/** A step that stopped for another reason than the data. */
function stopAnnotation({ stopped, data }: Judged): Annotation[] {
  const isData = stopped?.command === 'validate' && (data?.checks ?? []).some(({ outcome }) => outcome === 'failed');
  if (stopped === undefined || isData) return [];
  const message = clean(stopped.reason.replaceAll('`', ''), longestMessage);
  return [
    {
      level: 'error',
      title: `stopped in ${clean(stopped.command, 40)}`,
      message,
    },
  ];
}
