import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

it('a moment further out than the engine computes with is named as one, and is no defect', async () => {
  const path = await tables.copy('edge.parquet', 'SELECT unnest([9223372036854775807, -9223372036854775803, 0]) AS t');
  writeFileSync(path, asTimestamps(readFileSync(path)));
  const schema = schemaOf([field('t', 'date')], [{ rule: 'type', column: 't' }]);
  await expect(tables.check('edge.parquet', schema)).rejects.toMatchObject({ code: 'WB3217' });
});

/** The footer's word for 64-bit integers becomes that for microseconds. */
function asTimestamps(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf(Buffer.from([0x74, 0x25, 0x24]));
  if (at === -1) throw new Error('The footer has no such word.');
  bytes[at + 2] = 0x14;
  return bytes;
}
