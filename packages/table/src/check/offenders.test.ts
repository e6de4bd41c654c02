import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';
import { offenders } from './offenders.ts';

const tables = testTables();

it('gives the rows of broken rules to whoever asks for more of them', async () => {
  tables.write('o.csv', 'id,price\n1,5\n1,-1\n3,x\n');
  const table = await tables.open('o.csv');
  const schema = schemaOf(
    [field('id', 'integer'), field('price', 'number')],
    [
      { rule: 'unique', column: 'id' },
      { rule: 'type', column: 'price' },
      { rule: 'minimum', column: 'price', value: 0 },
    ],
  );
  const { from, conditions } = offenders(table, schema, [0, 1, 2]);
  expect([...conditions.keys()]).toEqual([1, 2]);
  const rows = [...conditions.values()].map(async (condition) => {
    const found = await table.connection.rows(`SELECT "c0", "c1" FROM ${from} WHERE ${condition}`);
    return found.map((row) => Object.values(row));
  });
  expect(await Promise.all(rows)).toEqual([[['3', 'x']], [['1', '-1']]]);
});
