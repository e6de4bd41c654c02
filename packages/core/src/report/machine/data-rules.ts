import type { DataCheck } from '../../record/data.ts';

/** A data rule in one line of plain text, equal between runs while the rule is: `train: income, required`. */
export function ruleTitle({ dataset, column, columns, rule, expected }: DataCheck): string {
  const where = column ?? columns?.join(', ');
  return `${dataset}: ${where === undefined || where === '' ? '' : `${where}, `}${rule}, ${expected}`;
}

/** The kind of a rule, as linters name theirs. */
export function ruleId({ rule }: DataCheck): string {
  return `data/${rule}`;
}
