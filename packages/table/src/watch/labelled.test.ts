import type { ScoredColumns } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();
const { engine } = tables;
const columns: ScoredColumns = { score: 's', threshold: 0.5, slices: [] };
const given = 'id,s\n1,0.1\n2,0.2\n3,0.3\n4,0.4\n5,\n6,0.6\n,0.7\n2,0.8\n';

async function labelled(rows: string, labels: string, more: Partial<ScoredColumns> & { positive?: string } = {}) {
  const { positive, ...scored } = more;
  const table = await tables.opened('rows.csv', rows);
  const known = { table: await tables.opened('labels.csv', labels), join: 'id', target: 'y' };
  return await engine.labelled(table, { ...columns, ...scored }, { ...known, ...(positive ? { positive } : {}) });
}

describe('labels that come later', () => {
  it('are joined by value: late, repeated and contradictory ones are counted, and each row gets its own', async () => {
    // 1 once, 2 twice the same, 3 against itself, 4 empty, 5 without a score, 6 not yet; 9 is of no row.
    const { predictions, facts } = await labelled(given, 'id,y\n1,0\n2,1\n2,1.0\n3,0\n3,1\n3,1\n4,\n5,1\n9,1\n,1\n');
    expect(facts).toEqual({ labelled: 3, missing: 3, duplicated: 2, contradictory: 1 });
    expect([...predictions.score]).toEqual([0.1, 0.2, 0.8]);
    expect([...predictions.target]).toEqual([0, 1, 1]);
  });

  it('may all be missing', async () => {
    const { predictions, facts } = await labelled(given, 'id,y\n77,1\n');
    expect(facts).toEqual({ labelled: 0, missing: 8, duplicated: 0, contradictory: 0 });
    expect(predictions.score).toHaveLength(0);
  });

  it('are read as `evaluate` reads a target', async () => {
    const yes = await labelled(given, 'id,y\n1,no\n2,yes\n4,null\n', { positive: 'yes' });
    expect([yes.facts.labelled, ...yes.predictions.target]).toEqual([3, 0, 1, 1]);
    const words = await labelled(given, 'id,y\n1,False\n2,TRUE\n');
    expect([...words.predictions.target]).toEqual([0, 1, 1]);
    await expect(labelled(given, 'id,y\n1,0\n2,maybe\n3,2\n')).rejects.toMatchObject({
      code: 'WB3013',
      place: { file: 'labels.csv' },
      message: expect.stringContaining('2 rows (2, 3)'),
    });
    await expect(labelled(given, 'id,y\n1,no\n2,maybe\n', { positive: 'yes' })).rejects.toMatchObject({
      code: 'WB3014',
    });
  });

  it.each([
    ['integers', '7::INTEGER', "'7'", true],
    ['doubles', '7.0::DOUBLE', "'7'", true],
    ['decimals', '7.00::DECIMAL(9,2)', '7::BIGINT', true],
    ['numbers and text with a point', '7::BIGINT', "'7.0'", true],
    ['texts', "'07'", "'7'", false],
    ['a number and a text with a zero before it', '7::BIGINT', "'07'", false],
    ['versions', "'1.0'", "'1'", false],
    ['large keys', '9007199254740993::BIGINT', "'9007199254740993'", true],
    ['large keys that differ by one', '9007199254740993::BIGINT', "'9007199254740992'", false],
    ['ids', "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID", "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'", true],
  ])('are told by %s: %s and %s', async (_name, own, other, equal) => {
    await tables.copy('join.parquet', `SELECT ${own} AS id, 0.5::FLOAT AS s`);
    const rows = await tables.opened('join.parquet');
    await tables.copy('join-labels.parquet', `SELECT ${other} AS id, true AS y`);
    await tables.copy('join-labels.csv', `SELECT ${other} AS id, 1 AS y`, 'format csv, header');
    for (const file of ['join-labels.parquet', 'join-labels.csv']) {
      const table = await tables.opened(file);
      const { facts } = await engine.labelled(rows, columns, { table, join: 'id', target: 'y' });
      expect(facts.labelled).toBe(equal ? 1 : 0);
    }
  });
});

describe('rows that are judged', () => {
  const wide = 'id,s,w,who,city\n1,0.1,1,a,Bonn\n2,0.9,2,b,\n3,0.5,0.5,a,Bonn\n';
  const labels = 'id,y\n3,1\n2,1\n1,0\n';

  it('carry weight, group and slices in the order of the file', async () => {
    const { predictions } = await labelled(wide, labels, { weight: 'w', group: 'who', slices: ['city'] });
    expect(predictions).toEqual({
      target: Uint8Array.of(0, 1, 1),
      score: Float64Array.of(0.1, 0.9, 0.5),
      weight: Float64Array.of(1, 2, 0.5),
      group: { column: 'who', codes: Uint8Array.of(0, 1, 0), values: ['a', 'b'] },
      slices: [{ column: 'city', codes: Uint8Array.of(0, 1, 0), values: ['Bonn', null] }],
    });
  });

  it('name slices as `evaluate` does, whatever type they have', async () => {
    const day = "DATE '2026-11-22' AS day, 7.0::DOUBLE AS whole, 0.1::FLOAT AS real, 7::BIGINT AS count, true AS flag";
    await tables.copy('slices.parquet', `SELECT '1' AS id, 0.5 AS s, ${day}`);
    const table = await tables.opened('labels.csv', labels);
    const slices = ['day', 'whole', 'real', 'count', 'flag'];
    const rows = await tables.opened('slices.parquet');
    const { predictions } = await engine.labelled(rows, { ...columns, slices }, { table, join: 'id', target: 'y' });
    expect(predictions.slices.map(({ values: [value] }) => value)).toEqual([
      '2026-11-22T00:00:00.000Z',
      '7',
      String(Math.fround(0.1)),
      '7',
      'true',
    ]);
    const lines = '{"id":1,"s":0.5,"city":"Bonn","n":7.0}\n{"id":2,"s":0.5,"city":null,"n":1}\n';
    const json = await engine.labelled(
      await tables.opened('slices.jsonl', lines),
      { ...columns, slices: ['city', 'n'] },
      { table, join: 'id', target: 'y' },
    );
    expect(json.predictions.slices.map(({ values }) => values)).toEqual([
      ['Bonn', null],
      ['7', '1'],
    ]);
  });

  it('keep their order and their labels among very many', async () => {
    const many = 300_000;
    await tables.copy('many.parquet', `SELECT i AS id, (i * 7919 % 1000) / 1000 AS s FROM range(${many}) r(i)`);
    await tables.copy('many-labels.parquet', `SELECT ${many} - 1 - i AS id, i % 3 = 0 AS y FROM range(${many}) r(i)`);
    const rows = await tables.opened('many.parquet');
    const table = await tables.opened('many-labels.parquet');
    const { predictions, facts } = await engine.labelled(rows, columns, { table, join: 'id', target: 'y' });
    expect(facts.labelled).toBe(many);
    const wrong = predictions.score.findIndex(
      (score, i) => score !== ((i * 7919) % 1000) / 1000 || predictions.target[i] !== Number((many - 1 - i) % 3 === 0),
    );
    expect(wrong).toBe(-1);
  });

  it.each([
    ['a weight below 0', { weight: 'w' }, 'id,s,w\n1,0.1,-1\n2,0.9,\n3,0.5,1\n', 'WB6605', 'in 2 labelled rows'],
    ['no group', { group: 'who' }, 'id,s,who\n1,0.1,\n2,0.9,b\n', 'WB6605', '`who` of rows.csv has no value'],
    ['no score column', {}, 'id,score\n1,0.1\n', 'WB6643', 'It has: id, score.'],
    ['no join column', {}, 'key,s\n1,0.1\n', 'WB6643', 'rows.csv has no column `id`'],
  ])('are refused with %s', async (_name, more, rows, code, text) => {
    await expect(labelled(rows, labels, more)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });

  it('are refused where the labels have no such column', async () => {
    await expect(labelled(wide, 'id,label\n1,0\n')).rejects.toMatchObject({
      code: 'WB6643',
      message: expect.stringContaining('labels.csv has no column `y`. It has: id, label.'),
    });
  });
});

describe('scores', () => {
  it('are counted by bins without a bound at either end, and missing ones apart', async () => {
    const table = await tables.opened('scores.csv', 's,id\n-1,\n0,\n0.25,\n0.5,\n1,\n7,\nnan,\ninf,\n,\nx,\n');
    const counts = await engine.scores(table, columns, [0, 0.25, 0.5, 1]);
    expect(counts).toEqual({ rows: 10, missing: 4, positive: 3, bins: [2, 1, 3] });
  });

  it('are no booleans', async () => {
    await tables.copy('flag.parquet', 'SELECT true AS s');
    await expect(engine.scores(await tables.opened('flag.parquet'), columns, [0, 1])).rejects.toMatchObject({
      code: 'WB6604',
    });
  });
});
