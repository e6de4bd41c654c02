import type { DataSection, TableEngine } from '@weighbridge/core';
import type { Validated } from '../step/validate-step.ts';

type Explanations = NonNullable<DataSection['explanations']>;

/** For each dataset with broken rules, the values that all their rows share. */
export async function explainBroken(engine: TableEngine, validated: readonly Validated[]): Promise<Explanations> {
  const all: Explanations = [];
  let before = 0;
  for (const one of validated) {
    const found = await explainOne(engine, one);
    const offset = before;
    all.push(...found.map((each) => ({ ...each, checks: each.checks.map((rule) => rule + offset) })));
    before += one.checked.checks.length;
  }
  return all;
}

async function explainOne(engine: TableEngine, { dataset, checked, was }: Validated): Promise<Explanations> {
  const { schema, table, name, policy } = dataset;
  if (!schema || checked.broken.length === 0) return [];
  const found = await engine.explain(table, schema.table, checked.broken, referenceOf(was), checked.findings);
  return found.map(({ column, value, rules, share, isNew }) => ({
    dataset: name,
    column,
    ...(policy.showValues ? { value } : {}),
    share,
    ...(isNew === undefined ? {} : { isNew }),
    checks: [...rules],
  }));
}

function referenceOf(was: Validated['was']) {
  if (was.by === 'none') return undefined;
  return was.by === 'rows' ? was.table : was.profile;
}
