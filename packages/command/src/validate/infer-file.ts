import { resolve } from 'node:path';
import { candidateSchema, fittingOf, inferSchema } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** A Table Schema, as YAML, that the table holds. */
export async function inferFile(data: string, context: Context): Promise<string> {
  const engine = await context.tables();
  try {
    const table = await engine.open({ path: resolve(context.root, data), name: data });
    const profile = await engine.profile(table, undefined);
    const asked = candidateSchema(table.columns, profile);
    const answers = await engine.check(table, asked, { resources: new Map(), showValues: false, now: context.now() });
    return inferSchema(table.columns, profile, fittingOf(asked, answers));
  } finally {
    await engine.close();
  }
}
