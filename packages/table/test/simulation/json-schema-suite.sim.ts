import { existsSync } from 'node:fs';
import { readTableSchema, UserError } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { type SuiteCase, suiteCases } from '../suite.ts';
import { testTables } from '../tables.ts';

/** Laid there by `test/tools/install suite`. */
const folder = new URL('../../../../.cache/tools/json-schema-test-suite/', import.meta.url);
const tables = testTables();

const asTheSuiteSays = 'as the suite says';

/**
 * Tests of features that are refused with their line, by the reason in the error, and those whose instance is no row.
 * `an object is not an array` is different on purpose: at the top, `type: array` is the list of rows.
 */
const excluded = {
  draft7: {
    [asTheSuiteSays]: 552,
    'the instance is a list, or holds objects or lists': 258,
    'a reference to another file, by name, or to itself': 28,
    'a row is an object': 6,
    'a row is an object, and it says nothing about one': 8,
    'a value in it is an object or a list, and those are not compared': 2,
    'beside `$ref` it has no effect in draft 7': 1,
    'references by name or base address are not followed': 14,
    'values inside objects and lists are not judged': 28,
    'whole rows are not compared': 15,
    'wrong: type.json: array type matches arrays: an object is not an array': 1,
  },
  'draft2020-12': {
    [asTheSuiteSays]: 604,
    'the instance is a list, or holds objects or lists': 396,
    'a reference to another file, by name, or to itself': 57,
    'a row is an object': 6,
    'a row is an object, and it says nothing about one': 7,
    'a value in it is an object or a list, and those are not compared': 2,
    'drafts 6, 7, 2019-09 and 2020-12 of JSON Schema are read': 5,
    'references by name or base address are not followed': 11,
    'values inside objects and lists are not judged': 31,
    'what another part of the schema has looked at is not followed': 122,
    'whole rows are not compared': 15,
    'wrong: type.json: array type matches arrays: an object is not an array': 1,
  },
} as const;

/** What became of a test: judged as the suite says or not, or why it is none of ours. */
async function judge({ title, schema, row, valid }: SuiteCase): Promise<string> {
  if (row === undefined) return 'the instance is a list, or holds objects or lists';
  const source = { file: 's.json', value: schema, locate: () => ({ file: 's.json', line: 1, column: 1 }) };
  try {
    const read = readTableSchema(source, { ignore: [], columns: Object.keys(row) });
    tables.write('t.jsonl', `${JSON.stringify(row)}\n`);
    const findings = await tables.check('t.jsonl', read);
    const isValid = findings.every(({ count }) => count === 0);
    return isValid === valid ? asTheSuiteSays : `wrong: ${title}`;
  } catch (error) {
    if (error instanceof UserError) return reasonOf(error);
    throw error;
  }
}

function reasonOf({ code, message }: UserError): string {
  if (code === 'WB3119') return 'a reference to another file, by name, or to itself';
  if (message.endsWith('Write `object`, for a row is one.')) return 'a row is an object';
  const [, why] = /is not supported: ([^.]*)\./.exec(message) ?? [];
  return why ?? message;
}

describe.each(['draft7', 'draft2020-12'] as const)('the required tests of %s', (draft) => {
  it('are judged as the suite says, or excluded for a reason', async () => {
    expect(existsSync(folder), 'run test/tools/install suite first').toBe(true);
    const reasons: Record<string, number> = {};
    for (const each of suiteCases(folder, draft)) {
      const reason = await judge(each);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    expect(reasons).toEqual(excluded[draft]);
  });
});
