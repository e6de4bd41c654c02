import { sayValue } from './expect.ts';
import { type Resolve, type Schema, typesOf } from './schema.ts';

/** Problems that are said of one answer; the rest is more of the same. */
const most = 3;
const deepest = 30;

/**
 * What of a value its declared schema does not allow: types, required fields, fixed values and bounds. No whole JSON Schema
 * validator: what it does not know, it allows.
 */
export function schemaProblems(value: unknown, schema: Schema, resolve: Resolve): readonly string[] {
  return problems({ value, at: '', depth: 0 }, schema, resolve).slice(0, most);
}

interface Place {
  readonly value: unknown;
  /** `rows.0.score`; empty at the top. */
  readonly at: string;
  readonly depth: number;
}

function problems(place: Place, from: Schema, resolve: Resolve): readonly string[] {
  if (place.depth > deepest) return [];
  const schema = resolve(from);
  const types = typesOf(schema);
  const { value } = place;
  if (types.length > 0 && !types.some((type) => isOf(value, type))) {
    return [`${name(place)} is ${sayValue(value)}, declared as ${types.join(' or ')}`];
  }
  return [
    ...valueProblems(place, schema),
    ...(schema.allOf ?? []).flatMap((part) => problems(place, part, resolve)),
    ...[schema.anyOf, schema.oneOf].flatMap((choice) => choiceProblems(place, choice, resolve)),
    ...insideProblems(place, schema, resolve),
  ];
}

/** Of several shapes none fits: what the nearest to fit lacks is said. */
function choiceProblems(place: Place, choice: readonly Schema[] | undefined, resolve: Resolve): readonly string[] {
  const found = (choice ?? []).map((schema) => problems(place, schema, resolve));
  if (found.length === 0 || found.some((list) => list.length === 0)) return [];
  const [first = []] = found.toSorted((one, other) => one.length - other.length);
  return found.length === 1 ? first : [`${name(place)} is ${sayValue(place.value)}, which is none of what is declared`];
}

function valueProblems(place: Place, schema: Schema): readonly string[] {
  const { value } = place;
  const { minimum, maximum } = schema;
  const fixed = schema.const === undefined ? schema.enum : [schema.const];
  if (fixed && !fixed.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value))) {
    return [`${name(place)} is ${sayValue(value)}, which is not one of the declared values`];
  }
  if (typeof value !== 'number') return [];
  if (minimum !== undefined && value < minimum) return [`${name(place)} is ${value}, declared as at least ${minimum}`];
  if (maximum !== undefined && value > maximum) return [`${name(place)} is ${value}, declared as at most ${maximum}`];
  return [];
}

function insideProblems({ value, at, depth }: Place, schema: Schema, resolve: Resolve): readonly string[] {
  const below = (key: string): string => (at === '' ? key : `${at}.${key}`);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return [];
    return value.flatMap((element, index) =>
      problems({ value: element, at: below(String(index)), depth: depth + 1 }, items, resolve),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const fields = new Map<string, unknown>(Object.entries(value));
  const missing = (schema.required ?? []).filter((key) => !fields.has(key)).map((key) => `${below(key)} is missing`);
  const wrong = Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    fields.has(key) ? problems({ value: fields.get(key), at: below(key), depth: depth + 1 }, property, resolve) : [],
  );
  return [...missing, ...wrong];
}

function name({ at }: Place): string {
  return at === '' ? 'the answer' : at;
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}
