import { candidateSchema, fittingOf, inferSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { duckTable } from '../src/duck-table.ts';
import { profileTable } from '../src/profile/profile.ts';
import { testTables } from './tables.ts';

const tables = testTables();

describe('a schema from data', () => {
  it('has the narrowest types that a text file holds', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => {
      const day = `2026-01-${String((at % 28) + 1).padStart(2, '0')}`;
      return [
        at,
        at / 4,
        at % 2 === 0 ? 'true' : 'false',
        day,
        `${day}T10:00:00Z`,
        at === 7 ? '' : 'ab'[at % 2],
        '',
      ].join(',');
    });
    tables.write('t.csv', `orderId,share,paid,day,at,kind,none\n${rows.join('\n')}\n`);
    const table = await tables.open('t.csv');
    const profile = await profileTable(duckTable(table), undefined);
    const asked = candidateSchema(table.columns, profile);
    const fitting = fittingOf(asked, await tables.check('t.csv', asked));
    expect(Object.fromEntries(fitting.types)).toEqual({
      orderId: 'integer',
      share: 'number',
      paid: 'boolean',
      day: 'date',
      at: 'datetime',
    });
    const text = inferSchema(table.columns, profile, fitting);
    expect(text).toContain(
      'name: orderId\n    type: integer\n    constraints:\n      required: true\n      unique: true\n',
    );
    expect(text).toContain('name: kind\n    type: string\n    constraints:\n      enum: ["a", "b"]\n');
    expect(text).toMatch(/name: none\n {4}type: string\n$/);
  });
});
