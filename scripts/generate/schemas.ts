import { policySchema, runRecord } from '@weighbridge/core';
import * as z from 'zod';

/** JSON Schema of the run record, for whoever reads one outside this program. */
export function recordSchema(): string {
  return jsonSchema(runRecord, 'Weighbridge run record');
}

/** JSON Schema of `weighbridge.yml`, for editors. */
export function policyJsonSchema(): string {
  return jsonSchema(policySchema, 'Weighbridge policy (weighbridge.yml)');
}

function jsonSchema(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
