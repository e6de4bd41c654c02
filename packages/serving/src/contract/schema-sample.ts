import { type Resolve, type Schema, typesOf } from './schema.ts';

/** A schema that contains itself ends here. */
const deepest = 12;

/** A value that a schema allows: its example or default where it gives one, else the plainest one. */
export function sampleOf(from: Schema, resolve: Resolve, depth = 0): unknown {
  const schema = resolve(from);
  const given = [schema.example, schema.examples?.[0], schema.default, schema.const, schema.enum?.[0]];
  const known = given.find((value) => value !== undefined);
  if (known !== undefined) return known;
  if (depth > deepest) return null;
  if (schema.allOf) return joined(schema, schema.allOf, resolve, depth);
  const choice = (schema.anyOf ?? schema.oneOf)?.find((part) => !typesOf(resolve(part)).includes('null'));
  if (choice) return sampleOf(choice, resolve, depth + 1);
  return plainest(schema, resolve, depth);
}

function joined(schema: Schema, parts: readonly Schema[], resolve: Resolve, depth: number): unknown {
  const { allOf: _, ...own } = schema;
  const samples = [...parts, own].map((part) => sampleOf(part, resolve, depth + 1));
  const objects = samples.filter((value) => typeof value === 'object' && value !== null);
  return objects.length === 0 ? samples[0] : Object.assign({}, ...objects);
}

function plainest(schema: Schema, resolve: Resolve, depth: number): unknown {
  const [type = schema.properties ? 'object' : 'null'] = typesOf(schema);
  switch (type) {
    case 'object':
      return objectOf(schema, resolve, depth);
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
        schema.items ? sampleOf(schema.items, resolve, depth + 1) : 0,
      );
    case 'string':
      return textOf(schema);
    case 'number':
    case 'integer':
      return numberOf(schema);
    case 'boolean':
      return false;
    default:
      return null;
  }
}

/** With every field, also those that need not be there: the model most likely wants them. */
function objectOf({ properties = {} }: Schema, resolve: Resolve, depth: number): unknown {
  const entries = Object.entries(properties).map(([key, schema]) => [key, sampleOf(schema, resolve, depth + 1)]);
  return Object.fromEntries(entries);
}

function numberOf({ minimum, maximum, exclusiveMinimum }: Schema): number {
  const above = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : undefined;
  const least = above ?? (exclusiveMinimum === true ? (minimum ?? 0) + 1 : minimum) ?? 1;
  return maximum === undefined ? least : Math.min(Math.max(least, minimum ?? least), maximum);
}

const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'someone@example.org',
  uri: 'https://example.org/',
};

function textOf({ format = '', minLength = 0 }: Schema): string {
  return formats[format] ?? 'a'.repeat(Math.max(1, minLength));
}
