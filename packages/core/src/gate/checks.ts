import { isUnknown } from '../comparison/absent.ts';
import type { Delta } from '../record/comparison.ts';
import type { SliceName } from '../record/evaluation.ts';
import type { Check } from '../record/verdict.ts';
import { judgeAbsolute } from './absolute.ts';
import { judgeDataRules } from './data-rules.ts';
import { judgeDrift } from './drift.ts';
import { assumedCorrelation, expectedSpread, resolutionOf, spreadOfDelta } from './power.ts';
import { gainOf, judgeRelative } from './relative.ts';
import { type AbsoluteRule, anchorStanding, isRelativeRule, type RelativeRule, type Rule, rulesOf } from './rules.ts';
import { deltaFor, expectedFamily, type Judged, judgedBy, type Weighed } from './weighed.ts';
import { explanationOf, type Finding } from './words.ts';

/** A check and how it can be said shorter. */
export interface Judgment {
  readonly check: Check;
  readonly finding: Finding;
}

/** Judges every limit of a policy, in the order of its lines, then the rules of its schemas (DESIGN §9). */
export function judgeChecks(weighed: Weighed): readonly Judgment[] {
  const family = expectedFamily(weighed);
  const metrics = rulesOf(weighed.model, anchorStanding(weighed.comparison)).map((rule) => {
    const judged = judgedBy(rule, weighed);
    const findings =
      judged.length > 0 ? judged.map((each) => findingOf(rule, each, weighed, family)) : [columnMissing(rule)];
    return { line: rule.line, findings };
  });
  const drift = weighed.model.drift.map((line) => ({ line: line.line, findings: judgeDrift(line, weighed) }));
  return [...metrics, ...drift]
    .sort((a, b) => a.line - b.line)
    .flatMap(({ findings }) => findings)
    .concat(judgeDataRules(weighed))
    .map((finding) => ({ check: checkOf(finding), finding }));
}

function checkOf(finding: Finding): Check {
  const { why: _why, ...check } = finding;
  return { ...check, explanation: explanationOf(finding) };
}

/** What is known of a check before it is judged. A percent limit is 0 until its reference is known. */
function started(rule: Rule, { slice, rows, metric }: Judged): Omit<Finding, 'outcome'> {
  const value = rule.amount.relative ? 0 : rule.amount.amount;
  const n = metric?.n ?? rows;
  return {
    id: checkId(rule, slice),
    metric: rule.metric,
    ...(slice ? { slice } : {}),
    limit: { kind: rule.kind, value, written: rule.amount.written },
    judge: rule.judge,
    ...(n === undefined ? {} : { n }),
    ...(rule.slice === undefined ? {} : { minRows: rule.minRows }),
    ...(metric?.unit === undefined ? {} : { unit: metric.unit }),
    ...(metric?.value === undefined || !Number.isFinite(metric.value) ? {} : { value: metric.value }),
  };
}

/** Values are percent-encoded, so that `?` can only be the missing value. */
function checkId({ line, kind }: Rule, slice: SliceName | undefined): string {
  if (!slice) return `${line}/${kind}`;
  return `${line}/${kind}/${slice.value === null ? '?' : encodeURIComponent(slice.value.toWellFormed())}`;
}

function columnMissing(rule: Rule): Finding {
  const start = started(rule, {});
  return { ...start, outcome: 'failed', why: `cannot be judged: the evaluation has no slice \`${rule.slice}\`` };
}

function findingOf(rule: Rule, judged: Judged, weighed: Weighed, family: number): Finding {
  const start = started(rule, judged);
  if (judged.rows !== undefined && judged.rows < rule.minRows)
    return { ...start, n: judged.rows, outcome: 'too small' };
  const missing = missingValue(judged);
  if (missing) return { ...start, outcome: 'failed', why: missing };
  if (!isRelativeRule(rule)) return absoluteFinding(rule, judged, start);
  const apart = notCompared(rule, weighed);
  if (apart?.outcome === 'not judged') return { ...start, ...apart, ...firstRun(rule, judged, weighed, family) };
  return apart ? { ...start, ...apart } : relativeFinding(rule, judged, weighed, start);
}

/** The candidate's own number is not there: `failed`, whatever the policy says of undecided checks. */
function missingValue({ metric, slice, rows }: Judged): string | undefined {
  if (slice && rows === undefined) return 'is missing: the candidate has no such rows';
  if (!metric) return 'is missing; the policy names it';
  if (metric.value === undefined) return `is undefined: ${metric.undefined ?? 'it has no value'}`;
  return Number.isFinite(metric.value)
    ? undefined
    : `is undefined: its value is ${Number.isNaN(metric.value) ? 'not a number' : 'infinite'}`;
}

function absoluteFinding(rule: AbsoluteRule, { metric }: Judged, start: Omit<Finding, 'outcome'>): Finding {
  const measured = metric?.value;
  const interval = metric?.interval;
  const outcome = judgeAbsolute(metric ?? {}, rule.kind, rule.amount.amount, rule.judge);
  const unbounded = rule.judge === 'bound' && !interval;
  return {
    ...start,
    ...(measured === undefined ? {} : { measured }),
    ...(interval ? { interval } : {}),
    outcome,
    ...(unbounded ? { why: 'has no interval, which `judge: bound` needs' } : {}),
  };
}

/** The answers of DESIGN §9 that need no numbers: nothing to compare with, or nothing that compares. */
function notCompared(
  { against }: RelativeRule,
  { comparison, deltas }: Weighed,
): Pick<Finding, 'outcome' | 'why'> | undefined {
  if (!comparison) return { outcome: 'failed', why: 'was not compared with any baseline' };
  if (comparison.outcome === 'first run') return { outcome: 'not judged', why: 'has no baseline to compare with yet' };
  if (comparison.outcome === 'incomparable')
    return { outcome: 'incomparable', why: `cannot be compared: ${comparison.reason ?? 'the reason is not known'}` };
  if (against === 'baseline') return undefined;
  if (!comparison.anchor) return { outcome: 'not judged', why: 'has no anchor to compare with yet' };
  const nothing = deltas.every((delta) => delta.against !== 'anchor');
  return nothing ? { outcome: 'incomparable', why: 'cannot be compared with the anchor' } : undefined;
}

/** What the next comparison will be able to settle, from the candidate alone. */
function firstRun(
  rule: RelativeRule,
  { metric }: Judged,
  { alpha }: Weighed,
  family: number,
): Pick<Finding, 'limit' | 'resolution'> {
  const value = rule.amount.relative ? rule.amount.amount * Math.abs(metric?.value ?? 0) : rule.amount.amount;
  const limit = { kind: rule.kind, value, written: rule.amount.written };
  const level = rule.judge === 'proof' ? alpha : alpha / Math.max(1, family);
  const resolution = metric && resolutionOf(expectedSpread(metric, level), value);
  return { limit, ...(resolution ? { resolution: { ...resolution, assumedCorrelation } } : {}) };
}

function relativeFinding(
  rule: RelativeRule,
  judged: Judged,
  weighed: Weighed,
  start: Omit<Finding, 'outcome'>,
): Finding {
  const delta = deltaFor(rule, judged.slice, weighed);
  const gain = delta && gainOf(delta);
  if (!(delta && gain)) return withoutDelta(rule, delta, weighed, start);
  const { amount, relative, written } = rule.amount;
  const margin = relative ? amount * Math.abs(delta.reference ?? Number.NaN) : amount;
  if (Number.isNaN(margin)) return withoutDelta(rule, delta, weighed, start);
  const resolution = resolutionOf(spreadOfDelta(delta, gain, rule.judge), margin);
  return {
    ...start,
    limit: { kind: rule.kind, value: margin, written },
    measured: delta.delta ?? 0,
    n: delta.n,
    ...(delta.candidate === undefined ? {} : { value: delta.candidate }),
    ...(delta.reference === undefined ? {} : { reference: delta.reference }),
    ...(delta.interval ? { interval: delta.interval } : {}),
    ...(resolution ? { resolution } : {}),
    outcome: judgeRelative(delta, margin, rule.judge),
  };
}

/**
 * The reference lacks the number. That is excused only for a limit that did not exist when the reference was accepted,
 * and only when the reference never knew the number: rows that do not match are no excuse.
 */
function withoutDelta(
  rule: RelativeRule,
  delta: Delta | undefined,
  weighed: Weighed,
  start: Omit<Finding, 'outcome'>,
): Finding {
  const reference = rule.against === 'anchor' ? 'anchor' : 'baseline';
  if (isUnknown(delta) && weighed.isNew(rule)) {
    return { ...start, outcome: 'not judged', why: `is new here: the ${reference} does not have it yet` };
  }
  const why =
    delta?.undefined === undefined ? `has no value at the ${reference}` : `cannot be compared: ${delta.undefined}`;
  return { ...start, outcome: 'failed', why };
}
