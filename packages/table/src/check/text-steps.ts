import type { FieldType } from '@weighbridge/core';
import { textType } from './read-text.ts';
import type { HowToRead, Steps } from './reading.ts';

/**
 * Reads most cells without a pattern. What DuckDB casts, and prints again to the very same text, has the usual form, which
 * every pattern of ours for the type takes; only other texts are tried by the pattern. Undefined for types of which that is
 * not so, and where the schema has its own idea of a number or a date.
 */
export function textSteps(type: FieldType, how: HowToRead, t: string): Steps | undefined {
  const { bareNumber, groupChar, decimalChar, format } = how.reading;
  const isPlain = bareNumber !== false && !groupChar && (decimalChar === undefined || decimalChar === '.');
  const exact = textType(type).read(how)(t);
  if (type === 'integer' && isPlain) {
    return {
      first: `TRY_CAST(${t} AS BIGINT)`,
      second: (first) => `CASE WHEN CAST(${first} AS VARCHAR) = ${t} THEN CAST(${first} AS HUGEINT) ELSE ${exact} END`,
    };
  }
  if (type === 'date' && (format === undefined || format === 'default' || format === 'date')) {
    return {
      first: `TRY_CAST(${t} AS DATE)`,
      second: (first) =>
        `CASE WHEN CAST(${first} AS VARCHAR) = ${t} AND strlen(${t}) = ${dayLength} THEN ${first} ELSE ${exact} END`,
    };
  }
  return type === 'number' && isPlain ? numberSteps(t) : undefined;
}

/** Years before Christ and beyond 9999 are printed with more. */
const dayLength = 10;

/** As `plainNumber` reads it: what begins with `+-` lies from there up to the next character's texts. */
function numberSteps(t: string): Steps {
  const odd = `contains(${t}, '_') OR (${t} >= '+-' AND ${t} < '+.')`;
  return { first: `TRY_CAST(${t} AS DOUBLE)`, second: (first) => `CASE WHEN ${odd} THEN NULL ELSE ${first} END` };
}
