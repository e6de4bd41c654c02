import type { DataCheck } from '../../record/data.ts';
import { commitText, headOf } from '../facts/compared.ts';
import { listed } from '../facts/to-pass.ts';
import type { Ink } from '../ink.ts';
import { count, counted } from '../number.ts';
import type { View } from '../view.ts';
import { type DataRules, dataRulesOf, datasetsOf, namesDatasets, stoppingRules } from './rules.ts';
import { columnText, foundText, rowsInWords, tableWide } from './words.ts';

type Explanation = NonNullable<DataRules['section']['explanations']>[number];

/** Of one kind, the most that a sentence names. */
const mostNamed = 3;

/** The value that every offending row shares: "Likely source" may not be said of less. */
export function likelySource(view: View, ink: Ink): string | undefined {
  const rules = stoppingRules(view.record);
  const explanations = rules === undefined ? [] : explained(rules);
  if (rules === undefined || explanations.length === 0) return undefined;
  const isOne = new Set(explanations.map(({ dataset }) => dataset)).size === 1;
  const sentences = explanations.slice(0, 2).map((explanation, index) => {
    const text = sentence(rules, explanation, ink);
    if (isOne) return index === 0 ? text : text.replace(/^all/, 'All');
    return `${index === 0 ? 'in' : 'In'} ${ink.code(explanation.dataset)} ${text}`;
  });
  const left = explanations.length - sentences.length;
  return [...sentences, ...(left === 0 ? [] : [`${counted(left, 'more value')} like it in the report.`])].join(' ');
}

/** Explanations of rules that are broken, those of most rules first. */
export function explained({ section, broken, warnings }: DataRules): Explanation[] {
  const speaks = new Set<DataCheck | undefined>([...broken, ...warnings]);
  return (section.explanations ?? [])
    .filter(({ checks }) => checks.some((index) => speaks.has(section.checks?.[index])))
    .toSorted((a, b) => b.checks.length - a.checks.length);
}

function sentence({ section }: DataRules, explanation: Explanation, ink: Ink): string {
  const checks = explanation.checks.flatMap((index) => section.checks?.[index] ?? []);
  const shown = checks.slice(0, mostNamed).map((check) => `all ${rowsInWords(check, ink)}`);
  const left = checks.length - shown.length;
  const rows = listed([...shown, ...(left === 0 ? [] : [`those of ${counted(left, 'more rule')}`])]);
  const isNew = explanation.isNew;
  if (explanation.value === undefined) {
    const age = isNew === undefined ? '' : `; that value ${isNew ? 'is new in this file' : 'was there before'}`;
    return `${rows} share one value of ${ink.code(explanation.column)}${age}.`;
  }
  const age = isNew === undefined ? '' : ` That value ${isNew ? 'is new in this file' : 'was there before'}.`;
  return `${rows} have ${shared(explanation, ink)}.${age}`;
}

/** `source=partner_b` in code, or that it is missing. */
function shared({ column, value }: Explanation, ink: Ink): string {
  return value === null ? `no ${ink.code(column)}` : ink.code(`${column}=${value ?? ''}`);
}

/** `data/churn.csv at e0417aa with main at 4be91c7, 1 day old.` */
export function comparedData(view: View, ink: Ink): string | undefined {
  const rules = stoppingRules(view.record);
  if (rules === undefined) return undefined;
  const { base } = rules.section;
  const head = headOf(view);
  const paths = datasetsOf(rules, rules.broken).map(({ path }) => ink.code(path));
  const left = paths.length - mostNamed;
  const files = listed([...paths.slice(0, mostNamed), ...(left > 0 ? [`${count(left)} more`] : [])]);
  const start = `${files === '' ? 'the data' : files}${head === undefined ? '' : ` at ${commitText(head, view, ink)}`}`;
  if (base === undefined) return nothing(rules, start, ink);
  const commit = commitText(base.commit, view, ink);
  const other = base.ref === undefined ? commit : `${ink.code(base.ref)} at ${commit}`;
  const { ageDays } = base;
  const age =
    ageDays === undefined ? '' : `, ${ageDays < 1 ? 'less than 1 day' : counted(Math.floor(ageDays), 'day')} old`;
  return `${start} with ${other}${age}.`;
}

function nothing({ section }: DataRules, start: string, ink: Ink): string | undefined {
  const why = section.diff?.find(({ by }) => by === 'none')?.why;
  return why === undefined ? undefined : `${start} with nothing: ${ink.prose(why.replace(/[.\s]+$/, ''))}.`;
}

/** `2 warnings: income, “at most 0.5% empty”, found 0.7% (0.3%) …`: what is broken and stops nothing. */
export function dataWarnings(view: View, ink: Ink): string | undefined {
  const rules = dataRulesOf(view.record);
  if (rules === undefined || rules.warnings.length === 0) return undefined;
  const named = namesDatasets(rules.warnings);
  const shown = rules.warnings.slice(0, mostNamed).map((check) => warningText(check, named, ink));
  const left = rules.warnings.length - shown.length;
  const more = left === 0 ? '' : ` ${count(left)} more ${left === 1 ? 'is' : 'are'} in the report.`;
  return `${counted(rules.warnings.length, 'warning')}: ${shown.join('; ')}.${more}`;
}

function warningText(check: DataCheck, named: boolean, ink: Ink): string {
  const column = columnText(check);
  const where = `${column === undefined ? tableWide(check) : ink.code(column)}${named ? ` in ${ink.code(check.dataset)}` : ''}`;
  return `${where}, “${ink.prose(check.expected)}”, found ${foundText(check, ink)}`;
}
