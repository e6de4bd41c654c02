import {
  type Change,
  PermissionError,
  type Retraining,
  type RetrainPolicy,
  ServiceError,
  type Watch,
} from '@weighbridge/core';
import type { Context } from '../command.ts';
import { trustedBranch } from '../trust/trusted-commit.ts';

/** How long a run that was asked for may take to appear. */
const patience = 60 * 60 * 1000;

/**
 * The last retraining by its change or branch, while it has not ended: its change is open, or it has none yet and its run
 * goes on. What cannot be asked counts as open: better none than one too many.
 */
export async function openRetraining(
  context: Context,
  watch: Pick<Watch, 'retrainings'>,
  { workflow }: Pick<RetrainPolicy, 'workflow'>,
): Promise<string | undefined> {
  const last = watch.retrainings.at(-1);
  if (!last) return undefined;
  if (last.commit === undefined) return last.branch;
  try {
    const change = await changeOf(context, last);
    if (change) return change.open ? changeName(context, change.number) : undefined;
    return (await isRunning(context, workflow, last)) ? last.branch : undefined;
  } catch (error) {
    if (!(error instanceof PermissionError || error instanceof ServiceError)) throw error;
    context.log.warn(`monitor: whether ${last.branch} has ended could not be asked: ${error.message}`);
    return `${last.branch} (nobody could say whether it has ended)`;
  }
}

/** The newest change of the retraining's branch, whoever opened it; undefined when there is none. */
export async function changeOf(
  context: Context,
  { branch, commit, change }: Pick<Retraining, 'branch' | 'commit' | 'change'>,
): Promise<Change | undefined> {
  const { changes } = context.forge;
  if (!changes || commit === undefined) return undefined;
  const base = trustedBranch(context);
  const found = change === undefined ? await changes.ofHead({ head: commit, headRef: branch }) : [];
  const numbers = found
    .filter(({ headRef, baseRef }) => headRef === branch && baseRef === base)
    .map(({ number }) => number);
  const newest = change ?? numbers.toSorted((a, b) => b - a)[0];
  return newest === undefined ? undefined : changes.get(newest);
}

async function isRunning({ forge, now }: Context, workflow: string, { branch, run, at }: Retraining): Promise<boolean> {
  if (!run || !forge.workflows) return false;
  const latest = await forge.workflows.latest({ workflow, branch });
  return latest ? latest.state === 'running' : now().getTime() - Date.parse(at) < patience;
}

function changeName({ forge }: Context, number: number): string {
  return `${forge.capabilities.changeWord} ${forge.kind === 'gitlab' ? '!' : '#'}${number}`;
}
