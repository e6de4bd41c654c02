import type { ComparisonPlan } from '../comparison/plan.ts';
import type { GateLine, LimitAmount, ModelPolicy, Policy } from '../policy/policy.ts';
import type { Comparison, Reference } from '../record/comparison.ts';
import type { Limit } from '../record/verdict.ts';

/** Limits on a change, not on a value. */
export type RelativeKind = Exclude<Limit['kind'], 'min' | 'max' | 'drift' | 'schema'>;

interface RuleBase {
  /** Number of the line in `gate`, from 1. */
  readonly line: number;
  readonly metric: string;
  readonly slice?: string;
  readonly minRows: number;
  readonly amount: LimitAmount;
}

export interface AbsoluteRule extends RuleBase {
  readonly kind: 'min' | 'max';
  readonly judge: 'point' | 'bound';
}

export interface RelativeRule extends RuleBase {
  readonly kind: RelativeKind;
  readonly judge: 'proof' | 'harm';
  /** Whose delta is judged: an anchor's limit looks at the baseline where both are the same record. */
  readonly against: 'baseline' | 'anchor';
}

/** One limit of one `gate` line. For a slice column it becomes one check for each value. */
export type Rule = AbsoluteRule | RelativeRule;

/** Where the anchor stands: a record of its own, the baseline itself, or nowhere. */
export type AnchorStanding = 'apart' | 'same' | 'none';

/** Whether two references are one record, so that comparing with both would count it twice. */
export function isSameReference(a: Reference, b: Reference): boolean {
  if (a.record !== undefined && b.record !== undefined) return a.record === b.record;
  return a.commit !== undefined && a.commit === b.commit;
}

/** How the anchor of a comparison stands to its baseline. */
export function anchorStanding(comparison: Pick<Comparison, 'baseline' | 'anchor'> | undefined): AnchorStanding {
  if (!comparison?.anchor) return 'none';
  return comparison.baseline && isSameReference(comparison.baseline, comparison.anchor) ? 'same' : 'apart';
}

/**
 * The limits of a model in the order of its `gate` lines. Each drop or rise is judged against the anchor too, by its
 * own limit where the line has one, unless there is no anchor; a limit that only repeats the baseline's is left out.
 */
export function rulesOf(model: ModelPolicy, anchor: AnchorStanding): readonly Rule[] {
  return model.gate.flatMap((line) => rulesOfLine(line, model.anchor === 'none' ? 'none' : anchor));
}

function rulesOfLine(line: GateLine, anchor: AnchorStanding): readonly Rule[] {
  const { metric, slice, minRows } = line;
  const base = { line: line.line, metric, minRows, ...(slice === undefined ? {} : { slice }) };
  const absolute = (kind: 'min' | 'max', amount: LimitAmount | undefined): Rule[] =>
    amount ? [{ ...base, kind, amount, judge: line.judgeAbsolute }] : [];
  const relative = (kind: RelativeKind, amount: LimitAmount | undefined, against: 'baseline' | 'anchor'): Rule[] =>
    amount ? [{ ...base, kind, amount, judge: line.judge, against }] : [];
  const inherited = anchor === 'apart';
  const far = anchor === 'same' ? 'baseline' : 'anchor';
  return [
    ...absolute('min', line.min),
    ...absolute('max', line.max),
    ...relative('max-drop', line.maxDrop, 'baseline'),
    ...relative('max-rise', line.maxRise, 'baseline'),
    ...relative('max-drop-from-anchor', line.maxDropFromAnchor ?? (inherited ? line.maxDrop : undefined), far),
    ...relative('max-rise-from-anchor', line.maxRiseFromAnchor ?? (inherited ? line.maxRise : undefined), far),
  ];
}

/** Whether a rule limits a change. */
export function isRelativeRule(rule: Rule): rule is RelativeRule {
  return rule.kind !== 'min' && rule.kind !== 'max';
}

/**
 * What a policy wants compared. `anchor` says how the anchor stands to the baseline, once both are known: an anchor
 * that is the baseline is not compared, nor counted, twice.
 */
export function planComparisons(
  policy: Pick<Policy, 'alpha'>,
  model: ModelPolicy,
  anchor: AnchorStanding = model.anchor === 'none' ? 'none' : 'apart',
): ComparisonPlan {
  const compared = rulesOf(model, anchor)
    .filter(isRelativeRule)
    .filter(({ against }) => against === 'baseline' || anchor === 'apart')
    .map(({ metric, slice, minRows, against }) => ({
      metric,
      against,
      minRows,
      ...(slice === undefined ? {} : { slice }),
    }));
  const distinct = new Map(
    compared.map((entry) => [JSON.stringify([entry.metric, entry.slice ?? null, entry.against]), entry]),
  );
  return { alpha: policy.alpha, compared: [...distinct.values()] };
}
