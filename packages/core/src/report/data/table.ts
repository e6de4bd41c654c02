import type { DataCheck } from '../../record/data.ts';
import { icons } from '../headline.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { count, nbsp } from '../number.ts';
import { cellCode, isShort } from '../slice.ts';
import { table } from '../table.ts';
import { type DataRules, namesDatasets } from './rules.ts';
import { columnText, foundOf, tableWide } from './words.ts';

/** The main table where the data stopped the run: what broke, worst first as the record has it. */
export function brokenTable({ broken }: DataRules, most: number): string {
  return rulesTable(broken, ['Column', 'Rule', 'Found (was)'], most);
}

/** The main table where only the schema of the base forbids the data. */
export function forbiddenTable(broken: readonly DataCheck[], base: string, most: number): string {
  return rulesTable(broken, ['Column', `Schema of ${base}`, 'Found'], most);
}

function rulesTable(broken: readonly DataCheck[], head: string[], most: number): string {
  const ink = markdownInk();
  const named = namesDatasets(broken);
  const shown = broken.slice(0, most);
  const lines = shown.map((check) => ruleCells(check, icons.failed, named, ink));
  const left = broken.length - shown.length;
  const more =
    left === 0 ? '' : `\n\n${count(left)} more broken ${left === 1 ? 'rule is' : 'rules are'} in the report.`;
  return table([head, ...lines], ['l', 'l', 'l']) + more;
}

/** One broken rule: icon and column, the rule in words, what was found and was. */
export function ruleCells(check: DataCheck, icon: string, named: boolean, ink: Ink): string[] {
  const column = columnText(check);
  const label = column === undefined ? tableWide(check) : cellCode(column, ink);
  const space = isShort(column ?? '', 2) ? nbsp : ' ';
  const dataset = named ? `<br>in ${cellCode(check.dataset, ink)}` : '';
  const { main, was, detail } = foundOf(check, ink);
  const found = `${ink.strong(main)}${was === undefined ? '' : ` (${was})`}`;
  return [
    `${icon}${space}${label}${dataset}`,
    ink.prose(check.expected),
    detail === undefined ? found : `${found}<br>${detail}`,
  ];
}
