import { formatUserError, readTableSchema, UserError } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { schemaSource } from './schema-source.ts';

const good = `fields:
  - name: customer
    type: string
    constraints: { required: true, unique: true, pattern: '[A-Z]{2}\\d{6}' }
  - name: amount
    type: number
    decimalChar: ','
    constraints:
      minimum: '0,5'
    tolerance: { required: 13%, minimum: 5 }
    severity: warning
  - { name: start, type: date }
  - { name: end, type: date, missingValues: ['-'] }
primaryKey: customer
checks:
  - { expression: 'end >= start', when: amount > 1 }
  - rows: { min: 10 }
`;

/** The one line that a user sees of a schema that is the good one with something replaced. */
function errorOf(from: string, to: string, ignore: readonly string[] = []): string {
  try {
    readTableSchema(schemaSource(good.replace(from, to), 's.yml'), { ignore });
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return 'no error';
}

const faults: readonly (readonly [from: string, to: string, error: string])[] = [
  [
    'required: true,',
    'requird: true,',
    'WB3104 s.yml:4:20: There is no keyword "requird" in the constraints of "customer". Did you mean "required"?',
  ],
  ['type: string', 'type: strin', 'WB3106 s.yml:3:11: There is no type "strin". Did you mean "string"?'],
  ['type: string', 'type: geopoint', 'WB3105 s.yml:3:11: "geopoint" is not supported: points on a map are not judged.'],
  [
    'type: string',
    'required: true',
    'WB3104 s.yml:3:5: There is no keyword "required" in the field "customer". Did you mean "constraints.required"?',
  ],
  ["minimum: '0,5'", "minimum: '0.5x'", 'WB3110 s.yml:9:16: "0.5x" of "minimum" cannot be read as number.'],
  ["minimum: '0,5'", 'pattern: a', 'WB3109 s.yml:9:7: "pattern" says nothing about a column of type number.'],
  ["minimum: '0,5'", 'required: 1', 'WB3103 s.yml:9:17: "required" is the number 1. Write true or false.'],
  [
    '{6}',
    '{6}(?=x)',
    'WB3111 s.yml:4:73: The pattern cannot be judged: it looks ahead, "(?=", which RE2 does not (at character 14).',
  ],
  [
    'required: 13%',
    'requird: 13%',
    'WB3104 s.yml:10:18: There is no keyword "requird" in a tolerance. Did you mean "required"?',
  ],
  ['required: 13%', 'required: 130%', 'WB3112 s.yml:10:28: A tolerance is the text "130%".'],
  [
    'severity: warning',
    'severity: warn',
    'WB3103 s.yml:11:15: "severity" is the text "warn". Write `error` or `warning`.',
  ],
  ['name: amount', 'name: customer', 'WB3107 s.yml:5:11: The column "customer" is described twice.'],
  [
    'primaryKey: customer',
    'primaryKey: custmer',
    'WB3108 s.yml:14:13: `primaryKey` speaks of a column "custmer" that the schema does not describe. Did you mean "customer"?',
  ],
  [
    'end >= start',
    'ende >= start',
    'WB3108 s.yml:16:20: The expression speaks of a column "ende" that the schema does not describe. Did you mean "end"?',
  ],
  [
    'end >= start',
    'end >= 5',
    'WB3118 s.yml:16:27: In the expression, the right side of `>=` is a number. It must be a date.',
  ],
  ['amount > 1', 'amount > read_text(1)', 'WB3116 s.yml:16:50: Unknown function `read_text`.'],
  [
    'rows: { min: 10 }',
    'rowz: { min: 10 }',
    'WB3104 s.yml:17:5: There is no keyword "rowz" in a check. Did you mean "rows"?',
  ],
  [
    'rows: { min: 10 }',
    'severity: error',
    'WB3113 s.yml:17:5: A check has the keys severity, and none of them says what is asked.',
  ],
  ['fields:', 'fields: [', 'WB3101 s.yml:2:3: The schema cannot be read:'],
  ['fields:', 'name: a\nname: b\nfields:', 'WB3101 s.yml:2:1: The schema cannot be read: map keys must be unique.'],
  ['fields:', 'felds:', 'WB3102 s.yml:1:1: This is neither a Frictionless Table Schema nor a JSON Schema of a row.'],
];

describe('a schema file', () => {
  it('is read with the place of each rule', () => {
    const { rules, fields, primaryKey } = readTableSchema(schemaSource(good, 's.yml'), { ignore: [] });
    const lines = rules.map(({ asked, place }) => [asked.rule, 'column' in asked ? asked.column : '', place.line]);
    expect(lines).toEqual([
      ['fields', '', 1],
      ['field', 'customer', 2],
      ['field', 'amount', 5],
      ['field', 'start', 12],
      ['field', 'end', 13],
      ['type', 'customer', 3],
      ['required', 'customer', 4],
      ['unique', 'customer', 4],
      ['pattern', 'customer', 4],
      ['type', 'amount', 6],
      ['minimum', 'amount', 9],
      ['type', 'start', 12],
      ['type', 'end', 13],
      ['primaryKey', '', 14],
      ['expression', '', 16],
      ['rowCount', '', 17],
    ]);
    expect(rules[10]).toMatchObject({ asked: { value: 0.5 }, severity: 'warning', tolerance: { count: 5 } });
    expect(rules[8]).toMatchObject({ asked: { pattern: '[A-Z]{2}[\\p{Nd}]{6}', whole: true } });
    expect(fields[3]).toMatchObject({ name: 'end', missingValues: ['-'] });
    expect(primaryKey).toEqual(['customer']);
  });

  it.each(faults)('refuses %s → %s', (from, to, expected) => {
    expect(errorOf(from, to).slice(0, expected.length)).toBe(expected);
  });

  it('is the same as JSON, tabs, escapes and all', () => {
    const json = JSON.stringify(schemaSource(good, 's.yml').value, undefined, '\t').replace('{6}', '{6}\\u00e9(?!x)');
    const read = () => readTableSchema(schemaSource(json, 's.json'), { ignore: [] });
    expect(read).toThrow(/looks ahead, "\(\?!".*\(at character 15\)/);
    const [line, column] = [9, json.split('\n')[8]?.indexOf('(?!')];
    expect(() => read()).toThrow(
      expect.objectContaining({ place: { file: 's.json', line, column: (column ?? 0) + 1 } }),
    );
  });

  it('finds the line inside a block', () => {
    const block = good
      .replace("'end >= start', when: amount > 1 }", '')
      .replace('- { expression: ', '- expression: |\n      end >= start\n      and amont > 1');
    expect(() => readTableSchema(schemaSource(block, 's.yml'), { ignore: [] })).toThrow(
      expect.objectContaining({ place: { file: 's.yml', line: 18, column: 11 } }),
    );
  });

  it('notes what the user goes without', () => {
    const text = good.replace('type: string', 'type: geopoint').replace('severity: warning', 'colour: red');
    const { ignored, fields } = readTableSchema(schemaSource(text, 's.yml'), { ignore: ['geopoint', 'colour'] });
    expect(ignored.map(({ keyword, place }) => `${keyword}:${place.line}`)).toEqual([
      'geopoint:3',
      'colour:11',
      'pattern:4',
    ]);
    expect(fields[0]?.types).toEqual(['any']);
  });
});
