import { gitErrors, type LedgerEntry, type Repository } from '@weighbridge/core';
import { findRecord } from '../baseline/find-record.ts';
import { wantedMetrics } from '../baseline/in-files.ts';
import type { RecordSearch, RecordSources } from '../baseline/record-source.ts';
import { type ResolvedBase, resolveBase } from '../baseline/resolve-base.ts';
import type { Context } from '../command.ts';
import { baselineBeliever } from '../trust/believe.ts';
import { modelInRepository } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/** The base commit and where its record is looked for: found once, asked by every step that needs it. */
export interface FoundBase {
  readonly resolved: ResolvedBase;
  /** The ledger's records of this model, newest first. */
  readonly entries: readonly LedgerEntry[] | undefined;
  readonly sources: RecordSources;
  /** The base's record, looked for on the first call. */
  readonly search: () => Promise<RecordSearch>;
}

/** Resolves the base commit. Throws ServiceError when it could not look. */
export async function findBase(weighing: Weighing, repository: Repository): Promise<FoundBase> {
  const { context, model } = weighing;
  const { runner, forge, ledger } = context;
  const resolved = await resolveBase(runner.occasion, {
    repository,
    refs: forge.refs,
    defaultBranch: runner.defaultBranch,
  });
  await refuseOtherCheckout(context, resolved.checkedOut);
  const sources = sourcesFor(weighing, repository);
  const entries = await ledger?.entries(model.name);
  const base = resolved.base && { ...resolved.base, tip: resolved.baseTip };
  let found: Promise<RecordSearch> | undefined;
  return {
    resolved,
    entries,
    sources,
    search: () => {
      found ??= findRecord(base, sources);
      return found;
    },
  };
}

/**
 * A job that weighs something else than the change would put another model's verdict on it: `pull_request_target` checks
 * out the base by default.
 */
async function refuseOtherCheckout({ runner, repository }: Context, checkedOut: string): Promise<void> {
  const { occasion } = runner;
  if (occasion.kind !== 'change' || occasion.head === undefined || occasion.mergedInto !== undefined) return;
  const { head } = occasion;
  if (checkedOut === head || (await repository?.parents(checkedOut))?.includes(head)) return;
  throw gitErrors.otherCheckout({ checkedOut: checkedOut.slice(0, 7), head: head.slice(0, 7) });
}

/** Where this model's records may be. */
export function sourcesFor(weighing: Weighing, repository: Repository): RecordSources {
  const { context, model } = weighing;
  const { runner, forge, ledger, unpack } = context;
  const { artifacts } = forge;
  return {
    repository,
    refs: forge.refs,
    model: model.name,
    branch: targetBranch(context),
    ledger,
    believe: baselineBeliever(weighing),
    artifacts: artifacts && { port: artifacts, repository: runner.repository ?? forge.repository, unpack },
    wanted: wantedMetrics(modelInRepository(context, model)),
    now: context.now(),
  };
}

/** The branch that the change goes to, or the one that was pushed. */
export function targetBranch({ runner }: Context): string {
  const { occasion, defaultBranch = 'main' } = runner;
  if (occasion.kind === 'change' || occasion.kind === 'queue') return occasion.baseRef ?? defaultBranch;
  return occasion.kind === 'push' ? occasion.branch : defaultBranch;
}
