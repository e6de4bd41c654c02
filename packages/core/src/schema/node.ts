import type { RulePlace } from '../check/model.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import type { UserError } from '../error/user-error.ts';
import { shortened } from '../policy/source.ts';
import type { SchemaSource } from '../port/table.ts';

/** A value of a schema file, and the way to it. */
export interface SchemaNode {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly source: SchemaSource;
}

/** An object of the file, whose keys are data. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** The whole file. */
export function rootNode(source: SchemaSource): SchemaNode {
  return { value: source.value, path: [], source };
}

/** What stands under a key or index; undefined when nothing does. */
export function child(node: SchemaNode, step: string | number): SchemaNode | undefined {
  const { value } = node;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return { value: Reflect.get(value, step), path: [...node.path, step], source: node.source };
}

/** Where a value, or the key before it, is in the file. */
export function placeOf(node: SchemaNode, what: 'key' | 'value' = 'value'): RulePlace {
  return node.source.locate(node.path, what);
}

/** Whether a value is an object with keys, and no list. */
export function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The node as an object. Throws UserError when it is none. */
export function objectAt(node: SchemaNode, wanted = 'keys with values'): SchemaObject {
  if (!isObject(node.value)) throw wrong(node, wanted);
  return node.value;
}

/** The keys of an object with what stands under them, in the order of the file. */
export function entriesOf(node: SchemaNode): readonly (readonly [key: string, value: SchemaNode])[] {
  const { path, source } = node;
  return Object.entries(objectAt(node)).map(([key, value]) => [key, { value, path: [...path, key], source }]);
}

/** The items of a list. Throws UserError when it is none, or empty where something is needed. */
export function itemsOf(node: SchemaNode, wanted = 'a list', least = 0): readonly SchemaNode[] {
  const { value, path, source } = node;
  if (!Array.isArray(value) || value.length < least) throw wrong(node, wanted);
  return value.map((item: unknown, index) => ({ value: item, path: [...path, index], source }));
}

/** The node as text. */
export function textAt(node: SchemaNode, wanted = 'a text'): string {
  if (typeof node.value !== 'string') throw wrong(node, wanted);
  return node.value;
}

/** The node as true or false. */
export function booleanAt(node: SchemaNode): boolean {
  if (typeof node.value !== 'boolean') throw wrong(node, 'true or false');
  return node.value;
}

/** The node as a finite number. */
export function numberAt(node: SchemaNode, wanted = 'a number'): number {
  if (typeof node.value !== 'number' || !Number.isFinite(node.value)) throw wrong(node, wanted);
  return node.value;
}

/** The node as a whole number, 0 or more. */
export function countAt(node: SchemaNode): number {
  const count = numberAt(node, 'a whole number, 0 or more');
  if (!Number.isInteger(count) || count < 0) throw wrong(node, 'a whole number, 0 or more');
  return count;
}

/** One of a list of words. */
export function wordAt<W extends string>(node: SchemaNode, words: readonly W[]): W {
  const found = words.find((word) => word === node.value);
  if (found === undefined)
    throw wrong(
      node,
      words
        .map((word) => `\`${word}\``)
        .join(', ')
        .replace(/, (?=[^,]*$)/, ' or '),
    );
  return found;
}

/** The error of a value of another kind than is wanted. */
export function wrong(node: SchemaNode, wanted: string): UserError {
  return schemaErrors.schemaValue(
    { what: nameOf(node), wanted, found: describe(node.value) },
    { place: placeOf(node) },
  );
}

/** `"minimum"`, or `Entry 2 of "enum"`. */
function nameOf({ path }: SchemaNode): string {
  const last = path.at(-1);
  if (last === undefined) return 'The schema';
  if (typeof last === 'string') return `"${shortened(last)}"`;
  const list = path.findLast((step) => typeof step === 'string');
  return list === undefined ? `Entry ${last + 1}` : `Entry ${last + 1} of "${shortened(list)}"`;
}

/** A value in words, cut short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text "${shortened(value, 24)}"`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'a group of keys';
}
