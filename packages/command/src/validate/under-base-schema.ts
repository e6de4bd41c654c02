import {
  type DataCheck,
  diffSchemas,
  PermissionError,
  type RuleChange,
  readTableSchema,
  ServiceError,
  type TableEngine,
  type UnderBaseSchema,
  UserError,
  worstChecksFirst,
} from '@weighbridge/core';
import { type BaseSchema, baseSchemas } from '../step/base-schemas.ts';
import type { Weighing } from '../step/weighing.ts';
import { checkDataset } from './check-dataset.ts';
import { type OpenDataset, openBySchema, schemaFile } from './open-dataset.ts';

/** The most broken rules, and the most changed ones, that a record keeps of a schema. */
const mostBroken = 20;
const mostChanges = 100;

/**
 * Judges today's data by the base's schemas too, where the change alters them. Where nobody could look, nothing is
 * written: the gate, which looks again, then finds the data unjudged.
 */
export async function judgeByBaseSchemas(
  weighing: Weighing,
  engine: TableEngine,
  commit: string | undefined,
  opened: readonly OpenDataset[],
): Promise<readonly UnderBaseSchema[]> {
  const here = opened.map(({ name, schema }) => ({
    name,
    schema: schema && { path: schema.path, digest: schema.digest, dialect: schema.table.dialect, ignored: [] },
  }));
  try {
    const found: UnderBaseSchema[] = [];
    for (const schema of await baseSchemas(weighing, commit, here)) {
      const dataset = opened.find(({ name }) => name === schema.dataset);
      if (dataset) found.push(await judgeBy(weighing, engine, { schema, dataset, all: opened }));
    }
    return found;
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof PermissionError)) throw error;
    weighing.context.log.warn(`validate: the schemas of the base could not be read: ${error.message}`);
    return [];
  }
}

interface Asked {
  readonly schema: BaseSchema;
  readonly dataset: OpenDataset;
  readonly all: readonly OpenDataset[];
}

async function judgeBy(weighing: Weighing, engine: TableEngine, asked: Asked): Promise<UnderBaseSchema> {
  const { schema, dataset } = asked;
  const { path, digest } = schema;
  const start = { dataset: dataset.name, path, ...(digest ? { digest } : {}), held: 0, of: 0, broken: [], changes: [] };
  if (schema.text === undefined) return { ...start, reason: 'it is not in the base commit' };
  const reason = unreadable(schema, schema.text);
  if (reason !== undefined) return { ...start, reason };
  const { checks, changes } = await checksBy(weighing, engine, asked, schema.text);
  const rules = checks.filter(({ severity, outcome }) => severity === 'error' && outcome !== 'not judged');
  const broken = worstChecksFirst(rules.filter(({ outcome }) => outcome === 'failed'));
  return {
    ...start,
    held: rules.length - broken.length,
    of: rules.length,
    broken: broken.slice(0, mostBroken).map(short),
    changes: changes.slice(0, mostChanges),
  };
}

/**
 * Why the base's schema cannot be read. Only its own text may decide that, never a column of today's data: a change
 * could otherwise make the schema go away that forbids it.
 */
function unreadable({ named, ignore }: BaseSchema, text: string): string | undefined {
  try {
    const { schema, file: _file, digest: _digest, ...resource } = schemaFile(text, named);
    readTableSchema(schema, { ignore, ...resource });
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

/** Data that the base's schema cannot even be applied to breaks it: a file that it names may be gone. */
async function checksBy(
  { context }: Weighing,
  engine: TableEngine,
  { schema: { named, ignore }, dataset, all }: Asked,
  text: string,
): Promise<{ readonly checks: readonly DataCheck[]; readonly changes: readonly RuleChange[] }> {
  const { name, policy, digest } = dataset;
  const wanted = { name, policy: { ...policy, ignore, showValues: false }, digest };
  try {
    const opened = await openBySchema(context, engine, wanted, schemaFile(text, named));
    const { checks } = await checkDataset(context, engine, { dataset: opened, all, was: undefined });
    const [was, now] = [opened.schema?.table, dataset.schema?.table];
    return { checks, changes: was && now ? diffSchemas(was, now) : [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unjudged = { dataset: name, rule: 'schema', expected: 'every rule', severity: 'error' } as const;
    const check: DataCheck = {
      ...unjudged,
      outcome: 'failed',
      count: 0,
      of: 0,
      rows: [],
      by: 'scan',
      reason: error.message,
    };
    return { checks: [check], changes: [] };
  }
}

function short({ column, columns, rule, expected, count, of, tolerance, measured, reason }: DataCheck) {
  return {
    ...(column === undefined ? {} : { column }),
    ...(columns === undefined ? {} : { columns }),
    rule,
    expected,
    count,
    of,
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(measured === undefined ? {} : { measured }),
    ...(reason === undefined ? {} : { reason }),
  };
}
