import { resolve } from 'node:path';
import { inferSchema } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** A Table Schema, as YAML, that the table holds. */
export async function inferFile(data: string, context: Context): Promise<string> {
  const engine = await context.tables();
  try {
    const table = await engine.open({ path: resolve(context.root, data), name: data });
    return inferSchema(table.columns, await engine.profile(table, undefined));
  } finally {
    await engine.close();
  }
}
