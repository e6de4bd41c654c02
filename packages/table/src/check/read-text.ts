import { type FieldType, stringFormats } from '@weighbridge/core';
import { list, literal } from '../sql.ts';
import type { HowToRead, ValueKind } from './reading.ts';

/** How text is read as a type: SQL that is NULL where it does not read so. `t` is SQL of a text, NULL where missing. */
export type TextReader = (t: string) => string;

interface TextType {
  readonly kind: ValueKind;
  readonly read: (how: HowToRead) => TextReader;
}

const defaultTrue = ['true', 'True', 'TRUE', '1'];
const defaultFalse = ['false', 'False', 'FALSE', '0'];

/**
 * Cells of text by type, as Frictionless reads them: https://datapackage.org/standard/table-schema/#field-types. Under
 * JSON Schema 1.0 is an integer too, and a day has two digits for month and day (RFC 3339).
 */
const textTypes: Readonly<Record<FieldType, TextType>> = {
  any: { kind: 'text', read: () => (t) => t },
  string: { kind: 'text', read: ({ reading }) => stringReader(reading.format) },
  integer: { kind: 'number', read: integerReader },
  number: { kind: 'number', read: numberReader },
  boolean: { kind: 'condition', read: booleanReader },
  date: { kind: 'date', read: dateReader },
  datetime: { kind: 'date', read: datetimeReader },
  time: { kind: 'time', read: timeReader },
  year: { kind: 'number', read: () => (t) => when(matches(t, '[0-9]{4}'), `TRY_CAST(${t} AS INTEGER)`) },
  yearmonth: { kind: 'date', read: () => yearMonth },
  object: { kind: 'other', read: () => jsonReader('OBJECT') },
  array: { kind: 'other', read: () => jsonReader('ARRAY') },
  null: { kind: 'other', read: () => () => 'CAST(NULL AS VARCHAR)' },
};

export function textType(type: FieldType): TextType {
  return textTypes[type];
}

/** Unicode code points. */
export function textLength(value: string): string {
  return `length(${value})`;
}

/** Items of an array, keys of an object, of their JSON text. */
export const jsonLengths: ReadonlyMap<FieldType, (value: string) => string> = new Map<
  FieldType,
  (value: string) => string
>([
  ['array', (value) => `json_array_length(${value})`],
  ['object', (value) => `len(json_keys(${value}))`],
]);

function when(condition: string, value: string): string {
  return `CASE WHEN ${condition} THEN ${value} END`;
}

/** The whole of `t` fits an RE2 pattern of ours. */
function matches(t: string, pattern: string): string {
  return `regexp_full_match(${t}, ${literal(pattern)})`;
}

function stringReader(format: string | undefined): TextReader {
  const pattern = Object.hasOwn(stringFormats, format ?? '') ? stringFormats[format ?? ''] : undefined;
  return pattern === undefined ? (t) => t : (t) => when(matches(t, pattern), t);
}

/** Letters, signs of currency and the like around a number are dropped where `bareNumber` is false. */
function bare(t: string, { reading }: HowToRead): string {
  const stripped = reading.bareNumber === false ? `regexp_replace(${t}, '^[^-0-9]+|[^0-9]+$', '', 'g')` : t;
  return reading.groupChar ? `replace(${stripped}, ${literal(reading.groupChar)}, '')` : stripped;
}

function integerReader(how: HowToRead): TextReader {
  const asNumber = numberReader(how);
  return (t) => {
    const text = bare(t, how);
    const whole = when(matches(text, '\\s*[+-]?[0-9]+\\s*'), `TRY_CAST(${text} AS HUGEINT)`);
    if (how.dialect === 'frictionless') return whole;
    const number = asNumber(t);
    return `coalesce(${whole}, CASE WHEN ${number} = trunc(${number}) THEN TRY_CAST(${number} AS HUGEINT) END)`;
  };
}

function numberReader(how: HowToRead): TextReader {
  const { decimalChar } = how.reading;
  return (t) => {
    const text = bare(t, how);
    if (decimalChar === undefined || decimalChar === '.') return plainNumber(text);
    return when(`NOT contains(${text}, '.')`, plainNumber(`replace(${text}, ${literal(decimalChar)}, '.')`));
  };
}

/** DuckDB takes `1_000` and a sign twice; nobody who writes tables means them. */
function plainNumber(text: string): string {
  return when(`NOT contains(${text}, '_') AND NOT starts_with(${text}, '+-')`, `TRY_CAST(${text} AS DOUBLE)`);
}

function booleanReader({ reading }: HowToRead): TextReader {
  const oneOf = (values: readonly string[]): string => (values.length > 0 ? values.map(literal).join(', ') : 'NULL');
  const yes = oneOf(reading.trueValues ?? defaultTrue);
  const no = oneOf(reading.falseValues ?? defaultFalse);
  return (t) => `CASE WHEN ${t} IN (${yes}) THEN true WHEN ${t} IN (${no}) THEN false END`;
}

const anyDate = [
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%Y%m%d',
  '%m/%d/%Y',
  '%d.%m.%Y',
  '%d %b %Y',
  '%d %B %Y',
  '%b %d, %Y',
  '%B %d, %Y',
];
const anyTime = ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M', '%I:%M %p', '%I:%M:%S %p'];

const isoDay = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const isoClock = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]+)?';
const isoOffset = '([Zz]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)';

function dateReader({ reading, dialect }: HowToRead): TextReader {
  const named = namedFormat(reading.format);
  if (named === 'any') return (t) => `CAST(${parsed(t, anyDate)} AS DATE)`;
  if (named !== 'default') return (t) => `CAST(${parsed(t, [named])} AS DATE)`;
  // The pattern keeps out what DuckDB also casts: `2026/01/31`, `epoch`, a year before Christ, a time behind the day.
  const iso = (t: string): string => `${matches(t, isoDay)} THEN TRY_CAST(${t} AS DATE)`;
  if (dialect === 'json-schema') return (t) => `CASE WHEN ${iso(t)} END`;
  const short = (t: string): string => `CAST(${parsed(t, ['%Y-%m-%d'])} AS DATE)`;
  return (t) => `CASE WHEN ${iso(t)} WHEN ${matches(t, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')} THEN ${short(t)} END`;
}

/** Times with an offset become UTC; those without are taken as UTC. */
function datetimeReader({ reading, dialect }: HowToRead): TextReader {
  const named = namedFormat(reading.format);
  if (named === 'any') {
    const both = anyDate.flatMap((date) => [
      date,
      ...anyTime.flatMap((time) => [`${date} ${time}`, `${date}T${time}`]),
    ]);
    return (t) => `coalesce(${isoDatetime(t)}, ${parsed(t, both)})`;
  }
  if (named !== 'default') return (t) => parsed(t, [named]);
  return dialect === 'json-schema' ? rfcDatetime : isoDatetime;
}

function isoDatetime(t: string): string {
  return `CASE WHEN ${matches(t, `${isoDay}[Tt ]${isoClock.replace('([.,][0-9]+)?', '')}`)} THEN TRY_CAST(${t} AS TIMESTAMP)
    WHEN ${matches(t, `${isoDay}[Tt ]${isoClock}${isoOffset}?`)} THEN ${zoned(t)} END`;
}

/** RFC 3339, section 5.6: with a T and an offset. */
function rfcDatetime(t: string): string {
  const offset = '([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])';
  return when(matches(t, `${isoDay}[Tt]${isoClock.replace(',', '')}${offset}`), zoned(t));
}

function zoned(t: string): string {
  return `CAST(TRY_CAST(replace(upper(${t}), ',', '.') AS TIMESTAMPTZ) AS TIMESTAMP)`;
}

function timeReader({ reading }: HowToRead): TextReader {
  const named = namedFormat(reading.format);
  const full = `${isoClock}${isoOffset}?`;
  if (named === 'default') {
    return (t) => when(matches(t, full), `TRY_CAST(replace(substr(${t}, 1, 15), ',', '.') AS TIME)`);
  }
  return (t) => `CAST(${parsed(t, named === 'any' ? anyTime : [named])} AS TIME)`;
}

function yearMonth(t: string): string {
  return when(matches(t, '[0-9]{4}-[0-9]{1,2}'), `CAST(${parsed(`(${t} || '-01')`, ['%Y-%m-%d'])} AS DATE)`);
}

function parsed(t: string, patterns: readonly string[]): string {
  return `try_strptime(${t}, ${list(patterns.map(literal))})`;
}

/** `default`, `any`, or a pattern of strptime. */
function namedFormat(format: string | undefined): string {
  return format === undefined || format === 'date' || format === 'date-time' || format === 'time' ? 'default' : format;
}

function jsonReader(type: 'OBJECT' | 'ARRAY'): TextReader {
  return (t) => `CASE WHEN json_valid(${t}) THEN CASE WHEN json_type(${t}) = '${type}' THEN ${t} END END`;
}
