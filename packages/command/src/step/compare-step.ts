import {
  anchorStanding,
  type BetweenRuns,
  type Comparison,
  diffPolicies,
  type Evaluation,
  fixed,
  type PolicyAt,
  planComparisons,
  type RunRecord,
  widenByRuns,
} from '@weighbridge/core';
import { trendOf } from '../baseline/find-anchor.ts';
import { collectChanged } from '../changed/collect-changed.ts';
import { basePolicy, modelInRepository, repositoryPath } from './base-policy.ts';
import { candidateModel } from './models.ts';
import { findReferences, type Referenced, type References } from './references.ts';
import { rescoreBaseline } from './rescore-step.ts';
import { weighUnderBase } from './under-base.ts';
import { type Model, weighAnchor, weighPair } from './weigh-pair.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** The most slices whose newly wrong rows a record keeps; the first is the whole. */
const mostFlips = 21;

/** Finds baseline and anchor, weighs the candidate against both, says what changed, and writes `comparison`. */
export async function compareStep(
  weighing: Weighing,
  options: { readonly baseline?: string | undefined } = {},
): Promise<Weighing> {
  const { context, record } = weighing;
  const { evaluation } = record;
  if (!evaluation) throw new Error('compare came before evaluate');
  const startedAt = context.now();
  const references = await findReferences(weighing, options.baseline);
  const { resolved } = references;
  const subject = {
    ...record.subject,
    ...(resolved?.baseTip ? { baseTip: resolved.baseTip } : {}),
    ...(resolved?.base ? { mergeBase: resolved.base.commit } : {}),
  };
  const based = { ...weighing, record: { ...record, subject } };
  const base = await basePolicy(based);
  const comparison = await weighReferences(based, evaluation, references, base);
  const changed =
    resolved?.base && (await changedSince(based, resolved.base.commit, references.baseline?.record, base));
  log(based, comparison);
  return extendRecord(based, 'compare', startedAt, {
    subject,
    comparison: { ...comparison, ...(changed ? { changed } : {}) },
  });
}

/** What moved since the base commit. On a developer's machine the working tree counts, in CI the commit. */
async function changedSince(
  weighing: Weighing,
  commit: string,
  baseline: RunRecord | undefined,
  base: PolicyAt | undefined,
): Promise<Comparison['changed']> {
  const { context, model, policy, policyFile, record } = weighing;
  const { repository, runner, forge } = context;
  if (!repository) return undefined;
  return collectChanged({
    repository,
    refs: forge.refs,
    base: commit,
    head: runner.kind === 'local' ? undefined : record.subject.checkedOut,
    model: modelInRepository(context, model),
    policyFile: repositoryPath(context, policyFile),
    policy: base ? diffPolicies(base.policy, policy, model.name) : [],
    baseline,
    candidate: record,
  });
}

async function weighReferences(
  weighing: Weighing,
  evaluation: Evaluation,
  references: References,
  base: PolicyAt | undefined,
): Promise<Comparison> {
  const { policy, model } = weighing;
  const { searched, baseline, anchor } = references;
  const empty = { searched: [...searched], alpha: policy.alpha, family: 0, metrics: [], flips: [] };
  const unusable = baseline ? undefined : unusableRecord(searched);
  if (unusable !== undefined) {
    return { outcome: 'incomparable', reason: unusable, ...empty, ...(await underBase(weighing, base, {})) };
  }
  if (!baseline) return { outcome: 'first run', ...empty, ...(await underBase(weighing, base, {})) };
  const found = { baseline: baseline.reference, ...(anchor ? { anchor: anchor.reference } : {}) };
  const side = await comparableSide(weighing, evaluation, baseline);
  if ('reason' in side) {
    return { outcome: 'incomparable', ...side, ...empty, ...found, ...(await underBase(weighing, base, {})) };
  }
  const plan = planComparisons(policy, model, anchorStanding(found));
  const candidate = await candidateModel(weighing, evaluation);
  const terms = { plan, threshold: evaluation.threshold };
  const pair = weighPair(candidate, side.baseline.model, { ...terms, against: 'baseline' });
  const apart = anchor && anchorStanding(found) === 'apart' && (await comparableSide(weighing, evaluation, anchor));
  const anchored = apart && 'baseline' in apart ? apart.baseline : undefined;
  const far = weighAnchor(candidate, anchored?.model, terms);
  return {
    outcome: 'compared',
    searched: [...searched],
    ...found,
    pairing: pair.pairing,
    ...(far ? { anchorPairing: far.pairing } : {}),
    alpha: pair.alpha,
    family: pair.family,
    metrics: [
      ...widenByRuns(pair.metrics, betweenRuns(weighing, baseline)),
      ...widenByRuns(far?.metrics ?? [], betweenRuns(weighing, anchor)),
    ],
    ...(await underBase(weighing, base, { baseline: side.baseline, anchor: far ? anchored : undefined })),
    flips: pair.flips.slice(0, mostFlips),
    ...side.shown,
    ...trend(weighing, references),
  };
}

/** Baseline or anchor as it compares with this change, and what of it is shown beside; or why it does not compare. */
async function comparableSide(
  weighing: Weighing,
  evaluation: Evaluation,
  baseline: Referenced,
): Promise<
  { readonly baseline: Referenced; readonly shown: Pick<Comparison, 'was' | 'rescored'> } | { readonly reason: string }
> {
  const reason = otherData(evaluation, baseline.model, weighing.model.evaluate.id !== undefined);
  if (reason === undefined) return { baseline, shown: was(baseline.record) };
  const rescored = await rescoreBaseline(weighing, evaluation, baseline);
  if (rescored === undefined) return { reason };
  if (typeof rescored === 'string') return { reason: `${reason}, and ${rescored}` };
  const { model, facts, confusion, curves } = rescored;
  return { baseline: { ...baseline, model }, shown: { was: { confusion, curves }, rescored: facts } };
}

/** What training anew moves a metric by, on both sides. */
function betweenRuns({ record }: Weighing, reference: Referenced | undefined): BetweenRuns {
  return { candidate: record.training?.spread ?? [], reference: reference?.record?.training?.spread ?? [] };
}

/** There is a record, and it may not be used: that is no first run, or a baseline could be made to vanish. */
function unusableRecord(searched: References['searched']): string | undefined {
  const place = searched.find(({ kind, found }) => kind === 'ci-artifact' && found === 'not trusted');
  return place && `the baseline's record cannot be used (${place.where}); run the model on the base branch again`;
}

async function underBase(
  weighing: Weighing,
  base: PolicyAt | undefined,
  { baseline, anchor }: { readonly baseline?: Referenced; readonly anchor?: Referenced | undefined },
): Promise<Pick<Comparison, 'underBasePolicy'>> {
  const under = base && (await weighUnderBase(weighing, base, { baseline, anchor }));
  return under ? { underBasePolicy: under } : {};
}

/**
 * Numbers on other evaluation data do not compare. Where the data of one side is not known, equal rows prove that it is
 * the same, and rows with ids are matched one by one; without either nothing says that it is.
 */
function otherData({ digests }: Evaluation, reference: Model, hasIds: boolean): string | undefined {
  const before = reference.digests;
  if (before?.data === undefined || digests.data === before.data) return undefined;
  if (digests.data !== undefined) return 'the evaluation data changed since the baseline was measured';
  if (hasIds || digests.rows === before.rows) return undefined;
  return 'the evaluation data is not here, and its rows are not those of the baseline';
}

function was(record: RunRecord | undefined): Pick<Comparison, 'was'> {
  const evaluation = record?.evaluation;
  return evaluation ? { was: { confusion: evaluation.confusion, curves: evaluation.curves } } : {};
}

function trend({ model }: Weighing, { entries }: References): Pick<Comparison, 'trend'> {
  const [primary] = model.gate;
  const points = primary ? trendOf(primary.metric, entries ?? []) : [];
  return points.length > 0 ? { trend: [...points] } : {};
}

function log({ context }: Weighing, { outcome, baseline, pairing, reason }: Comparison): void {
  const commit = baseline?.commit ? ` at ${baseline.commit.slice(0, 7)} (${baseline.reason}, ${baseline.source})` : '';
  const rows = pairing?.kind === 'paired' ? `, ${fixed(pairing.rows, 0)} rows paired by ${pairing.by}` : '';
  const unpaired = pairing?.kind === 'unpaired' ? `, unpaired: ${pairing.reason}` : '';
  context.log.info(`compare: ${reason ? `${outcome}: ${reason}` : outcome}${commit}${rows}${unpaired}`);
}
