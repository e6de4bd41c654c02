import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();
const { engine } = tables;
const now = new Date('2026-11-22T12:00:00Z');
const day = (text: string) => new Date(`2026-11-${text}T00:00:00Z`);

describe('when rows are from', () => {
  it.each([
    ['a date', "DATE '2026-11-20'", "DATE '2026-11-23'", '2026-11-23T00:00:00.000Z'],
    ['a timestamp', "TIMESTAMP '2026-11-20'", "TIMESTAMP '2026-11-23 01:02:03.004999'", '2026-11-23T01:02:03.004Z'],
    [
      'a time with its zone',
      "TIMESTAMPTZ '2026-11-20 02:00:00+02'",
      "TIMESTAMPTZ '2026-11-22 23:00:00-01'",
      '2026-11-23T00:00:00.000Z',
    ],
    ['nanoseconds', "TIMESTAMP_NS '2026-11-20'", "TIMESTAMP_NS '2026-11-23'", '2026-11-23T00:00:00.000Z'],
    ['text', "'2026-11-20'", "'2026-11-23T01:00+01:00'", '2026-11-23T00:00:00.000Z'],
  ])('is read off %s', async (_name, first, last, expected) => {
    const infinite = first.startsWith('TIMESTAMP ') ? ["TIMESTAMP 'infinity'"] : [];
    const rows = [first, last, 'NULL', ...infinite].map((value) => `SELECT ${value} AS at`).join(' UNION ALL ');
    await tables.copy('times.parquet', rows);
    const facts = await engine.times(await tables.opened('times.parquet'), 'at', now);
    expect(facts).toEqual({
      first: day('20'),
      last: new Date(expected),
      without: 1 + infinite.length,
      future: 1,
    });
  });

  it('is read off CSV cells in the forms of ISO 8601, as UTC', async () => {
    const cells = [
      '2026-11-20',
      '2026-11-20T01:00',
      '2026-11-20 01:00:00',
      '2026-11-20t01:00:00.5z',
      '2026-11-20T03:00Z',
    ];
    const strange = ['', 'yesterday', '20.11.2026', '1763596800', '2026-02-30', '2026-11-20T25:00'];
    const csv = `at\n${[...cells, ...strange.map((cell) => `"${cell}"`)].join('\n')}\n2026-11-21T01:00:00+02:00\n`;
    const facts = await engine.times(await tables.opened('times.csv', csv), 'at', now);
    expect(facts).toEqual({
      first: day('20'),
      last: new Date('2026-11-20T23:00:00Z'),
      without: strange.length,
      future: 0,
    });
  });

  it('is nothing where no row says', async () => {
    const facts = await engine.times(await tables.opened('none.csv', 'at,x\n,1\n,2\n'), 'at', now);
    expect(facts).toEqual({ first: undefined, last: undefined, without: 2, future: 0 });
  });

  it.each([
    ['at', 'The column `at` of wrong.csv is no time (none of its texts', 'There are: at, n.'],
    ['when', 'wrong.csv has no column `when`. It has: at, n.', 'monitor'],
  ])('is refused for %s, with the columns that there are', async (column, ...texts) => {
    const table = await tables.opened('wrong.csv', 'at,n\nyesterday,1\ntoday,2\n');
    for (const text of texts) {
      await expect(engine.times(table, column, now)).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining(text),
      });
    }
  });

  it('is refused for numbers', async () => {
    await tables.copy('numbers.parquet', 'SELECT 1763596800::BIGINT AS at');
    const table = await tables.opened('numbers.parquet');
    const span = { from: day('20'), to: day('21') };
    for (const work of [engine.times(table, 'at', now), engine.within(table, 'at', span)]) {
      await expect(work).rejects.toMatchObject({ code: 'WB6603', message: expect.stringContaining('(bigint)') });
    }
  });
});

describe('the rows of a window', () => {
  const rows = ['2026-11-20T00:00:00Z,a,1', '2026-11-20T23:59:59.999999Z,b,2', '2026-11-21T00:00:00Z,c,3', ',d,4'];

  it.each(['csv', 'jsonl', 'parquet'])('are those of a half open stretch: %s', async (kind) => {
    const cells = rows.map((row) => row.split(','));
    const text = {
      csv: `at,id,x\n${rows.join('\n')}\n`,
      jsonl: cells.map(([at, id, x]) => `${JSON.stringify({ ...(at ? { at } : {}), id, x: Number(x) })}\n`).join(''),
    }[kind];
    const select = cells.map(
      ([at, id, x]) => `SELECT nullif('${at}', '')::TIMESTAMPTZ AS at, '${id}' AS id, ${x} AS x`,
    );
    if (text === undefined) await tables.copy('window.parquet', select.join(' UNION ALL '));
    const table = await tables.opened(`window.${kind}`, text);
    const first = await engine.within(table, 'at', { from: day('20'), to: day('21') });
    expect([first.rows, await engine.range(first, 'x')]).toEqual([2, { min: '1.0', max: '2.0' }]);
    // Another file opens another database; the window is still there.
    await tables.opened('other.csv', 'a\n1\n');
    const second = await engine.within(table, 'at', { from: day('21'), to: day('22') });
    expect([second.rows, (await engine.profile(first, undefined)).rows]).toEqual([1, 2]);
    const [x] = (await engine.compareColumns(first, second, undefined)).filter(({ column }) => column === 'x');
    expect(x).toMatchObject({ was: { rows: 2, median: 1.5 }, now: { rows: 1, median: 3 } });
    const none = await engine.within(table, 'at', { from: day('01'), to: day('02') });
    expect(none.rows).toBe(0);
    expect(await engine.scores(none, { score: 'x', threshold: 1, slices: [] }, [0, 1, 2])).toEqual({
      rows: 0,
      missing: 0,
      positive: 0,
      bins: [0, 0],
    });
    expect(await engine.compareColumns(first, none, undefined)).toHaveLength(3);
  });

  it('come from all files of a folder, and overlapping ones count each row that is there', async () => {
    tables.write('logs/day=20/a.csv', `at,id,x\n${rows[0]}\n${rows[1]}\n`);
    tables.write('logs/day=21/b.csv', `at,id,x\n${rows[1]}\n${rows[2]}\n`);
    const table = await tables.opened('logs');
    const span = { from: day('20'), to: day('21') };
    expect((await engine.within(table, 'at', span)).rows).toBe(3);
    const once = await engine.select(table, 'SELECT DISTINCT * EXCLUDE (day) FROM current');
    expect((await engine.within(once, 'at', span)).rows).toBe(2);
  });
});
