import type { Expression } from '@weighbridge/core';
import type { Compiler, Part } from './part.ts';
import { textType } from './read-text.ts';

/** A call of one of the language's functions, with unknown for what is given an unknown. */
export function callSql(call: Expression & { kind: 'call' }, compiler: Compiler): Part {
  const { name, arguments: values } = call;
  switch (name) {
    case 'abs':
    case 'floor':
    case 'ceil':
    case 'round':
      return { kind: 'number', sql: numeric(name, values, compiler) };
    case 'length':
      return { kind: 'number', sql: `length(${texts(values, compiler)})`, isExact: true };
    case 'lower':
    case 'upper':
    case 'trim':
      return { kind: 'text', sql: `${name}(${texts(values, compiler)})` };
    case 'startswith':
      return { kind: 'condition', sql: `starts_with(${texts(values, compiler)})` };
    case 'endswith':
      return { kind: 'condition', sql: `ends_with(${texts(values, compiler)})` };
    case 'contains':
      return { kind: 'condition', sql: `contains(${texts(values, compiler)})` };
    case 'coalesce':
    case 'least':
    case 'greatest':
      return chosen(name, values, compiler);
    case 'date':
      return { kind: 'date', sql: dateOf(values, compiler) };
    case 'days_between':
      return { kind: 'number', sql: daysBetween(values, compiler), isExact: true };
  }
}

function texts(values: readonly Expression[], compiler: Compiler): string {
  return values.map((value) => compiler.needed(value, 'text')).join(', ');
}

function numeric(name: string, values: readonly Expression[], compiler: Compiler): string {
  const [number = 'NULL', digits] = values.map((value) => `CAST(${compiler.needed(value, 'number')} AS DOUBLE)`);
  return `${name}(${digits === undefined ? number : `${number}, TRY_CAST(${digits} AS INTEGER)`})`;
}

/** DuckDB's least and greatest pass over NULL; here only `coalesce` does. */
function chosen(name: 'coalesce' | 'least' | 'greatest', values: readonly Expression[], compiler: Compiler): Part {
  const parts = compiler.alike(values);
  const all = parts.map(({ sql }) => sql);
  const sql = `${name}(${all.join(', ')})`;
  const kind = parts.find((part) => part.kind !== 'unknown')?.kind ?? 'unknown';
  if (name === 'coalesce') return { kind, sql };
  return { kind, sql: `CASE WHEN ${all.map((one) => `(${one}) IS NOT NULL`).join(' AND ')} THEN ${sql} END` };
}

/** A day, of text in ISO form or of a day or time. */
function dateOf([value]: readonly Expression[], compiler: Compiler): string {
  if (value === undefined) return 'CAST(NULL AS DATE)';
  const found = compiler.part(value, 'text');
  if (found.kind === 'date') return `TRY_CAST(${found.sql} AS DATE)`;
  const day = textType('date').read({ dialect: 'frictionless', reading: {} });
  return day(compiler.needed(value, 'text'));
}

/** Midnights from the first to the second. */
function daysBetween(values: readonly Expression[], compiler: Compiler): string {
  const days = values.map((value) => `TRY_CAST(${compiler.needed(value, 'date')} AS DATE)`);
  return `date_diff('day', ${days.join(', ')})`;
}
