import type { DataRule, RuleFinding, TableSchema } from '@weighbridge/core';

/** What was found when a text file was read for the first time, by the rule, for those who ask for the same later. */
export interface Answers {
  /** The finding, without values; undefined where the rule was not judged then. */
  of(schema: TableSchema, rule: DataRule): RuleFinding | undefined;
}

export function answersOf(schema: TableSchema, findings: ReadonlyMap<DataRule, RuleFinding>): Answers {
  const reading = readingOf(schema);
  const known = new Map([...findings].map(([rule, finding]) => [keyOf(rule), finding]));
  return {
    of: (other, rule) => (readingOf(other) === reading ? known.get(keyOf(rule)) : undefined),
  };
}

/** How cells are read. */
function readingOf({ dialect, fields, missingValues }: TableSchema): string {
  return JSON.stringify([dialect, missingValues, fields.map((field) => ({ ...field, place: undefined }))]);
}

function keyOf({ asked, when, whenHolds }: DataRule): string {
  return JSON.stringify([asked, when, whenHolds]);
}
