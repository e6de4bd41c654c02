import type { DataSection, TableEngine } from '@weighbridge/core';
import type { Validated } from '../step/validate-step.ts';

type Explanations = NonNullable<DataSection['explanations']>;

/** For each dataset with broken rules, the values that all their rows share. */
export async function explainBroken(engine: TableEngine, validated: readonly Validated[]): Promise<Explanations> {
  const all: Explanations = [];
  let before = 0;
  for (const { dataset, checked, was } of validated) {
    const { schema, table, name, policy } = dataset;
    const offset = before;
    before += checked.checks.length;
    if (!schema || checked.broken.length === 0) continue;
    const reference = was.by === 'rows' ? was.table : was.by === 'profile' ? was.profile : undefined;
    const found = await engine.explain(table, schema.table, checked.broken, reference, checked.findings);
    for (const { column, value, rules, share, isNew } of found) {
      all.push({
        dataset: name,
        column,
        ...(policy.showValues ? { value } : {}),
        share,
        ...(isNew === undefined ? {} : { isNew }),
        checks: rules.map((rule) => rule + offset),
      });
    }
  }
  return all;
}
