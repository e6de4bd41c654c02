import {
  type Branches,
  canonicalJson,
  decisionPath,
  PermissionError,
  plannedRetraining,
  type Repository,
  type RetrainDecision,
  type Retraining,
  type RetrainPolicy,
  retrainingChange,
  retrainingMessage,
  retrainingOf,
  ServiceError,
  UserError,
} from '@weighbridge/core';
import { repositoryPath } from '../step/base-policy.ts';
import type { Weighing } from '../step/weighing.ts';
import { trustedBranch } from '../trust/trusted-commit.ts';
import { sha256 } from '../workspace/bytes.ts';
import { changeOf } from './open-retraining.ts';
import { prepareRetraining } from './prepare.ts';

/**
 * What became of a decision to train anew. `started`: `say` are lines for people, where something is left for them to do.
 * `not started`: nothing was made, and the next look decides anew. `unfinished`: an outside service failed on the way, and
 * the next look goes on with the same decision.
 */
export type RetrainingStart =
  | { readonly outcome: 'started'; readonly retraining: Retraining; readonly say: readonly string[] }
  | { readonly outcome: 'not started' | 'unfinished'; readonly why: string };

/**
 * Does what a decision says: newer data, a branch of its own with it, a change, and a run of the training workflow. Whoever
 * wrote `plannedRetraining(decision)` down before can call it again with the same decision after a kill at any point: what
 * is done is found done. Throws nothing that the user or a service can cause: an alarm is told even where nothing can be trained.
 */
export async function startRetraining(
  weighing: Weighing,
  decision: RetrainDecision,
  retrain: RetrainPolicy,
): Promise<RetrainingStart> {
  const { branches, repository } = weighing.context;
  if (!branches || !repository) return { outcome: 'not started', why: 'this folder is in no git repository' };
  const job = { weighing, decision, retrain, branches, repository, planned: plannedRetraining(decision, sha256) };
  try {
    const commit = (await branchThere(job)) ?? (await makeBranch(job));
    if ('why' in commit) return { outcome: 'not started', ...commit };
    return await comeBack(job, { ...job.planned, commit: commit.commit });
  } catch (error) {
    if (error instanceof ServiceError) return { outcome: 'unfinished', why: error.message };
    if (error instanceof UserError || error instanceof PermissionError)
      return { outcome: 'not started', why: error.message };
    throw error;
  }
}

interface RetrainJob {
  readonly weighing: Weighing;
  readonly decision: RetrainDecision;
  readonly retrain: RetrainPolicy;
  readonly branches: Branches;
  readonly repository: Repository;
  readonly planned: Retraining;
}

type Commit = { readonly commit: string } | { readonly why: string };

/** The branch as a killed look left it; its commit says whose it is. */
async function branchThere({ branches, planned }: RetrainJob): Promise<Commit | undefined> {
  const tip = await branches.tip(planned.branch);
  if (!tip) return undefined;
  if (retrainingOf(tip.message) === planned.decision) return { commit: tip.commit };
  return { why: `there is a branch ${planned.branch} of another origin` };
}

async function makeBranch(job: RetrainJob): Promise<Commit> {
  const { weighing, decision, retrain, branches, repository, planned } = job;
  const { context, model } = weighing;
  const prepared = await prepareRetraining(weighing, repository, retrain);
  if ('why' in prepared) return prepared;
  const base = trustedBranch(context);
  const tip = await branches.tip(base);
  if (!tip) return { why: `there is no branch ${base} to begin from` };
  const path = repositoryPath(context, decisionPath(model.name));
  const created = await branches.create({
    name: planned.branch,
    from: tip.commit,
    // Not a byte more than the canonical form: the file's own digest is the one in the trailer.
    files: [...prepared.files, { path, bytes: Buffer.from(canonicalJson(decision)) }],
    message: retrainingMessage(model.name, planned.decision),
    at: new Date(planned.at),
  });
  if (created !== 'exists') context.log.info(`monitor: made ${planned.branch} (${created.commit.slice(0, 7)})`);
  if (created !== 'exists') return created;
  return (await branchThere(job)) ?? { why: `the branch ${planned.branch} came and went` };
}

/** The change first: the run that is dispatched then finds it, and speaks for it. */
async function comeBack(job: RetrainJob, made: Retraining): Promise<RetrainingStart> {
  const { context } = job.weighing;
  const changed = await withChange(job, made);
  const { retraining, why } = await withRun(job, changed);
  if (why !== undefined) context.log.warn(`monitor: the training workflow was not started: ${why}`);
  return {
    outcome: 'started',
    retraining,
    say: job.weighing.context.forge.workflows && why === undefined ? [] : await byHand(job, why),
  };
}

async function withChange({ weighing, decision, planned }: RetrainJob, made: Retraining): Promise<Retraining> {
  const { context } = weighing;
  const { forge, log } = context;
  const wanted = retrainingChange(decision, planned, trustedBranch(context));
  const compareUrl = forge.links.compare(wanted);
  const without = compareUrl === undefined ? made : { ...made, compareUrl };
  try {
    const change = (await changeOf(context, made)) ?? (await forge.openChange?.(wanted));
    if (!change) return without;
    return { ...made, change: change.number, ...(change.url === undefined ? {} : { changeUrl: change.url }) };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    log.warn(
      `monitor: the ${forge.capabilities.changeWord} was not opened: ${error.message}.${compareUrl === undefined ? '' : ` Open it at ${compareUrl}`}`,
    );
    return without;
  }
}

/** A run that was asked for before a kill is not asked for again. */
async function withRun(
  { weighing, retrain }: RetrainJob,
  made: Retraining,
): Promise<{ readonly retraining: Retraining; readonly why?: string }> {
  const { workflows } = weighing.context.forge;
  if (!workflows) return { retraining: made };
  try {
    const [{ branch }, { workflow }] = [made, retrain];
    const run =
      (await workflows.latest({ workflow, branch })) ?? (await workflows.dispatch({ workflow, branch, inputs: {} }));
    const { id, url } = run;
    return {
      retraining: { ...made, run: { ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) } },
    };
  } catch (error) {
    if (error instanceof PermissionError || error instanceof UserError) return { retraining: made, why: error.message };
    throw error;
  }
}

/** What a person does where no runner does it. */
async function byHand(
  { weighing, planned, repository }: RetrainJob,
  why: string | undefined,
): Promise<readonly string[]> {
  const { branch } = planned;
  const away = (await repository.remotes()).length > 0;
  return [
    ...(why === undefined ? [] : [`The training workflow was not started: ${why}`]),
    `${away ? `git fetch origin ${branch} && ` : ''}git switch ${branch}`,
    `npx weighbridge preview ${weighing.model.name}`,
  ];
}
