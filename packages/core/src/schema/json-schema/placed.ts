import type { Asked, RulePlace } from '../../check/model.ts';
import { plainWeight, type Weight } from '../reading.ts';

/** A rule with its place, before it becomes one of the schema or part of a branch. */
export interface Placed {
  readonly asked: Asked;
  readonly place: RulePlace;
  readonly weight: Weight;
  /** Only rows that hold all of these are judged. */
  readonly holds?: readonly Asked[];
}

/** A rule of plain weight. */
export function placed(asked: Asked, place: RulePlace): Placed {
  return { asked, place, weight: plainWeight };
}

/** The rules, for rows that hold the condition. */
export function under(condition: readonly Asked[], rules: readonly Placed[]): readonly Placed[] {
  return rules.map((rule) => ({ ...rule, holds: [...condition, ...(rule.holds ?? [])] }));
}

/** The rules as parts of a branch: what has a condition becomes "not the condition, or the rule". */
export function branchOf(rules: readonly Placed[]): readonly Asked[] {
  return rules.map(({ asked, holds }) => {
    if (holds === undefined || holds.length === 0) return asked;
    const branches = [[negation(holds)], [asked]];
    return { rule: 'anyOf', branches, columns: columnsOf([...holds, asked]) };
  });
}

/** Broken where all of these hold. */
export function negation(asked: readonly Asked[]): Asked {
  return { rule: 'not', branches: [asked], columns: columnsOf(asked) };
}

/** The columns that rules speak of, each once. */
export function columnsOf(rules: readonly Asked[]): readonly string[] {
  const all = rules.flatMap((asked) => {
    const own = 'column' in asked && asked.column !== undefined ? [asked.column] : [];
    return 'columns' in asked ? [...own, ...asked.columns] : own;
  });
  return [...new Set(all)];
}
