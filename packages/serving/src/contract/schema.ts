import * as z from 'zod';

/** What is used of a JSON Schema in an OpenAPI document (3.0 and 3.1); the rest of it is not looked at. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly nullable?: boolean | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | boolean | undefined;
  readonly minItems?: number | undefined;
  readonly minLength?: number | undefined;
  readonly format?: string | undefined;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[] | undefined;
}

/** `true` and `false` are schemas, too, and say nothing that is looked at here. */
export const schema: z.ZodType<Schema> = z.lazy(() =>
  z.union([
    z.looseObject({
      $ref: z.string().optional(),
      type: z.union([z.string(), z.array(z.string())]).optional(),
      nullable: z.boolean().optional(),
      properties: z.record(z.string(), schema).optional(),
      required: z.array(z.string()).optional(),
      items: schema.optional(),
      anyOf: z.array(schema).optional(),
      oneOf: z.array(schema).optional(),
      allOf: z.array(schema).optional(),
      enum: z.array(z.unknown()).optional(),
      const: z.unknown().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      exclusiveMinimum: z.union([z.number(), z.boolean()]).optional(),
      minItems: z.number().optional(),
      minLength: z.number().optional(),
      format: z.string().optional(),
      default: z.unknown().optional(),
      example: z.unknown().optional(),
      examples: z.array(z.unknown()).optional().catch(undefined),
    }),
    z.boolean().transform((): Schema => ({})),
  ]),
);

/** Finds what a `$ref` of the document names: `#/components/schemas/Row`. */
export type Resolve = (schema: Schema) => Schema;

/** References into the same document; others, and those that lead nowhere, say nothing. */
export function resolver(document: unknown): Resolve {
  return function resolve(from: Schema): Schema {
    let current = from;
    for (let hops = 0; current.$ref !== undefined; hops += 1) {
      const found = schema.safeParse(hops < 20 ? pointed(document, current.$ref) : undefined);
      if (!found.success) return {};
      current = found.data;
    }
    return current;
  };
}

function pointed(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let value = document;
  for (const part of reference.slice(2).split('/')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}

/** The types that a schema names; none where it names none. */
export function typesOf({ type, nullable }: Schema): readonly string[] {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return nullable === true && types.length > 0 ? [...types, 'null'] : types;
}
