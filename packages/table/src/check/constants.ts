import { type DataRule, type Reading, schemaErrors, type TableSchema } from '@weighbridge/core';
import type { Connection } from '../connection.ts';
import { literal } from '../sql.ts';
import { type ConstantCheck, constantError } from './compile.ts';

/**
 * Before anything is judged: the patterns of the schema are RE2 that DuckDB takes, the formats are formats, and every
 * bound and listed value reads as its column's type. What does not would never break, and so pass unjudged.
 */
export async function readableConstants(
  connection: Connection,
  constants: readonly ConstantCheck[],
  schema: TableSchema,
): Promise<void> {
  for (const rule of schema.rules) await readablePattern(connection, rule);
  for (const { reading, place } of schema.fields) await readableFormat(connection, reading, place);
  if (constants.length === 0) return;
  const read = constants.map(({ sql }, index) => `${sql} IS NULL AS "n${index}"`);
  const row = await connection.row(`SELECT ${read.join(', ')}`);
  const unread = constants.find((_, index) => row[`n${index}`] === true);
  if (unread) throw constantError(unread);
}

async function readablePattern(connection: Connection, { asked, place }: DataRule): Promise<void> {
  const patterns = patternsIn(asked);
  for (const pattern of patterns) {
    try {
      await connection.row(`SELECT regexp_full_match('', ${literal(pattern)})`);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message.replace(/^.*?Error: /, '').split('\n')[0] : undefined;
      throw schemaErrors.pattern({ what: what ?? 'RE2 does not take it', at: 1 }, { place, cause });
    }
  }
}

function patternsIn(asked: DataRule['asked']): readonly string[] {
  if (asked.rule === 'pattern') return [asked.pattern];
  return 'branches' in asked ? asked.branches.flat().flatMap(patternsIn) : [];
}

async function readableFormat(connection: Connection, { format }: Reading, place: DataRule['place']): Promise<void> {
  if (!format?.includes('%')) return;
  try {
    await connection.row(`SELECT try_strptime('', ${literal(format)})`);
  } catch (cause) {
    const wanted = 'a pattern of strptime, such as `%d/%m/%Y`';
    throw schemaErrors.schemaValue({ what: '"format"', wanted, found: `the text "${format}"` }, { place, cause });
  }
}
