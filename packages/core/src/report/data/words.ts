import type { DataCheck } from '../../record/data.ts';
import type { Ink } from '../ink.ts';
import { count, counted, decimalsOfValue, decimalsThatTell, fixed } from '../number.ts';

/** What a rule found: the number that decided, the same on the base's rows, and the rows behind it. */
export interface Found {
  readonly main: string;
  readonly was: string | undefined;
  readonly detail: string | undefined;
}

type Reader = (check: DataCheck, ink: Ink) => Found;

/** The columns a rule speaks of, as one text; undefined for a rule over the whole table. */
export function columnText({ column, columns }: DataCheck): string | undefined {
  if (column !== undefined) return column;
  return columns === undefined || columns.length === 0 ? undefined : columns.join(', ');
}

const wholeWords: ReadonlyMap<string, string> = new Map([
  ['rowCount', 'rows'],
  ['fields', 'columns'],
  ['noOverlap', 'whole rows'],
  ['evaluationChanged', 'evaluation data'],
]);

/** What a rule without a column is about. */
export function tableWide({ rule }: DataCheck): string {
  return wholeWords.get(rule) ?? 'whole table';
}

/** `12.4%`, with as many decimals as tell it from the limit; rows where the share is too small to read. */
export function shareText(rows: number, of: number, limit?: number): string {
  if (of === 0) return counted(rows, 'row');
  const hundredfold = (rows / of) * 100;
  if (rows > 0 && hundredfold < 0.001) return counted(rows, 'row');
  const decimals = rows === 0 || hundredfold >= 0.1 ? 1 : decimalsOfValue(hundredfold) - 1;
  const told = decimalsThatTell(decimals, [hundredfold], [100, ...(limit === undefined ? [] : [limit * 100])]);
  return `${rows === 0 ? '0' : fixed(hundredfold, told)}%`;
}

/** What a rule found, by its kind. */
export function foundOf(check: DataCheck, ink: Ink): Found {
  if (check.reason !== undefined && check.count === 0) {
    return { main: 'cannot be judged', was: undefined, detail: ink.prose(check.reason) };
  }
  return (readers.get(check.rule) ?? rowsFound)(check, ink);
}

/** Found and was in one line: `12.4% (0.3%)`, the first part bold. */
export function foundText(check: DataCheck, ink: Ink): string {
  const { main, was } = foundOf(check, ink);
  return `${ink.strong(main)}${was === undefined ? '' : ` (${was})`}`;
}

/** A share of rows, where the tolerance is one or emptiness is asked about. */
function shareFound(check: DataCheck): Found {
  const limit = check.tolerance !== undefined && 'share' in check.tolerance ? check.tolerance.share : undefined;
  return {
    main: shareText(check.count, check.of, limit),
    was: check.was === undefined ? undefined : shareText(check.was.count, check.was.of),
    detail: counted(check.count, 'row'),
  };
}

function rowsFound(check: DataCheck): Found {
  if (check.tolerance !== undefined && 'share' in check.tolerance) return shareFound(check);
  return {
    main: counted(check.count, 'row'),
    was: check.was === undefined ? undefined : count(check.was.count),
    detail: check.of === 0 ? undefined : shareText(check.count, check.of),
  };
}

function repeatsFound(check: DataCheck): Found {
  const { was } = check;
  return {
    main: `${count(check.distinct ?? check.count)} repeated`,
    was: was === undefined ? undefined : count(was.distinct ?? was.count),
    detail: check.distinct === undefined ? undefined : counted(check.count, 'row'),
  };
}

/** Values that the schema does not list; "new" only where the base's rows have none of them. */
function valuesFound(check: DataCheck): Found {
  const { distinct, was } = check;
  if (distinct === undefined) return rowsFound(check);
  const isNew = was?.count === 0;
  return {
    main: counted(distinct, isNew ? 'new value' : 'other value'),
    was: was?.distinct === undefined || isNew ? undefined : count(was.distinct),
    detail: counted(check.count, 'row'),
  };
}

function wordFound(word: string): Reader {
  return () => ({ main: word, was: undefined, detail: undefined });
}

/** What was measured over a whole column or table. */
function measuredFound(check: DataCheck, ink: Ink): Found {
  const { measured } = check;
  if (measured === undefined) return rowsFound(check);
  const main = typeof measured === 'string' ? ink.code(measured) : numberText(measured);
  return { main, was: undefined, detail: undefined };
}

/** A number of the data: whole ones as counts, others with three significant digits, thousands without decimals. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? fixed(value, 0) : fixed(value, 2);
  return fixed(value, Math.abs(value) >= 1000 ? 0 : decimalsOfValue(value));
}

function bothFound(check: DataCheck): Found {
  return { ...rowsFound(check), main: `${counted(check.count, 'row')} in both` };
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['required', shareFound],
  ['unique', repeatsFound],
  ['primaryKey', repeatsFound],
  ['enum', valuesFound],
  ['foreignKey', (check) => ({ ...rowsFound(check), main: `${counted(check.count, 'row')} without a match` })],
  ['field', wordFound('not there')],
  ['fields', measuredFound],
  ['rowCount', measuredFound],
  ['aggregate', measuredFound],
  ['freshness', measuredFound],
  ['noOverlap', bothFound],
  ['timeOrder', (check) => ({ ...rowsFound(check), main: `${counted(check.count, 'row')} too early` })],
  ['targetAmongFeatures', wordFound('found')],
  ['evaluationChanged', wordFound('both changed')],
]);

/** The rows that break a rule, in a sentence: "10,405 rows without `income`". */
export function rowsInWords(check: DataCheck, ink: Ink): string {
  const rows = counted(check.count, 'row');
  const column = columnText(check);
  if (column === undefined) return `${rows} that break “${ink.prose(check.expected)}”`;
  const name = ink.code(column);
  switch (check.rule) {
    case 'required':
      return `${rows} without ${name}`;
    case 'enum':
      return `${rows} with ${check.was?.count === 0 ? 'a new' : 'another'} ${name}`;
    case 'unique':
    case 'primaryKey':
      return `${rows} that repeat ${name}`;
    case 'foreignKey':
      return `${rows} without a match for ${name}`;
    case 'type':
      return `${rows} with another type of ${name}`;
    default:
      return `${rows} whose ${name} is not “${ink.prose(check.expected)}”`;
  }
}
