import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decisionPath, PermissionError, retrainDecision, ServiceError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { trustedBranch } from '../trust/trusted-commit.ts';
import { readWatch } from '../watch/state.ts';
import { parseJson, sha256 } from '../workspace/bytes.ts';
import { repositoryFileAt, repositoryPath } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/**
 * The columns whose alarm asked for this change, where it is the model's newest retraining: the ledger names its branch and
 * its decision, byte by byte; the decision is committed here, and the base has another one or none. On the default branch
 * it was let through with it. A copy of a decision in another change asks for nothing.
 */
export async function columnsAskedFor(weighing: Weighing): Promise<readonly string[]> {
  const { context, model, record } = weighing;
  const { head, mergeBase } = record.subject;
  if (model.drift.length === 0 || head === undefined || mergeBase === undefined) return [];
  // Most changes have none, and need not ask for a commit that a shallow clone lacks.
  if (!existsSync(join(context.root, decisionPath(model.name)))) return [];
  const path = repositoryPath(context, decisionPath(model.name));
  try {
    const text = await repositoryFileAt(context, head, path);
    if (text === undefined || (await repositoryFileAt(context, mergeBase, path)) === text) return [];
    const made = (await readWatch(context, model.name)).watch?.retrainings.at(-1);
    if (made?.decision !== sha256(text) || !(await standsFor(context, made.branch))) return [];
    return columnsOf(context, text);
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof PermissionError)) throw error;
    context.log.warn(`gate: whether production asked for this retraining is not known: ${error.message}`);
    return [];
  }
}

/** Whether this run weighs that branch, or what was merged; on a person's own machine that person knows. */
async function standsFor(context: Context, branch: string): Promise<boolean> {
  const { runner, forge } = context;
  const { occasion } = runner;
  if (runner.kind === 'local') return true;
  if (occasion.kind === 'push' || occasion.kind === 'other') {
    const own = runner.ref?.replace(/^refs\/heads\//u, '');
    return own === branch || own === trustedBranch(context);
  }
  if (occasion.number === undefined) return false;
  const change = await forge.changes?.get(occasion.number);
  return change?.headRef === branch && !change.fork;
}

function columnsOf({ log }: Context, decision: string): readonly string[] {
  const { data } = retrainDecision.safeParse(parseJson(decision));
  if (!data) log.warn('gate: another version of this program wrote the decision of this retraining: it is not read.');
  const { alarms = [], policy } = data?.inputs ?? {};
  if (!policy?.on.includes('drift')) return [];
  return [...new Set(alarms.filter(({ kind }) => kind === 'column').map(({ name }) => name))];
}
