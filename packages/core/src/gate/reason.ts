import type { Comparison } from '../record/comparison.ts';
import type { Check, VerdictWord } from '../record/verdict.ts';
import { clean } from '../report/escape.ts';
import { fixed } from '../report/number.ts';
import type { Judgment } from './checks.ts';
import { unjudgedOf } from './unjudged.ts';
import { decimalsFor, explanationOf, limitText, sideOf, subjectText, withUnit } from './words.ts';

/** The most characters of a reason, so that inbox and phone previews hold it (COMMENT §1). */
const longestReason = 100;

/** What the base's policy says, and the models that the change takes out of it. */
interface UnderBase {
  readonly judgments: readonly Judgment[];
  readonly removed: readonly string[];
  /** What of the data the base's schemas forbid, with names cut to a length. */
  readonly forbidden: (longest: number) => string | undefined;
}

/** What a verdict's sentence is made of. */
export interface Decided {
  readonly outcome: VerdictWord;
  readonly judgments: readonly Judgment[];
  /** The same under the base's policy, when that is what blocks. */
  readonly base: UnderBase | undefined;
  readonly comparison: Pick<Comparison, 'outcome' | 'rescored'> | undefined;
}

/**
 * One sentence without markup: the number that decided, and its limit. It names no branch and no forge, so that every
 * shell writes the same.
 */
export function reasonOf(decided: Decided): string {
  for (const longest of [64, 32, 20, 12]) {
    const text = sentence(decided, longest);
    if (Array.from(text).length <= longestReason) return text;
  }
  return shortest(decided);
}

function sentence({ outcome, judgments, base, comparison }: Decided, longest: number): string {
  if (base)
    return base.removed.length > 0 ? removedText(base.removed, longest) : loosenedText(judgments, base, longest);
  if (judgments.length === 0) return 'The policy has no checks, so nothing was judged.';
  if (outcome === 'failed') return deciding(judgments, ['failed'], longest);
  const unjudged = unjudgedOf(
    judgments.map(({ check }) => check),
    comparison,
  );
  if (unjudged) return unjudged.sentence;
  if (outcome === 'inconclusive') return deciding(judgments, ['incomparable', 'inconclusive'], longest);
  const primary = judgments.find(
    ({ check }) =>
      check.outcome === 'passed' &&
      check.measured !== undefined &&
      check.limit.kind !== 'drift' &&
      check.limit.kind !== 'schema',
  );
  return primary ? passedText(primary.check, comparison, longest) : 'Every check of the policy holds.';
}

/** Missing numbers first, since nothing else can be believed beside them; then the policy's own order. */
function deciding(judgments: readonly Judgment[], outcomes: readonly Check['outcome'][], longest: number): string {
  const open = outcomes.flatMap((outcome) => judgments.filter(({ check }) => check.outcome === outcome));
  const first = open.find(({ check }) => check.outcome === 'failed' && check.measured === undefined) ?? open[0];
  return first ? explanationOf(first.finding, longest) : 'Every check of the policy holds.';
}

function removedText([first = '', ...rest]: readonly string[], longest: number): string {
  const names = rest.length === 0 ? clean(first, longest) : `${clean(first, longest)} and ${rest.length} more`;
  return `The change takes ${names} out of the policy; an owner of the file must approve.`;
}

/** Only the base's policy forbids the change. */
function loosenedText(judgments: readonly Judgment[], base: UnderBase, longest: number): string {
  const broken = brokenOf(base);
  if (!broken) return 'The policy of the base forbids what this change allows.';
  const forbidden = broken.check.limit.kind === 'schema' ? base.forbidden(longest) : undefined;
  if (forbidden !== undefined) return `The schema of the base forbids what this change allows: ${forbidden}.`;
  const here = judgments.find(({ check }) => isSameRule(check, broken.check))?.check;
  const change = here ? `this change ${limitText(here)}` : 'this change drops the check';
  const { check, finding } = broken;
  if (check.outcome !== 'failed' || check.measured === undefined || sideOf(check.limit.kind) === undefined) {
    return `${explanationOf(finding, longest).replace(/\.$/, '')} under the policy of the base.`;
  }
  return explanationOf(finding, longest).replace(
    /; the policy allows (.*)\.$/,
    `; the base’s policy allows $1, ${change}.`,
  );
}

function brokenOf({ judgments }: UnderBase): Judgment | undefined {
  return (
    judgments.find(({ check }) => check.outcome === 'failed') ??
    judgments.find(({ check }) => check.outcome === 'incomparable' || check.outcome === 'inconclusive') ??
    judgments.find(({ check }) => check.outcome === 'too small')
  );
}

function isSameRule(a: Check, b: Check): boolean {
  return (
    a.metric === b.metric &&
    a.column === b.column &&
    a.limit.kind === b.limit.kind &&
    a.slice?.column === b.slice?.column &&
    a.slice?.value === b.slice?.value
  );
}

function passedText(check: Check, comparison: Decided['comparison'], longest: number): string {
  const subject = subjectText(check.metric, check.slice, longest);
  const { value, reference, measured, interval, limit, unit } = check;
  if (value === undefined) return 'Every check of the policy holds.';
  if (sideOf(limit.kind) === undefined || reference === undefined || measured === undefined) {
    const now = withUnit(
      fixed(value, decimalsFor(value, sideOf(limit.kind) ? undefined : interval, limit.value)),
      unit,
    );
    if (limit.kind === 'min') return `${subject} is ${now}, above its minimum of ${limitText(check)}.`;
    return limit.kind === 'max'
      ? `${subject} is ${now}, below its maximum of ${limitText(check)}.`
      : `${subject} is ${now}.`;
  }
  const decimals = decimalsFor(value, interval, 0);
  const now = withUnit(fixed(value, decimals), unit);
  const was = fixed(reference, decimals);
  if (comparison?.rescored) return `${subject} is ${now}; the baseline’s model gets ${was} on the same new rows.`;
  const noise = interval ? interval.low <= 0 && interval.high >= 0 : measured === 0;
  if (noise) return `${subject} is ${now}, was ${was}: within noise.`;
  return `${subject} ${measured < 0 ? 'fell' : 'rose'} from ${was} to ${now}.`;
}

function shortest({ outcome, judgments, base }: Decided): string {
  if (base) {
    const isSchema = brokenOf(base)?.check.limit.kind === 'schema' && base.forbidden(12) !== undefined;
    return `The ${isSchema ? 'schema' : 'policy'} of the base forbids what this change allows.`;
  }
  const count = (...wanted: readonly Check['outcome'][]): number =>
    judgments.filter(({ check }) => wanted.includes(check.outcome)).length;
  const undecided = count('inconclusive', 'incomparable');
  const all = `of ${judgments.length} checks`;
  if (outcome === 'inconclusive') return `${undecided} ${all} ${undecided === 1 ? 'is' : 'are'} undecided.`;
  return `${count(outcome === 'failed' ? 'failed' : 'passed')} ${all} ${outcome}.`;
}
