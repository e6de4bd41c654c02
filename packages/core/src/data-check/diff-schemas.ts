import type { Asked, DataRule, Scalar, TableSchema, Tolerance } from '../check/model.ts';
import type { RuleChange } from '../record/data.ts';
import { columnsOf, expectedText, isWhole } from './expected.ts';

type Effect = RuleChange['effect'];

/** One rule, with the schema that its words need. */
interface Written {
  readonly rule: DataRule;
  readonly schema: TableSchema;
}

/**
 * What a change does to the rules of a schema, looser ones first. A rule that is gone, a bound that moved outwards, a
 * tolerance that grew and a severity that sank are `looser`; the opposites `stricter`; what cannot be told is `other`.
 */
export function diffSchemas(was: TableSchema, now: TableSchema): readonly RuleChange[] {
  const before = was.rules.map((rule): Written => ({ rule, schema: was }));
  const after = now.rules.map((rule): Written => ({ rule, schema: now }));
  const [gone, come] = unmatched(before, after);
  const pairs: RuleChange[] = [];
  const left = [...come];
  const removed = gone.filter((old) => {
    const at = left.findIndex((other) => keyOf(other) === keyOf(old));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found) pairs.push(changed(old, found));
    return found === undefined;
  });
  const changes: readonly RuleChange[] = [
    ...removed.map((old): RuleChange => ({ where: whereOf(old), was: textOf(old), effect: 'looser' })),
    ...pairs,
    ...left.map((fresh): RuleChange => ({ where: whereOf(fresh), now: textOf(fresh), effect: 'stricter' })),
    ...readingChanges(was, now),
  ];
  const order: readonly Effect[] = ['looser', 'other', 'stricter'];
  return changes.toSorted((a, b) => order.indexOf(a.effect) - order.indexOf(b.effect) || compareText(a.where, b.where));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Both lists without what they share; each item counts once. */
function unmatched(
  before: readonly Written[],
  after: readonly Written[],
): readonly [readonly Written[], readonly Written[]] {
  const left = after.map((each) => ({ each, text: fullText(each) }));
  const gone = before.filter((old) => {
    const own = fullText(old);
    const at = left.findIndex((other) => other.text === own);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [gone, left.map(({ each }) => each)];
}

/** Everything that a rule says, wherever it is written. */
function fullText({ rule: { place: _place, ...rule }, schema }: Written): string {
  return JSON.stringify([rule, rule.asked.rule === 'type' ? typesOf({ asked: rule.asked, schema }) : undefined]);
}

/** What has to be equal for two rules to be one rule that changed. */
function keyOf({ rule: { asked, when, whenHolds } }: Written): string {
  const aggregate = asked.rule === 'aggregate' ? asked.aggregate : undefined;
  const written = asked.rule === 'expression' ? asked.written : undefined;
  return JSON.stringify([asked.rule, columnsOf(asked), aggregate, written, when, whenHolds]);
}

function whereOf({ rule, schema }: Written): string {
  const columns = columnsOf(rule.asked);
  return columns.length === 0 ? schema.file : `${schema.file}, ${columns.join(', ')}`;
}

/** `minimum: at least 18`. */
function textOf({ rule, schema }: Written): string {
  const { asked, severity } = rule;
  const words = asked.rule === 'pattern' ? asked.pattern : expectedText(rule, schema.fields);
  return `${asked.rule}: ${words}${severity === 'warning' ? ' (warning)' : ''}`;
}

function changed(old: Written, fresh: Written): RuleChange {
  const effects = [
    askedEffect(old, fresh),
    severityEffect(old.rule, fresh.rule),
    isWhole(fresh.rule.asked) ? undefined : toleranceEffect(old.rule.tolerance, fresh.rule.tolerance),
  ];
  const effect = (['looser', 'other'] as const).find((each) => effects.includes(each)) ?? 'stricter';
  return { where: whereOf(fresh), was: textOf(old), now: textOf(fresh), effect };
}

function severityEffect(was: DataRule, now: DataRule): Effect | undefined {
  if (was.severity === now.severity) return undefined;
  return now.severity === 'warning' ? 'looser' : 'stricter';
}

function toleranceEffect(was: Tolerance | undefined, now: Tolerance | undefined): Effect | undefined {
  if (JSON.stringify(was) === JSON.stringify(now)) return undefined;
  if (was === undefined || now === undefined) return was === undefined ? 'looser' : 'stricter';
  if ('share' in was && 'share' in now) return upper(was.share, now.share);
  return 'count' in was && 'count' in now ? upper(was.count, now.count) : 'other';
}

function askedEffect(old: Written, fresh: Written): Effect | undefined {
  const [was, now] = [old.rule.asked, fresh.rule.asked];
  if (was.rule === 'type' && now.rule === 'type') {
    return sets(typesOf({ asked: was, schema: old.schema }), typesOf({ asked: now, schema: fresh.schema }));
  }
  if (JSON.stringify(was) === JSON.stringify(now)) return undefined;
  if (was.rule === 'enum' && now.rule === 'enum') return sets(was.values, now.values);
  if (was.rule === 'multipleOf' && now.rule === 'multipleOf') return multiples(was.value, now.value);
  if (was.rule === 'freshness' && now.rule === 'freshness') return upper(was.within, now.within);
  return rangeEffect(was, now);
}

function rangeEffect(was: Asked, now: Asked): Effect {
  const [before, after] = [boundsOf(was), boundsOf(now)];
  if (before === undefined || after === undefined) return 'other';
  const effects = [upper(before.max, after.max), lower(before.min, after.min)];
  return (['looser', 'other', 'stricter'] as const).find((each) => effects.includes(each)) ?? 'other';
}

type Bound = number | string | undefined;

function boundsOf(asked: Asked): { readonly min?: Bound; readonly max?: Bound } | undefined {
  switch (asked.rule) {
    case 'minimum':
    case 'exclusiveMinimum':
    case 'minLength':
    case 'minProperties':
      return { min: asked.value };
    case 'maximum':
    case 'exclusiveMaximum':
    case 'maxLength':
    case 'maxProperties':
      return { max: asked.value };
    case 'rowCount':
    case 'aggregate':
      return { min: asked.min, max: asked.max };
    default:
      return undefined;
  }
}

/** What it means for an upper bound to move. */
function upper(was: Bound, now: Bound): Effect | undefined {
  if (was === now) return undefined;
  if (was === undefined) return 'stricter';
  if (now === undefined) return 'looser';
  if (typeof was !== typeof now || !(isOrdered(was) && isOrdered(now))) return 'other';
  return now > was ? 'looser' : 'stricter';
}

/** The same of a lower bound. */
function lower(was: Bound, now: Bound): Effect | undefined {
  return was === undefined || now === undefined ? upper(was, now) : upper(now, was);
}

/** Dates and times in the order of their text. */
function isOrdered(value: number | string): boolean {
  return typeof value === 'number' || /^\d{4}-\d\d-\d\d/.test(value);
}

function multiples(was: number, now: number): Effect {
  if (was % now === 0) return 'looser';
  return now % was === 0 ? 'stricter' : 'other';
}

/** A list of what is allowed: whatever it gains is looser. */
function sets(was: readonly Scalar[], now: readonly Scalar[]): Effect | undefined {
  if (now.some((value) => !was.includes(value))) return 'looser';
  return was.some((value) => !now.includes(value)) ? 'stricter' : undefined;
}

function typesOf({ asked, schema }: { asked: Extract<Asked, { rule: 'type' }>; schema: TableSchema }) {
  return asked.types ?? schema.fields.find(({ name }) => name === asked.column)?.types ?? [];
}

/** How cells are read: more texts that stand for "missing" let more rows pass. */
function readingChanges(was: TableSchema, now: TableSchema): readonly RuleChange[] {
  const effect = sets(was.missingValues, now.missingValues);
  const missing: readonly RuleChange[] =
    effect === undefined
      ? []
      : [{ where: now.file, was: missingText(was.missingValues), now: missingText(now.missingValues), effect }];
  const fields = now.fields.flatMap(({ name, reading, missingValues }): RuleChange[] => {
    const old = was.fields.find((field) => field.name === name);
    const same =
      old === undefined ||
      JSON.stringify([old.reading, old.missingValues]) === JSON.stringify([reading, missingValues]);
    const where = `${now.file}, ${name}`;
    return same ? [] : [{ where, was: 'read otherwise', now: 'how its cells are read', effect: 'other' }];
  });
  return [...missing, ...fields];
}

function missingText(values: readonly string[]): string {
  return `missingValues: ${JSON.stringify(values)}`;
}
