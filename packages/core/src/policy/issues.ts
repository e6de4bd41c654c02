import * as z from 'zod';
import { closest } from '../error/closest.ts';
import { policyErrors } from '../error/policy-errors.ts';
import type { UserError } from '../error/user-error.ts';
import { namesOfForms, schemasAt } from './schema-walk.ts';
import { type Locate, listed, type PolicyPath, pathText, shortened, valueAt } from './source.ts';

type Issue = z.core.$ZodIssue;

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of names to values',
};

/** Completes "… must be" for a schema without an `error` of its own; unions say nothing, their parts do. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return typeWords[String(issue.expected)] ?? 'another value';
  if (issue.code === 'invalid_value' && Array.isArray(issue.values)) return oneOf(issue.values.map(String));
  return issue.code === 'invalid_union' ? '' : 'another value';
}

function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  return quoted.length === 1 ? quoted.join('') : `one of ${quoted.join(', ')}`;
}

/** Turns what zod found into errors of the catalogue, each with its place in the file. */
export function issueErrors(issues: readonly Issue[], root: unknown, schema: z.ZodType, locate: Locate): UserError[] {
  return issues.flatMap((issue) => errorsOf(issue, [], { root, schema, locate }));
}

interface Where {
  readonly root: unknown;
  readonly schema: z.ZodType;
  readonly locate: Locate;
}

function errorsOf(issue: Issue, above: PolicyPath, where: Where): UserError[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, where));
  if (issue.code === 'invalid_union' && issue.message === '')
    return nearestBranch(issue.errors).flatMap((inner) => errorsOf(inner, path, where));
  return [
    valueAt(where.root, path) === undefined && path.length > 0
      ? missingKey(path, where)
      : wrongValue(issue, path, where),
  ];
}

/** Of several forms that a value may have, the one with the fewest mistakes is the one that was meant. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  return [...branches].sort((a, b) => a.length - b.length)[0] ?? [];
}

function unknownKey(name: string, path: PolicyPath, { root, schema, locate }: Where): UserError {
  const known = schemasAt(schema, path, root).flatMap((object) =>
    object instanceof z.ZodObject ? Object.keys(object.shape) : [],
  );
  const args = {
    name: shortened(name),
    where: shortened(pathText(path), 80),
    near: closest(name, known),
    known: listed(known),
  };
  return policyErrors.unknownKey(args, { place: locate([...path, name], 'key') });
}

function missingKey(path: PolicyPath, { root, schema, locate }: Where): UserError {
  const parent = path.slice(0, -1);
  const meaning = schemasAt(schema, path, root)
    .map((found) => z.globalRegistry.get(found)?.description)
    .find((text) => text !== undefined);
  const args = { key: String(path.at(-1)), where: shortened(pathText(parent), 80), meaning: meaning ?? '' };
  return policyErrors.missingKey(args, { place: locate(parent, 'key') });
}

function wrongValue(issue: Issue, path: PolicyPath, where: Where): UserError {
  const { root, locate } = where;
  const value = valueAt(root, path);
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : formNames(path, where);
  const near = typeof value === 'string' ? closest(value, allowed) : undefined;
  const args = { where: shortened(pathText(path), 80), expected: issue.message, found: shown(value), near };
  return policyErrors.wrongValue(args, { place: locate(path, 'value') });
}

/** What may stand at a key by which the forms of its mapping are told apart. */
function formNames(path: PolicyPath, { root, schema }: Where): readonly string[] {
  return schemasAt(schema, path.slice(0, -1), root).flatMap((form) =>
    form instanceof z.ZodDiscriminatedUnion && form.def.discriminator === path.at(-1) ? namesOfForms(form) : [],
  );
}

/** A value in an error: kinds are named, scalars are shown short. */
function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `"${shortened(value)}"` : String(value);
}
