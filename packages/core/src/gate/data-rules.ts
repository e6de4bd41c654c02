import type { ModelPolicy } from '../policy/policy.ts';
import type { DataSection } from '../record/data.ts';
import { clean } from '../report/escape.ts';
import { counted } from '../report/number.ts';
import type { Weighed } from './weighed.ts';
import type { Finding } from './words.ts';

/**
 * One check for all data rules of severity error: how many hold. A schema or leakage rule that the policy asks for and
 * nobody judged is `failed`; rules about columns that a table may lack, and does, count on neither side. No check where
 * the policy asks nothing of the data.
 */
export function judgeDataRules(weighed: Weighed): readonly Finding[] {
  const rules = (weighed.data?.checks ?? []).filter(
    ({ severity, outcome }) => severity === 'error' && outcome !== 'not judged',
  );
  const held = rules.filter(({ outcome }) => outcome === 'passed').length;
  const start = {
    id: 'data/schema',
    metric: 'schema',
    limit: { kind: 'schema', value: rules.length, written: counted(rules.length, 'rule') },
    judge: 'point',
  } as const;
  const [missing] = unjudgedDemands(weighed);
  if (missing !== undefined) {
    return [{ ...start, limit: { ...start.limit, written: 'every rule' }, outcome: 'failed', why: missing }];
  }
  if (rules.length === 0) return [];
  const broken = rules.length - held;
  return [
    {
      ...start,
      outcome: broken === 0 ? 'passed' : 'failed',
      measured: held,
      value: held,
      why:
        broken === 0
          ? `holds: ${counted(held, 'rule')}`
          : `is broken: ${held} of ${counted(rules.length, 'rule')} hold`,
    },
  ];
}

/** What this policy asks of the data and the record does not answer; of the base's policy also what the change ignores. */
function unjudgedDemands({ model, here, data }: Weighed): readonly string[] {
  return [
    ...Object.keys(model.data).flatMap((name) => schemaDemand(name, model, here, data)),
    ...leakageDemand('noOverlap', model.leakage.noOverlap, data),
    ...leakageDemand('timeOrder', model.leakage.timeOrder, data),
  ];
}

function schemaDemand(
  name: string,
  model: ModelPolicy,
  here: ModelPolicy,
  data: DataSection | undefined,
): readonly string[] {
  const asked = model.data[name];
  if (asked?.schema === undefined) return [];
  const judged = data?.datasets.find((dataset) => dataset.name === name)?.schema;
  if (judged?.path !== asked.schema) return [`${clean(asked.schema, 32)} of ${clean(name, 32)} was not judged`];
  const ignored = (here.data[name]?.ignore ?? []).filter((keyword) => !asked.ignore.includes(keyword));
  return ignored.length === 0 ? [] : [`of ${clean(name, 32)} is ignored in part: ${clean(ignored.join(', '))}`];
}

function leakageDemand(
  rule: 'noOverlap' | 'timeOrder',
  column: string | undefined,
  data: DataSection | undefined,
): readonly string[] {
  if (column === undefined) return [];
  const judged = data?.checks?.some((check) => check.rule === rule && check.column === column);
  return judged ? [] : [`rule \`${rule}\` of ${clean(column, 32)} was not judged`];
}
