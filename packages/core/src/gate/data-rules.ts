import type { ModelPolicy } from '../policy/policy.ts';
import type { DataSection } from '../record/data.ts';
import { clean } from '../report/escape.ts';
import { counted } from '../report/number.ts';
import { foundUnder, isOfLeakage, unreadFindings } from './base-schema.ts';
import type { Weighed } from './weighed.ts';
import type { Finding } from './words.ts';

/**
 * One check for all data rules of severity error: how many hold. A schema or leakage rule that the policy asks for and
 * nobody judged is `failed`; rules about columns that a table may lack, and does, count on neither side. No check where
 * the policy asks nothing of the data. Under the base's rules, its schemas count in place of those that the change
 * altered.
 */
export function judgeDataRules(weighed: Weighed): readonly Finding[] {
  const { held, of } = countRules(weighed);
  const start = {
    id: 'data/schema',
    metric: 'schema',
    limit: { kind: 'schema', value: of, written: counted(of, 'rule') },
    judge: 'point',
  } as const;
  const unread = unreadFindings(weighed.data, weighed.schemas ?? []);
  const [missing] = unjudgedDemands(weighed);
  if (missing !== undefined) {
    return [{ ...start, limit: { ...start.limit, written: 'every rule' }, outcome: 'failed', why: missing }, ...unread];
  }
  if (of === 0) return unread;
  const outcome = held === of ? 'passed' : 'failed';
  const why = held === of ? `holds: ${counted(held, 'rule')}` : `is broken: ${held} of ${counted(of, 'rule')} hold`;
  return [{ ...start, outcome, measured: held, value: held, why }, ...unread];
}

function countRules({ data, schemas = [] }: Weighed): { readonly held: number; readonly of: number } {
  const altered = schemas.map(({ dataset }) => dataset);
  const rules = (data?.checks ?? []).filter(
    (check) =>
      check.severity === 'error' &&
      check.outcome !== 'not judged' &&
      (isOfLeakage(check) || !altered.includes(check.dataset)),
  );
  const found = schemas.flatMap((schema) => foundUnder(data, schema) ?? []);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return {
    held: rules.filter(({ outcome }) => outcome === 'passed').length + sum(found.map(({ held }) => held)),
    of: rules.length + sum(found.map(({ of }) => of)),
  };
}

/** What this policy asks of the data and the record does not answer; of the base's policy also what the change ignores. */
function unjudgedDemands({ model, here, data, schemas = [] }: Weighed): readonly string[] {
  const altered = schemas.map(({ dataset }) => dataset);
  const kept = Object.keys(model.data).filter((name) => !altered.includes(name));
  return [
    ...kept.flatMap((name) => schemaDemand(name, model, here, data)),
    ...schemas
      .filter((schema) => foundUnder(data, schema) === undefined)
      .map(({ path, dataset }) => `${clean(path, 32)} of ${clean(dataset, 32)} was not judged as the base has it`),
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
