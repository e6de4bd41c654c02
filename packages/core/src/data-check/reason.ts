import type { DataCheck } from '../record/data.ts';
import { clean, cut, visible } from '../report/escape.ts';
import { counted, decimalsThatTell, fixed, percent } from '../report/number.ts';
import { isWholeRule, ruleText, toleranceText } from './expected.ts';
import { worstChecksFirst } from './outcome.ts';

/** The most characters of a reason, so that inbox and phone previews hold it (COMMENT §1). */
const longestReason = 100;

/**
 * Why the data stops the run: one sentence about the worst broken rule of severity error, names in backticks;
 * undefined where none is broken. "12.4% of `income` is empty; the schema allows 0.5%."
 */
export function dataStopReason(checks: readonly DataCheck[]): string | undefined {
  const [worst] = worstChecksFirst(checks);
  if (worst?.outcome !== 'failed' || worst.severity !== 'error') return undefined;
  for (const longest of [64, 32, 20, 12]) {
    const text = brokenSentence(worst, longest);
    if (Array.from(text).length <= longestReason) return text;
  }
  const broken = checks.filter(({ outcome, severity }) => outcome === 'failed' && severity === 'error').length;
  return `The data breaks ${counted(broken, 'rule')}.`;
}

/** What a sentence about a broken check is made of. */
export type BrokenRule = Pick<
  DataCheck,
  'dataset' | 'column' | 'columns' | 'rule' | 'expected' | 'count' | 'of' | 'tolerance' | 'measured' | 'reason'
>;

/** What was found alone: "1 row of `age` is above 100". */
export function foundClause(check: BrokenRule, longest = 64): string {
  return brokenSentence(check, longest).replace(/(; (the schema (allows|asks for)|it may be) .*)?\.$/, '');
}

/** One sentence about a broken check: what was found, and what is allowed. Names are cut to `longest`. */
export function brokenSentence(check: BrokenRule, longest = 64): string {
  if (check.reason !== undefined) {
    return `The rule \`${named(check.rule, longest)}\`${ofText(check, longest)} cannot be judged: ${clean(check.reason, longest)}.`;
  }
  if (isWholeRule(check.rule)) return wholeSentence(check, longest);
  const leak = leakageSentence(check, longest);
  if (leak !== undefined) return leak;
  const shown = amount(check);
  const ofRows = check.rule === 'expression' || !hasColumns(check);
  const subject = ofRows ? 'the rows' : subjectText(check, longest);
  const of = ofRows && !shown.isShare ? shown.text : `${shown.text} of ${subject}`;
  const words = brokenWords(check, shown.isShare ? !ofRows : check.count === 1, longest);
  return `${of} ${words}; the schema allows ${check.tolerance ? toleranceText(check.tolerance) : 'none'}.`;
}

/** A share where it can be read off with one decimal, else rows. */
function amount({ count, of, tolerance }: BrokenRule): { readonly text: string; readonly isShare: boolean } {
  const share = of > 0 ? count / of : 0;
  const rows = { text: counted(count, 'row'), isShare: false };
  if (share < 0.0005 || (tolerance && 'count' in tolerance)) return rows;
  const marks = tolerance ? [tolerance.share * 100] : [100].filter((mark) => share * 100 !== mark);
  return { text: percent(share, share === 1 ? 0 : decimalsThatTell(1, [share * 100], marks)), isShare: true };
}

/** A record may come from elsewhere: its words are foreign too. */
function ruleWords({ expected }: BrokenRule): string {
  return cut(visible(ruleText(expected)), 100);
}

const opposites: readonly (readonly [RegExp, string])[] = [
  [/^text of at least /, 'shorter than '],
  [/^text of at most /, 'longer than '],
  [/^at least /, 'below '],
  [/^at most /, 'above '],
  [/^above /, 'not above '],
  [/^below /, 'not below '],
];

/** What broken rows are or do: "is empty", "are repeated", "breaks `end >= start`". */
function brokenWords(check: BrokenRule, one: boolean, longest: number): string {
  const be = (text: string): string => `${one ? 'is' : 'are'} ${text}`;
  const rule = ruleWords(check);
  switch (check.rule) {
    case 'required':
      return be('empty');
    case 'unique':
    case 'primaryKey':
    case 'uniqueKeys':
      return be('repeated');
    case 'pattern':
      return `${one ? 'does' : 'do'} not match ${one ? 'its' : 'their'} pattern`;
    case 'never':
      return be('forbidden');
    case 'type':
    case 'enum':
    case 'multipleOf':
    case 'foreignKey':
      return be(`not ${rule}`);
    case 'expression':
      return `${one ? 'breaks' : 'break'} \`${named(rule, longest)}\``;
    default: {
      const opposite = opposites.find(([pattern]) => pattern.test(rule));
      if (opposite) return be(rule.replace(opposite[0], opposite[1]));
      return `${one ? 'breaks' : 'break'} its rule \`${named(check.rule, longest)}\``;
    }
  }
}

function wholeSentence(check: BrokenRule, longest: number): string {
  const rule = ruleWords(check);
  const { measured } = check;
  const text = typeof measured === 'number' ? measuredText(check, measured) : measured;
  const found = text === undefined ? undefined : clean(text, longest);
  switch (check.rule) {
    case 'field':
      return `The column ${subjectText(check, longest)} is not in the table.`;
    case 'fields':
      return `The columns are not as the schema asks: ${rule}.`;
    case 'rowCount':
      return `The table has ${found ?? 'other'} rows; the schema asks for ${rule}.`;
    case 'freshness':
      return `The newest value of ${subjectText(check, longest)} is ${found ?? 'unknown'}; it may be ${rule.replace('newest value ', '')}.`;
    default: {
      const [, what = rule, range = rule] = /^(.*?) ((?:at least|at most|between) .*)$/.exec(rule) ?? [];
      return `The ${what} of ${subjectText(check, longest)} is ${found ?? 'unknown'}; the schema asks for ${range}.`;
    }
  }
}

function measuredText({ rule, expected }: BrokenRule, measured: number): string {
  if (rule === 'rowCount') return fixed(measured, 0);
  return expected.startsWith('share ') ? percent(measured) : String(Number(measured.toPrecision(4)));
}

function leakageSentence(check: BrokenRule, longest: number): string | undefined {
  const { count, dataset } = check;
  const one = count === 1;
  switch (check.rule) {
    case 'noOverlap':
      return `${counted(count, 'row')} of ${clean(dataset, longest)} ${one ? 'is' : 'are'} in the training data too${byText(check, longest)}.`;
    case 'timeOrder':
      return `${counted(count, 'row')} of ${clean(dataset, longest)} ${one ? 'is' : 'are'} not later than training${byText(check, longest)}.`;
    case 'targetAmongFeatures':
      return `${subjectText(check, longest)} in ${clean(dataset, longest)} ${check.columns && check.columns.length > 1 ? 'give' : 'gives'} the answer away.`;
    case 'evaluationChanged':
      return 'The evaluation data changed together with the model.';
    default:
      return undefined;
  }
}

function byText(check: BrokenRule, longest: number): string {
  return hasColumns(check) ? `, by ${subjectText(check, longest)}` : '';
}

function ofText(check: BrokenRule, longest: number): string {
  return hasColumns(check) ? ` of ${subjectText(check, longest)}` : '';
}

function hasColumns({ column, columns = [] }: BrokenRule): boolean {
  return column !== undefined || columns.length > 0;
}

/** `income` in backticks; of several columns the first two. */
function subjectText({ column, columns = [] }: BrokenRule, longest: number): string {
  const names = column === undefined ? columns : [column];
  const shown = names.slice(0, 2).map((name) => `\`${named(name, longest)}\``);
  return names.length > 2 ? `${shown.join(', ')} and ${names.length - 2} more` : shown.join(' and ');
}

/** A backtick in a name would end its code. */
function named(text: string, longest: number): string {
  return clean(text, longest).replaceAll('`', '’');
}
