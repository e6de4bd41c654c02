import { runRecord } from '@weighbridge/core';
import * as z from 'zod';

/** JSON Schema of the run record. */
export function recordSchema(): string {
  return jsonSchema(runRecord, 'Weighbridge run record');
}

function jsonSchema(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'throw' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
