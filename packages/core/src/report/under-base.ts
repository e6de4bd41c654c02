import type { BrokenRule } from '../data-check/reason.ts';
import type { DataCheck, RuleChange } from '../record/data.ts';
import type { RunRecord } from '../record/record.ts';
import type { Check } from '../record/verdict.ts';
import type { Ink } from './ink.ts';
import { counted } from './number.ts';

/** The check of the base's policy that forbids the change: a failed one, else one that could not be decided. */
export function brokenUnderBase(checks: readonly Check[]): Check | undefined {
  const outcomes = ['failed', 'incomparable', 'inconclusive'] as const;
  return outcomes
    .map((outcome) => checks.find((check) => check.outcome === outcome))
    .find((check) => check !== undefined);
}

/** The rules of the base's schemas that decide against the change; none where something else of the base does. */
export function forbiddenRules({ verdict, data }: RunRecord): readonly BrokenRule[] {
  const under = verdict?.underBasePolicy;
  if (under?.outcome !== 'failed' || brokenUnderBase(under.checks)?.limit.kind !== 'schema') return [];
  return (data?.underBaseSchema ?? []).flatMap(({ dataset, broken }) => broken.map((rule) => ({ dataset, ...rule })));
}

/** A rule of the base's schema as the table of broken rules takes it. */
export function asCheck(rule: BrokenRule): DataCheck {
  return { ...rule, severity: 'error', outcome: 'failed', rows: [], by: 'scan' };
}

/** What the change does to the rules of schemas; of a schema that several datasets share once. */
export function schemaChanges({ data }: RunRecord): readonly RuleChange[] {
  return altered(data?.underBaseSchema).flatMap(({ changes }) => changes);
}

/** `schemas/c.yml 2 rules looser, 1 stricter` for each schema whose rules changed, or that could not be compared. */
export function schemaItems({ data }: RunRecord, ink: Ink): readonly string[] {
  return altered(data?.underBaseSchema).flatMap(({ path, changes, reason }) => {
    if (reason !== undefined) return [`${ink.code(path)} not judged as the base has it: ${ink.prose(reason)}`];
    return changes.length === 0 ? [] : [`${ink.code(path)} ${effectsText(changes)}`];
  });
}

function altered(all: NonNullable<RunRecord['data']>['underBaseSchema'] = []): typeof all {
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}

/** `2 rules looser, 1 stricter`. */
function effectsText(changes: readonly RuleChange[]): string {
  const counts = (['looser', 'stricter', 'other'] as const)
    .map((effect) => ({ effect, count: changes.filter((change) => change.effect === effect).length }))
    .filter(({ count }) => count > 0);
  return counts
    .map(({ effect, count }, index) => `${index === 0 ? counted(count, 'rule') : count} ${effectWord(effect)}`)
    .join(', ');
}

function effectWord(effect: RuleChange['effect']): string {
  return effect === 'other' ? 'changed' : effect;
}
