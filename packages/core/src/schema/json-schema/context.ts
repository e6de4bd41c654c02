import type { Field, FieldType, Reading, RulePlace } from '../../check/model.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { shortened } from '../../policy/source.ts';
import { child, entriesOf, isObject, placeOf, type SchemaNode, textAt } from '../node.ts';
import { ignoreOrRefuse, type SchemaReading } from '../reading.ts';
import { annotations } from './keywords.ts';

const mostParts = 100_000;
const mostLevels = 64;

/** What is known of a column so far. */
interface Mentioned {
  readonly place: RulePlace;
  /** The types of its own schema. Those of a branch are none of the column's: another branch may speak of other values. */
  types: readonly FieldType[] | undefined;
  reading: Reading;
}

/** The reading of a JSON Schema. */
export interface JsonReading extends SchemaReading {
  readonly root: SchemaNode;
  /** In draft 7 and before, what stands beside a `$ref` says nothing. */
  readonly refsStandAlone: boolean;
  readonly formatAssertion: boolean;
  readonly mentioned: Map<string, Mentioned>;
  /** References that are being followed. */
  readonly following: Set<string>;
  parts: number;
  levels: number;
}

/** Notes a column where it is first named, with the types it is given. */
export function mention(reading: JsonReading, column: string, place: RulePlace): Mentioned {
  const known = reading.mentioned.get(column);
  if (known) return known;
  const found: Mentioned = { place, types: undefined, reading: {} };
  reading.mentioned.set(column, found);
  return found;
}

/** The columns in the order in which they were named. */
export function fieldsOf(reading: JsonReading): readonly Field[] {
  const any: readonly FieldType[] = ['any'];
  return [...reading.mentioned].map(([name, { types = any, reading: how, place }]) => {
    return { name, types, reading: how, place };
  });
}

/**
 * Reads one part of the schema, a boolean apart: follows a `$ref`, and counts. Throws UserError for references out of the
 * file or back to themselves, and for schemas that unfold without end.
 */
export function readPart<R>(
  reading: JsonReading,
  node: SchemaNode,
  read: (node: SchemaNode) => readonly R[],
): readonly R[] {
  reading.parts++;
  reading.levels++;
  const place = placeOf(node);
  if (reading.parts > mostParts) throw schemaErrors.schemaTooLarge({ limit: `${mostParts} parts` }, { place });
  if (reading.levels > mostLevels) throw schemaErrors.schemaTooLarge({ limit: `${mostLevels} levels` }, { place });
  const reference = isObject(node.value) ? child(node, '$ref') : undefined;
  const referred = reference ? follow(reading, reference, read) : [];
  const standsAlone = reference !== undefined && reading.refsStandAlone;
  if (standsAlone) refuseBeside(reading, node);
  const own = standsAlone ? [] : read(node);
  reading.levels--;
  return [...referred, ...own];
}

/** What would be judged elsewhere, and here says nothing: the writer thinks that it does. */
function refuseBeside(reading: JsonReading, node: SchemaNode): void {
  for (const [key, value] of entriesOf(node)) {
    if (besideRef.has(key) || key.startsWith('x-')) continue;
    ignoreOrRefuse(reading, key, 'beside `$ref` it has no effect in draft 7', placeOf(value, 'key'));
  }
}

const besideRef: ReadonlySet<string> = new Set(['$ref', '$id', 'formatAssertion', ...annotations]);

function follow<R>(
  reading: JsonReading,
  reference: SchemaNode,
  read: (node: SchemaNode) => readonly R[],
): readonly R[] {
  const text = textAt(reference, 'a reference such as `#/$defs/name`');
  const place = placeOf(reference);
  if (reading.options.ignore.includes('$ref')) {
    ignoreOrRefuse(reading, '$ref', '', place);
    return [];
  }
  const fail = (what: string) => schemaErrors.reference({ reference: shortened(text), what }, { place });
  if (reading.following.has(text)) throw fail('it leads back to itself');
  const steps = pointer(text);
  if (!steps) throw fail('it does not begin with `#/`');
  const target = steps.reduce<SchemaNode | undefined>((node, step) => node && child(node, step), reading.root);
  if (!target) throw fail('nothing is there');
  reading.following.add(text);
  const found = readPart(reading, target, read);
  reading.following.delete(text);
  return found;
}

/** The keys of a JSON pointer in a fragment (RFC 6901); undefined when it is none. */
function pointer(reference: string): readonly string[] | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  try {
    const steps = decodeURIComponent(reference.slice(1)).split('/').slice(1);
    return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    return undefined;
  }
}
