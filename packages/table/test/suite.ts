import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const group = z.object({
  description: z.string(),
  schema: z.union([z.boolean(), z.record(z.string(), z.unknown())]),
  tests: z.array(z.object({ description: z.string(), data: z.unknown(), valid: z.boolean() })),
});

/** One test of the JSON Schema Test Suite as a schema of rows and a row of scalars. */
export interface SuiteCase {
  readonly title: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** Undefined where the instance is no row: a list, or an object with objects or lists in it. */
  readonly row: Readonly<Record<string, unknown>> | undefined;
  readonly valid: boolean;
}

/** The required tests of a draft. An instance that is a scalar becomes the one cell of a row, and so does its schema. */
export function suiteCases(folder: URL, draft: string): readonly SuiteCase[] {
  const tests = new URL(`tests/${draft}/`, folder);
  const files = readdirSync(tests).filter((file) => file.endsWith('.json'));
  return files.toSorted().flatMap((file) => {
    const groups = z.array(group).parse(JSON.parse(readFileSync(new URL(file, tests), 'utf8')));
    return groups.flatMap(({ description, schema, tests: all }) =>
      all.map((test) => suiteCase(`${file}: ${description}: ${test.description}`, inDraft(schema, draft), test)),
    );
  });
}

function inDraft(schema: z.output<typeof group>['schema'], draft: string): Readonly<Record<string, unknown>> {
  const whole = typeof schema === 'boolean' ? { allOf: [schema] } : schema;
  return draft === 'draft7' ? { $schema: 'http://json-schema.org/draft-07/schema#', ...whole } : whole;
}

function suiteCase(
  title: string,
  schema: SuiteCase['schema'],
  { data, valid }: { readonly data?: unknown; readonly valid: boolean },
): SuiteCase {
  if (typeof data !== 'object' || data === null) return { title, schema: ofCell(schema), row: { value: data }, valid };
  const isFlat =
    !Array.isArray(data) && Object.values(data).every((value) => typeof value !== 'object' || value === null);
  return { title, schema, row: isFlat ? Object.fromEntries(Object.entries(data)) : undefined, valid };
}

/** The schema as that of the column `value`. References to the top stay what they were. */
function ofCell(schema: SuiteCase['schema']): SuiteCase['schema'] {
  const { $schema, $defs, definitions, ...own } = schema;
  const kept = Object.fromEntries(
    Object.entries({ $schema, $defs, definitions }).filter(([, value]) => value !== undefined),
  );
  return { ...kept, type: 'object', properties: { value: own } };
}
