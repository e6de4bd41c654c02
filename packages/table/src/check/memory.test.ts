import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables({ memoryLimitBytes: 64_000_000 });

it('judges keys that do not fit into memory, and leaves nothing behind', async () => {
  // 1,500,000 keys of 41 bytes; grouped they take well over the limit.
  await tables.copy(
    'large.parquet',
    "SELECT 'key-' || hash(i)::VARCHAR || '-0123456789abcdefg' AS k FROM range(1500000) r(i)",
  );
  const before = readdirSync(tables.folder).length;
  const [finding] = await tables.check(
    'large.parquet',
    schemaOf([field('k', 'string')], [{ rule: 'unique', column: 'k' }]),
  );
  expect(finding).toMatchObject({ count: 0, of: 1_500_000, by: 'scan' });
  const spilled = readdirSync(tables.folder).filter((name) => name.startsWith('weighbridge-duckdb-'));
  expect(spilled.length).toBe(1);
  const own = readdirSync(tables.folder).filter((name) => name.startsWith('weighbridge-tables-'));
  expect(own.map((name) => readdirSync(path.join(tables.folder, name)))).toEqual([[]]);
  expect(readdirSync(tables.folder).length).toBeLessThanOrEqual(before + 2);
});
