import type { Cuts } from '../cuts.ts';
import { changedColumns, diffsInOrder } from '../data/diff.ts';
import { type DataRules, dataRulesOf, ignoredKeywords, namesDatasets, stoppingRules } from '../data/rules.ts';
import { ruleCells } from '../data/table.ts';
import type { Fold } from '../fold.ts';
import { icons } from '../headline.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, counted } from '../number.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';
import { diffBody } from './data-stop.ts';

/** The data of a run that went on: how many rules hold, what warns, what changed. */
export function dataFold(view: View, cuts: Cuts): Fold | undefined {
  const rules = dataRulesOf(view.record);
  if (rules === undefined || stoppingRules(view.record) !== undefined) return undefined;
  const ink = markdownInk();
  const diffs = diffsInOrder(view, rules.warnings);
  const changed = diffs.reduce((sum, diff) => sum + changedColumns(view, diff), 0);
  const body = [
    ...warningTable(rules, cuts, ink),
    ...ignoredText(rules, ink),
    ...(changed === 0 ? [] : [diffBody(view, diffs, { ...cuts, rows: Math.min(cuts.rows, 6) }, ink)]),
  ];
  return {
    title: 'Data',
    result: [ruleTally(rules), ...changeTally(diffs.length, changed)].join('; '),
    body: body.length === 0 ? undefined : body.join('\n\n'),
  };
}

/** What the schemas ask and nobody judged, because the policy says so; a reader would take it for held. */
function ignoredText({ section: { datasets } }: DataRules, ink: Ink): string[] {
  const own = datasets.filter((dataset) => ignoredKeywords(dataset).length > 0);
  const lines = own.map((dataset) => {
    const keywords = ignoredKeywords(dataset);
    const left = keywords.length > mostIgnored ? ` and ${count(keywords.length - mostIgnored)} more` : '';
    const where = datasets.length > 1 ? ` of ${ink.code(dataset.name)}` : '';
    return `Not judged${where}, by your \`ignore\`: ${keywords.slice(0, mostIgnored).map(ink.code).join(', ')}${left}.`;
  });
  return lines.length === 0 ? [] : [lines.join('<br>')];
}

const mostIgnored = 8;

/** `12 of 14 rules hold, 2 warn`. */
export function ruleTally({ checks, held, broken, warnings, notJudged }: DataRules): string {
  const parts = [
    `${count(held)} of ${counted(checks.length, 'rule')} ${held === 1 ? 'holds' : 'hold'}`,
    ...(broken.length === 0 ? [] : [`${count(broken.length)} broken`]),
    ...(warnings.length === 0 ? [] : [`${count(warnings.length)} ${warnings.length === 1 ? 'warns' : 'warn'}`]),
    ...(notJudged.length === 0 ? [] : [`${count(notJudged.length)} not judged`]),
  ];
  return parts.join(', ');
}

function changeTally(diffs: number, changed: number): string[] {
  if (diffs === 0) return [];
  return [changed === 0 ? 'no column changed beyond noise' : `${counted(changed, 'column')} changed beyond noise`];
}

function warningTable({ warnings }: DataRules, cuts: Cuts, ink: Ink): string[] {
  if (warnings.length === 0) return [];
  const named = namesDatasets(warnings);
  const shown = warnings.slice(0, Math.max(1, cuts.rows));
  const lines = shown.map((check) => ruleCells(check, icons.inconclusive, named, ink));
  const left = warnings.length - shown.length;
  const more = left === 0 ? [] : [`${counted(left, 'more warning')} ${left === 1 ? 'is' : 'are'} in the report.`];
  return [table([['Column', 'Rule', 'Found (was)'], ...lines], ['l', 'l', 'l']), ...more];
}
