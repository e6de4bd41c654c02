import * as z from 'zod';
import type { PolicyPath } from './source.ts';

/**
 * The schemas that describe the value at a path, outermost first (`optional` and `default` are kept, since
 * descriptions hang on them). Where a value may have several forms, the forms that share most keys with `root`'s
 * value are followed.
 */
export function schemasAt(schema: z.ZodType, path: PolicyPath, root: unknown): readonly z.core.$ZodType[] {
  let found: readonly z.core.$ZodType[] = unwrapped(schema, root);
  let value = root;
  for (const part of path) {
    value = child(value, part);
    found = found.flatMap((each) => {
      const next = below(each, part);
      return next ? unwrapped(next, value) : [];
    });
  }
  return found;
}

function child(value: unknown, part: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
  return Reflect.get(value, part);
}

/** The schema and everything that it wraps: optional → default → object. */
function unwrapped(schema: z.core.$ZodType, value: unknown): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return [schema, ...unwrapped(schema.def.innerType, value)];
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return [schema, ...unwrapped(named(schema, value), value)];
  if (schema instanceof z.ZodUnion) return unwrapped(likeliest(schema.def.options, value), value);
  return [schema];
}

/** Of forms that are told apart by one key, the one that the value names; the likeliest where it names none. */
function named({ def }: z.ZodDiscriminatedUnion, value: unknown): z.core.$ZodType {
  const name = child(value, def.discriminator);
  const found = def.options.find((option) => literalsAt(option, def.discriminator).some((each) => each === name));
  return found ?? likeliest(def.options, value);
}

/** The values that tell the forms of a value apart, where the schema has such forms. */
export function namesOfForms({ def }: z.ZodDiscriminatedUnion): readonly string[] {
  return def.options.flatMap((option) => literalsAt(option, def.discriminator).map(String));
}

function literalsAt(option: z.core.$ZodType, key: string): readonly unknown[] {
  const literal = option instanceof z.ZodObject ? option.shape[key] : undefined;
  return literal instanceof z.ZodLiteral ? [...literal.values] : [];
}

function likeliest(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const shared = (option: z.core.$ZodType): number =>
    option instanceof z.ZodObject ? keys.filter((key) => Object.hasOwn(option.shape, key)).length : 0;
  return options.reduce((best, option) => (shared(option) > shared(best) ? option : best));
}

function below(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.def.element;
  if (schema instanceof z.ZodRecord) return schema.def.valueType;
  if (!(schema instanceof z.ZodObject)) return undefined;
  return Object.hasOwn(schema.shape, part) ? schema.shape[part] : schema.def.catchall;
}
