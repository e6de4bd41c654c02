import type { DataCheck } from '../../record/data.ts';
import { explained } from '../data/facts.ts';
import { type DataRules, schemaPlace, stoppingRules } from '../data/rules.ts';
import { columnText } from '../data/words.ts';
import type { Fold } from '../fold.ts';
import { type Ink, markdownInk } from '../ink.ts';
import { counted } from '../number.ts';
import type { View } from '../view.ts';

/** What the reader can do about broken data: fix it first, then loosen the rule. */
export function dataWaysFold(view: View): Fold | undefined {
  const rules = stoppingRules(view.record);
  const [first] = rules?.broken ?? [];
  if (rules === undefined || first === undefined) return undefined;
  const ink = markdownInk();
  const ways = [fix(rules, first, ink), loosen(rules, first, ink)].filter((way) => way !== undefined);
  return { title: 'Ways on', result: undefined, body: ways.map((way) => `- ${way}`).join('\n') };
}

/** The fix in the data: by the value that explains the rows, where there is one. */
function fix(rules: DataRules, first: DataCheck, ink: Ink): string {
  const [explanation] = explained(rules);
  if (explanation !== undefined) return `Fix or drop ${explainedRows(explanation, ink)}, then push.`;
  const column = columnText(first);
  if (first.rule === 'field' && column !== undefined) return `Put the column ${ink.code(column)} back, then push.`;
  if (first.rule === 'targetAmongFeatures') return 'Take the target out of the features, then push.';
  if (first.rule === 'noOverlap') return 'Take the rows that are in both out of one of the two, then push.';
  if (first.rows.length === 0) return 'Fix the data, then push.';
  return first.count === 1
    ? 'Fix or drop the one row, then push.'
    : `Fix or drop the ${counted(first.count, 'row')}, then push.`;
}

function explainedRows({ column, value }: ReturnType<typeof explained>[number], ink: Ink): string {
  if (value === undefined) return `the rows with that one value of ${ink.code(column)}`;
  return value === null ? `the rows without ${ink.code(column)}` : `the ${ink.code(value)} rows`;
}

/** The line to change where the data is right and the rule is not; nothing where loosening would hide a leak. */
function loosen(rules: DataRules, first: DataCheck, ink: Ink): string | undefined {
  const file = schemaPlace(rules, first)?.file;
  const column = columnText(first);
  if (file === undefined || column === undefined) return undefined;
  const [where, name] = [ink.code(file), ink.code(column)];
  const owners = 'Have the owners of that file approve it.';
  switch (first.rule) {
    case 'required':
      return `If empty ${name} is right from now on, set ${tolerance(first)} for it in ${where}. ${owners}`;
    case 'enum':
      return `If the other values of ${name} are right from now on, add them to its \`enum\` in ${where}. ${owners}`;
    case 'field':
      return `If ${name} is gone for good, take it out of ${where}. ${owners}`;
    case 'noOverlap':
    case 'timeOrder':
    case 'targetAmongFeatures':
      return undefined;
    case 'minimum':
    case 'maximum':
    case 'minLength':
    case 'maxLength':
    case 'pattern':
      return `If these values of ${name} are right from now on, widen its \`${first.rule}\` in ${where}. ${owners}`;
    case 'type':
    case 'unique':
    case 'multipleOf':
      return `If these rows are right from now on, set ${tolerance(first)} for ${name} in ${where}. ${owners}`;
    default:
      return undefined;
  }
}

/** `tolerance: { required: 13% }`: the found share, rounded up to what somebody would write. */
function tolerance({ rule, count, of }: DataCheck): string {
  const hundredfold = of === 0 ? 100 : (count / of) * 100;
  const step = hundredfold >= 1 ? 1 : 10 ** Math.floor(Math.log10(Math.max(hundredfold, 1e-6)));
  const rounded = Math.min(100, Number((Math.ceil(hundredfold / step - 1e-9) * step).toPrecision(6)));
  return `\`tolerance: { ${rule}: ${rounded}% }\``;
}
