import { type BrokenRule, foundClause } from '../data-check/reason.ts';
import type { DataCheck, DataSection, UnderBaseSchema } from '../record/data.ts';
import type { Digest } from '../record/evaluation.ts';
import { clean, cut } from '../report/escape.ts';
import type { Finding } from './words.ts';

/** The schema of a dataset as the base commit has it, where the one here is another. */
export interface SchemaAt {
  readonly dataset: string;
  /** As the base's policy names it. */
  readonly path: string;
  /** Of its bytes; undefined when it is not there. */
  readonly digest: Digest | undefined;
}

/** What `validate` found by this very schema; undefined when nobody judged by it. */
export function foundUnder(
  data: DataSection | undefined,
  { dataset, path, digest }: SchemaAt,
): UnderBaseSchema | undefined {
  return data?.underBaseSchema?.find(
    (entry) => entry.dataset === dataset && entry.path === path && entry.digest === digest,
  );
}

/** Schemas of the base that forbid today's data, or by which nobody has judged it. */
export function forbidding(
  data: DataSection | undefined,
  schemas: readonly SchemaAt[],
): readonly { readonly schema: SchemaAt; readonly found: UnderBaseSchema | undefined }[] {
  return schemas
    .map((schema) => ({ schema, found: foundUnder(data, schema) }))
    .filter(({ found }) => found === undefined || found.broken.length > 0);
}

/** Of the base's schemas the broken rule that is told first: "1 row of age is above 100"; names cut to `longest`. */
export function forbiddenClause(
  data: DataSection | undefined,
  schemas: readonly SchemaAt[],
  longest: number,
): string | undefined {
  const first = forbidding(data, schemas).flatMap(({ found }) => (found ? brokenRules(found) : []))[0];
  return first && lowerFirst(foundClause(first, longest)).replaceAll('`', '');
}

/** The broken rules of one schema, with the dataset that breaks them. */
function brokenRules({ dataset, broken }: UnderBaseSchema): readonly BrokenRule[] {
  return broken.map((rule) => ({ dataset, ...rule }));
}

/** A sentence that goes on after a colon. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whether a check is of leakage: no schema asked for it, and no schema takes it away. */
export function isOfLeakage({ rule }: DataCheck): boolean {
  return ['noOverlap', 'timeOrder', 'targetAmongFeatures', 'evaluationChanged'].includes(rule);
}

/** A schema that could not be read at the base judges nothing, and says so. */
export function unreadFindings(data: DataSection | undefined, schemas: readonly SchemaAt[]): readonly Finding[] {
  return schemas.flatMap((schema) => {
    const reason = foundUnder(data, schema)?.reason;
    if (reason === undefined) return [];
    const where = `${clean(schema.path, 32)} of ${clean(schema.dataset, 32)}`;
    return [
      {
        id: `data/schema/${encodeURIComponent(schema.dataset.toWellFormed())}`,
        metric: 'schema',
        limit: { kind: 'schema', value: 0, written: 'every rule' },
        judge: 'point',
        outcome: 'not judged',
        why: cut(`${where} cannot be read at the base: ${clean(reason)}`, 200),
      },
    ];
  });
}
