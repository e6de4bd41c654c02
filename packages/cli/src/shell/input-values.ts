import { inputErrors } from '@weighbridge/core';
import * as z from 'zod';

/** What a shell must know of one input to read it from text. */
export type InputKind = 'text' | 'number' | 'boolean' | 'choice' | 'list';

/** One input as shells show it. */
export interface InputSpec {
  /** camelCase, as in the command's zod object. */
  readonly key: string;
  /** kebab-case, as people write it. */
  readonly name: string;
  readonly kind: InputKind;
  readonly description: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly options?: readonly string[];
}

/** `minRows` → `min-rows`. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The inputs of a command, in the order of its zod object. Throws when one has no description: a defect. */
export function inputSpecs(inputs: z.ZodObject): InputSpec[] {
  return Object.entries(inputs.shape).map(([key, schema]) => specOf(key, schema));
}

function specOf(key: string, schema: z.core.$ZodType): InputSpec {
  const description = schema instanceof z.ZodType ? schema.description : undefined;
  if (!description) throw new Error(`input ${key} has no description`);
  const { inner, required, fallback } = unwrap(schema);
  return {
    key,
    name: kebab(key),
    kind: kindOf(key, inner),
    description,
    required,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(inner instanceof z.ZodEnum ? { options: inner.options.map(String) } : {}),
  };
}

function unwrap(schema: z.core.$ZodType): { inner: z.core.$ZodType; required: boolean; fallback?: unknown } {
  if (schema instanceof z.ZodOptional) return { inner: schema.unwrap(), required: false };
  if (schema instanceof z.ZodDefault)
    return { inner: schema.unwrap(), required: false, fallback: schema.def.defaultValue };
  return { inner: schema, required: true };
}

function kindOf(key: string, schema: z.core.$ZodType): InputKind {
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodArray) return 'list';
  throw new Error(`input ${key} has a type that shells cannot read`);
}

/** Text from a shell → the declared type; never guesses. Items of a list stand on lines, or between commas. */
export function inputValue(spec: InputSpec, text: string): unknown {
  if (spec.kind === 'number') return numberOf(spec, text);
  if (spec.kind === 'boolean') return booleanOf(spec, text);
  if (spec.kind === 'list')
    return text
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  if (spec.kind === 'choice' && !spec.options?.includes(text)) {
    throw inputErrors.inputType({ name: spec.name, value: text, wanted: `one of ${spec.options?.join(', ')}` });
  }
  return text;
}

function numberOf(spec: InputSpec, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw inputErrors.inputType({ name: spec.name, value: text, wanted: 'a number' });
  return value;
}

function booleanOf(spec: InputSpec, text: string): boolean {
  const word = text.trim();
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw inputErrors.inputType({ name: spec.name, value: text, wanted: 'true or false' });
}
