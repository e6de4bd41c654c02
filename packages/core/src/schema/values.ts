import type { FieldType, Reading, Scalar } from '../check/model.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import { shortened } from '../policy/source.ts';
import { placeOf, type SchemaNode, wrong } from './node.ts';

/**
 * A value of a constraint, read as the field's own cells are: Frictionless reads both by one reader. Numbers come back as
 * numbers, truths as booleans; dates and times stay text. Throws UserError for what the field itself could not hold.
 */
export function scalarOf(node: SchemaNode, keyword: string, type: FieldType, reading: Reading): Exclude<Scalar, null> {
  const { value } = node;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw wrong(node, 'a text, a number, true or false');
  }
  const read = readers[type];
  const found = read === undefined ? value : read(value, reading);
  if (found !== undefined) return found;
  throw schemaErrors.unreadableBound(
    { keyword, value: shortened(String(value)), type: `${type}${formatText(type, reading)}` },
    { place: placeOf(node) },
  );
}

function formatText(type: FieldType, { format }: Reading): string {
  if (format !== undefined) return ` of the format \`${shortened(format)}\``;
  return type === 'string' ? ' (quotes make it one)' : '';
}

type Reader = (value: string | number | boolean, reading: Reading) => string | number | boolean | undefined;

const readers: Readonly<Partial<Record<FieldType, Reader>>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  integer: (value, reading) => integer(value, reading),
  number: (value, reading) => number(value, reading),
  year: (value) => (/^\d{4}$/.test(String(value)) ? Number(value) : undefined),
  yearmonth: (value) => text(value, /^\d{1,4}-(?:0?[1-9]|1[0-2])$/),
  boolean: (value, reading) => truth(value, reading),
  date: (value, { format }) => text(value, format === undefined ? /^\d{4}-\d{1,2}-\d{1,2}$/ : /^/),
  datetime: (value, { format }) => {
    return text(
      value,
      format === undefined ? /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?$/ : /^/,
    );
  },
  time: (value, { format }) => {
    return text(value, format === undefined ? /^\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?$/ : /^/);
  },
};

function text(value: string | number | boolean, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** Beyond the whole numbers that JavaScript counts exactly, the text is kept. */
function integer(value: string | number | boolean, { groupChar = '' }: Reading): number | string | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const digits = value.trim().replaceAll(groupChar, '');
  if (!/^[+-]?\d{1,38}$/.test(digits)) return undefined;
  const found = Number(digits);
  return Number.isSafeInteger(found) ? found : digits;
}

function number(value: string | number | boolean, { groupChar = '', decimalChar = '.' }: Reading): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const digits = value.trim().replaceAll(groupChar, '').replace(decimalChar, '.');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(digits)) return undefined;
  const found = Number(digits);
  return Number.isFinite(found) ? found : undefined;
}

function truth(value: string | number | boolean, reading: Reading): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const { trueValues = ['true', 'True', 'TRUE', '1'], falseValues = ['false', 'False', 'FALSE', '0'] } = reading;
  if (typeof value !== 'string') return undefined;
  if (falseValues.includes(value)) return false;
  return trueValues.includes(value) ? true : undefined;
}
