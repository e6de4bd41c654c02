import type { Asked, DataRule, RulePlace, TableSchema, Tolerance } from '../check/model.ts';
import { closest } from '../error/closest.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import { listed, shortened } from '../policy/source.ts';
import { entriesOf, placeOf, type SchemaNode } from './node.ts';

/** How a schema is read, whatever its dialect. */
export interface SchemaOptions {
  /** Keywords, types and formats that the user goes without. */
  readonly ignore: readonly string[];
  /** The table of a data package, where it describes several. */
  readonly resource?: string;
  /** The columns of the table, once they are known: rules by name (`patternProperties`) then reach them. */
  readonly columns?: readonly string[];
}

/** What reading a schema has found so far. */
export interface SchemaReading {
  readonly options: SchemaOptions;
  readonly rules: DataRule[];
  readonly ignored: TableSchema['ignored'][number][];
}

/** How serious a rule is, and what it lets pass. */
export interface Weight {
  readonly severity: 'error' | 'warning';
  readonly tolerance: (rule: string) => Tolerance | undefined;
}

const mostRules = 50_000;

/** Keywords of one kind of object. */
export interface Keywords {
  /** What is read; the order is that of the messages. */
  readonly supported: readonly string[];
  /** What says nothing about the data. */
  readonly descriptive: readonly string[];
  /** What is known and not judged, and why. */
  readonly refused: Readonly<Record<string, string>>;
  /** The object, in words: `the constraints of "age"`. */
  readonly where: string;
  /** Keywords that stand elsewhere: `required` → `constraints.required`. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** Begins a reading. */
export function startReading(options: SchemaOptions): SchemaReading {
  return { options, rules: [], ignored: [] };
}

/** True when the user goes without a keyword; then it is noted. */
function isIgnored(reading: SchemaReading, keyword: string, place: RulePlace): boolean {
  if (!reading.options.ignore.includes(keyword)) return false;
  reading.ignored.push({ keyword, place });
  return true;
}

/** Notes a keyword that is not supported as ignored, or throws UserError with its line. */
export function ignoreOrRefuse(reading: SchemaReading, keyword: string, why: string, place: RulePlace): void {
  if (!isIgnored(reading, keyword, place))
    throw schemaErrors.unsupported({ keyword: shortened(keyword), why }, { place });
}

/** The supported keywords of an object with their values, less the ignored ones. Throws UserError for those of no meaning. */
export function readKeywords(
  reading: SchemaReading,
  node: SchemaNode,
  keywords: Keywords,
): ReadonlyMap<string, SchemaNode> {
  const found = new Map<string, SchemaNode>();
  for (const [key, value] of entriesOf(node)) {
    const place = placeOf(value, 'key');
    if (isIgnored(reading, key, place)) continue;
    if (keywords.supported.includes(key)) found.set(key, value);
    else if (Object.hasOwn(keywords.refused, key)) {
      throw schemaErrors.unsupported({ keyword: key, why: keywords.refused[key] ?? '' }, { place });
    } else if (!keywords.descriptive.includes(key) && !key.startsWith('x-')) throw unknown(key, keywords, place);
  }
  return found;
}

function unknown(key: string, { supported, descriptive, refused, elsewhere = {}, where }: Keywords, place: RulePlace) {
  const moved = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
  const near = moved ?? closest(key, [...supported, ...descriptive, ...Object.keys(refused)]);
  return schemaErrors.unknownKeyword({ name: shortened(key), where, near, known: listed(supported) }, { place });
}

/** Adds a rule. Throws UserError when there are too many. */
export function addRule(reading: SchemaReading, asked: Asked, place: RulePlace, weight: Weight): void {
  const { severity } = weight;
  const tolerance = weight.tolerance(asked.rule);
  pushRule(reading, tolerance === undefined ? { asked, severity, place } : { asked, severity, tolerance, place });
}

/** Adds a whole rule. */
export function pushRule(reading: SchemaReading, rule: DataRule): void {
  if (reading.rules.length >= mostRules) {
    throw schemaErrors.schemaTooLarge({ limit: `${mostRules} rules` }, { place: rule.place });
  }
  reading.rules.push(rule);
}

/** Of rules that no field carries. */
export const plainWeight: Weight = { severity: 'error', tolerance: () => undefined };
