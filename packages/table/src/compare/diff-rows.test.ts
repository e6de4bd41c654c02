import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';
import type { DuckTable } from '../duck-table.ts';
import { diffTables } from './diff-rows.ts';

const tables = testTables();
let files = 0;

async function csv(rows: readonly (readonly string[])[]): Promise<DuckTable> {
  files += 1;
  tables.write(`${files}.csv`, rows.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join(''));
  return await tables.open(`${files}.csv`);
}

/** By the definition, with the key in the first column. */
function naive(was: readonly (readonly string[])[], now: readonly (readonly string[])[]): Record<string, number> {
  const before = new Map(was.map(([key, ...rest]) => [key, rest.join('|')]));
  const after = new Map(now.map(([key, ...rest]) => [key, rest.join('|')]));
  const both = [...after.keys()].filter((key) => before.has(key));
  return {
    added: after.size - both.length,
    removed: before.size - both.length,
    changed: both.filter((key) => before.get(key) !== after.get(key)).length,
  };
}

describe('rows of two tables', () => {
  it('are added, removed and changed by their key', async () => {
    const was = await csv([
      ['id', 'a', "b'"],
      ['1', 'x', ''],
      ['2', 'y', 'q'],
      ['3', 'z', 'q'],
    ]);
    const now = await csv([
      ["b'", 'a', 'id', 'new'],
      ['r', 'x', '1', '1'],
      ['s', 'Y', '2', '1'],
      ['q', 'n', '4', '1'],
    ]);
    expect(await diffTables(was, now, ['id'])).toEqual({
      added: 1,
      removed: 1,
      changed: 2,
      changedIn: [
        { column: "b'", rows: 2 },
        { column: 'a', rows: 1 },
      ],
    });
  });

  it('are multisets without a key, and where it names more than one row', async () => {
    const was = await csv([
      ['k', 'a'],
      ['1', 'x'],
      ['1', 'x'],
      ['2', 'y'],
    ]);
    const now = await csv([
      ['k', 'a'],
      ['1', 'x'],
      ['2', 'y'],
      ['2', 'y'],
      ['', 'y'],
    ]);
    const found = { added: 2, removed: 1, changed: 0, changedIn: [] };
    expect(await diffTables(was, now, [])).toEqual(found);
    expect(await diffTables(was, now, ['k'])).toEqual(found);
    expect(await diffTables(was, now, ['not there'])).toEqual(found);
  });

  it('are found by a naive comparison too', async () => {
    const cell = fc.constantFrom('', 'a', 'b', '1');
    const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }).map(String), cell, cell), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (was, now) => {
        const header = ['k', 'a', 'b'];
        const diff = await diffTables(await csv([header, ...was]), await csv([header, ...now]), ['k']);
        expect(diff).toMatchObject(naive(was, now));
      }),
      { numRuns: 25 },
    );
  });

  it('are compared by value where the files differ in form', async () => {
    tables.write('rows.jsonl', '{"id":1,"n":2.50,"t":"x","u":null}\n{"id":2,"n":1,"t":"y"}\n');
    await tables.copy('rows.parquet', "SELECT * FROM (VALUES (1, 2.5, 'x', NULL), (2, 1.0, 'z', NULL)) t(id, n, t, u)");
    const [was, now] = [await tables.open('rows.jsonl'), await tables.open('rows.parquet')];
    expect(await diffTables(now, now, ['id'])).toMatchObject({ added: 0, removed: 0, changed: 0 });
    expect(await diffTables(was, was, [])).toMatchObject({ added: 0, removed: 0 });
    expect((await diffTables(was, now, ['id'])).changedIn).toContainEqual({ column: 't', rows: 1 });
  });
});
