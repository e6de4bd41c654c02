import type { FieldType, Scalar } from '@weighbridge/core';
import { literal } from '../sql.ts';
import { jsonLengths, textLength, textType } from './read-text.ts';
import type { HowToRead, Reading } from './reading.ts';
import { numberSql } from './scalar-sql.ts';

/**
 * Cells that are JSON text. Numbers, booleans, objects and arrays are what they are; days and times are read from text.
 * Under Frictionless a text is read as other types too, as its own reader does.
 */
export function readJson(types: readonly FieldType[], j: string, how: HowToRead): readonly Reading[] {
  const all = types.flatMap((type): FieldType[] => (type === 'any' ? ['any', 'number', 'boolean', 'object'] : [type]));
  return all.map((type) => jsonReading(type, j, how));
}

function jsonReading(type: FieldType, j: string, how: HowToRead): Reading {
  const text = `CASE WHEN starts_with(${j}, '"') THEN ${j} ->> '$' END`;
  const { kind, read } = textType(type);
  const native = nativeValue(type, j);
  const strict = how.dialect === 'json-schema';
  const fromText = native === undefined || (!strict && type !== 'any');
  const own = fromText ? read(how)(text) : undefined;
  const value = [native, own].filter((part) => part !== undefined);
  const joined = value.length > 1 ? `coalesce(${value.join(', ')})` : (value[0] ?? 'NULL');
  return {
    type,
    kind,
    value: joined,
    mayBeNaN: type === 'number' && !strict,
    key: kind === 'number' ? numberKey(joined, j) : joined,
    length: jsonLength(type, strict),
    literal: jsonLiteral(type, how),
  };
}

/** Values that JSON has itself; undefined for texts and what is read from texts. */
function nativeValue(type: FieldType, j: string): string | undefined {
  const number = `TRY_CAST(${j} AS DOUBLE)`;
  switch (type) {
    case 'number':
      return number;
    case 'integer':
      return `CASE WHEN ${number} = trunc(${number}) THEN ${number} END`;
    case 'year':
      return `CASE WHEN ${number} = trunc(${number}) AND ${number} BETWEEN 0 AND 9999 THEN ${number} END`;
    case 'boolean':
      return `CASE ${j} WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'object':
      return `CASE WHEN starts_with(${j}, '{') THEN ${j} END`;
    case 'array':
      return `CASE WHEN starts_with(${j}, '[') THEN ${j} END`;
    default:
      return undefined;
  }
}

/** Whole numbers as they are written, so that those beyond 2^53 stay apart; 1.0 and 1 are one. */
function numberKey(value: string, j: string): string {
  const written = `CASE WHEN regexp_full_match(${j}, '-?[1-9][0-9]*') THEN ${j} END`;
  const whole = `CASE WHEN abs(${value}) < 1e15 AND ${value} = trunc(${value}) THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) END`;
  return `CASE WHEN ${value} IS NOT NULL THEN coalesce(${written}, ${whole}, CAST(${value} AS VARCHAR)) END`;
}

/** JSON Schema's lengths speak of texts only. */
function jsonLength(type: FieldType, strict: boolean): Reading['length'] {
  if (type === 'string' || type === 'any') return textLength;
  return strict ? undefined : jsonLengths.get(type);
}

function jsonLiteral(type: FieldType, how: HowToRead): (value: Scalar) => string | undefined {
  const { kind, read } = textType(type);
  return (value) => {
    if (kind === 'number' && typeof value === 'number') return numberSql(value);
    if (kind === 'condition' && typeof value === 'boolean') return String(value);
    if (typeof value !== 'string' || kind === 'other') return undefined;
    const reads = kind === 'text' || kind === 'date' || kind === 'time' || how.dialect === 'frictionless';
    return reads ? read(how)(literal(value)) : undefined;
  };
}
