import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();
const { engine } = tables;

async function digest(file: string, content?: string): Promise<string> {
  return await engine.rowsDigest(await tables.opened(file, content));
}

describe('the digest of rows', () => {
  it('is that of the same rows in another order and another format', async () => {
    const expected = await digest('a.csv', 'id,name,x\n1,a,0.5\n2,,7\n2,,7\n');
    expect(expected).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await digest('b.csv', 'name,x,id\n,7,2\na,0.5,1\n,7,2\n')).toBe(expected);
    const lines = '{"x":7.0,"id":2,"name":null}\n{"id":2,"x":7}\n{"id":1,"name":"a","x":0.5}\n';
    expect(await digest('c.jsonl', lines)).toBe(expected);
    const rows = "VALUES (2::BIGINT, NULL, 7::DOUBLE), (1, 'a', 0.5), (2, NULL, 7)";
    await tables.copy('d.parquet', `SELECT * FROM (${rows}) t(id, name, x)`);
    expect(await digest('d.parquet')).toBe(expected);
  });

  it('is another one for other rows', async () => {
    const texts = [
      'id,name,x\n1,a,0.5\n2,,7\n',
      'id,name,x\n1,a,0.5\n2,,7\n2,,7\n',
      'id,name,x\n1,a,0.5\n2,7,\n',
      'id,name,y\n1,a,0.5\n2,,7\n',
      'id,name,x\n01,a,0.5\n2,,7\n',
      'id,name,x\n1,"a0",.5\n2,,7\n',
    ];
    const found = new Set<string>();
    for (const text of texts) found.add(await digest('e.csv', text));
    expect(found.size).toBe(texts.length);
    const none = await engine.select(await tables.opened('e.csv'), 'FROM current WHERE false');
    expect(found.has(await engine.rowsDigest(none))).toBe(false);
  });
});

describe('a profile whose values are hidden', () => {
  const hide = (value: string) => `hmac:${createHmac('sha256', 'key').update(value).digest('hex').slice(0, 16)}`;

  it('is compared with rows value by value, far more of them than a profile names', async () => {
    const rows = (from: number) =>
      `v\n${Array.from({ length: 4000 }, (_, row) => `value ${(row % 200) + from}\n`).join('')}`;
    const profile = await engine.profile(await tables.opened('was.csv', rows(0)), undefined);
    const hidden = {
      ...profile,
      profiles: profile.profiles.map((one) =>
        one.kind === 'category'
          ? { ...one, values: one.values.map(({ value, count }) => ({ value: hide(value), count })) }
          : one,
      ),
    };
    const now = await tables.opened('now.csv', rows(1));
    const counted = await engine.compareColumns(hidden, now, undefined, hide);
    const gone = JSON.stringify(counted).replace(hide('value 0'), 'value 0');
    expect(JSON.parse(gone)).toEqual(await engine.compareColumns(profile, now, undefined));
    const [column] = counted;
    if (column?.kind !== 'category') throw new Error('a category');
    // Of 50 values that the profile names only the first is gone.
    expect(column.values.filter(({ now: rows, rest }) => rows === 0 && !rest)).toEqual([
      { value: hide('value 0'), was: 20, now: 0 },
    ]);
  });

  it('stays a category in a window in which most values differ', async () => {
    const rows = (count: number) => `v\n${Array.from({ length: count }, (_, row) => `value ${row % 80}\n`).join('')}`;
    const profile = await engine.profile(await tables.opened('was.csv', rows(4000)), undefined);
    const [column] = await engine.compareColumns(profile, await tables.opened('now.csv', rows(100)), undefined);
    if (column?.kind !== 'category') throw new Error('a category');
    expect(column.values.filter(({ now, rest }) => now > 0 && !rest)).toHaveLength(50);
  });
});
