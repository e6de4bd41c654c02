import { extname, join, resolve } from 'node:path';
import {
  dataErrors,
  evaluateBinary,
  gitErrors,
  inputErrors,
  type LedgerEntry,
  type Reference,
  type RunRecord,
  ServiceError,
} from '@weighbridge/core';
import { findAnchor } from '../baseline/find-anchor.ts';
import { findRecord } from '../baseline/find-record.ts';
import { wantedMetrics } from '../baseline/in-files.ts';
import type { RecordSources, SearchedPlace } from '../baseline/record-source.ts';
import { type ResolvedBase, resolveBase } from '../baseline/resolve-base.ts';
import type { Context } from '../command.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { otherVersion, parseRecord, recordPath } from '../workspace/record-file.ts';
import { modelInRepository } from './base-policy.ts';
import { columnsOf, sliceMetrics } from './evaluate-step.ts';
import { hideIds } from './hide-ids.ts';
import { foundModel, recordModel } from './models.ts';
import type { Model } from './weigh-pair.ts';
import type { Weighing } from './weighing.ts';

/** A model to compare with, and where it came from. */
export interface Referenced {
  readonly reference: Reference;
  readonly model: Model;
  readonly record?: RunRecord | undefined;
}

/** Everything that the search for a baseline and an anchor found. */
export interface References {
  readonly resolved: ResolvedBase | undefined;
  readonly searched: readonly SearchedPlace[];
  readonly baseline: Referenced | undefined;
  readonly anchor: Referenced | undefined;
  /** The ledger's records of this model, newest first. */
  readonly entries: readonly LedgerEntry[] | undefined;
}

/** The base commit, its record, and the anchor. A baseline given by the user is taken instead of the search. */
export async function findReferences(weighing: Weighing, given: string | undefined): Promise<References> {
  const { context, model } = weighing;
  const { repository, runner, forge, ledger } = context;
  if (!repository) {
    if (given === undefined) throw inputErrors.notARepository({});
    return { resolved: undefined, entries: undefined, anchor: undefined, ...(await fromFile(weighing, given)) };
  }
  const { refs } = forge;
  const resolved = await resolveBase(runner.occasion, { repository, refs, defaultBranch: runner.defaultBranch });
  await refuseOtherCheckout(context, resolved.checkedOut);
  for (const asked of resolved.asked) context.log.info(`baseline: ${asked}`);
  const sources = sourcesFor(weighing, repository);
  const entries = await ledger?.entries(model.name);
  const anchor = await anchorOf(weighing, entries, sources);
  if (given !== undefined) return { resolved, entries, anchor, ...(await fromFile(weighing, given)) };
  const base = resolved.base && { ...resolved.base, tip: resolved.baseTip };
  const { found, reference, searched } = await findRecord(base, sources);
  if (!(found && reference)) {
    if (base) refuseWithoutToken(context);
    return { resolved, entries, anchor, searched, baseline: undefined };
  }
  const record = found.kind === 'record' ? found.record : undefined;
  const baseline = { reference, record, model: await foundModel(found, sources, context) };
  return { resolved, entries, anchor, searched, baseline };
}

/** In CI most records are artifacts: who cannot ask for them has not looked, and must not say "first run". */
function refuseWithoutToken({ runner, forge }: Context): void {
  if (runner.forge === 'local' || forge.kind !== 'local') return;
  const text = `The baseline could not be looked for among CI artifacts: this step has no token for ${runner.forge}. Nothing was judged. Give it one (\`env: { GITHUB_TOKEN: \${{ github.token }} }\` on a \`run:\` step, WEIGHBRIDGE_TOKEN on GitLab), or name a baseline.`;
  throw new ServiceError('WB4108', text);
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

function sourcesFor({ context, model }: Weighing, repository: NonNullable<Context['repository']>): RecordSources {
  const { runner, forge, ledger, unpack } = context;
  const { artifacts } = forge;
  return {
    repository,
    refs: forge.refs,
    model: model.name,
    branch: targetBranch(context),
    ledger,
    artifacts: artifacts && { port: artifacts, repository: runner.repository ?? forge.repository, unpack },
    wanted: wantedMetrics(modelInRepository(context, model)),
    now: context.now(),
  };
}

/** The branch that the change goes to, or the one that was pushed. */
function targetBranch({ runner }: Context): string {
  const { occasion, defaultBranch = 'main' } = runner;
  if (occasion.kind === 'change' || occasion.kind === 'queue') return occasion.baseRef ?? defaultBranch;
  return occasion.kind === 'push' ? occasion.branch : defaultBranch;
}

async function anchorOf(
  { context, model }: Weighing,
  entries: readonly LedgerEntry[] | undefined,
  sources: RecordSources,
): Promise<Referenced | undefined> {
  const { record, reference, why } = findAnchor(model.anchor, entries, context.now());
  context.log.info(`anchor: ${why}`);
  if (!record || !reference) return undefined;
  return { reference, record, model: await recordModel(record, new Map(), sources, context) };
}

/** A run record, or a predictions file with the policy's columns. */
async function fromFile(weighing: Weighing, file: string): Promise<Pick<References, 'baseline' | 'searched'>> {
  const { context, model } = weighing;
  const path = resolve(context.root, file);
  if (path === join(context.root, recordPath(model.name)))
    throw inputErrors.ownRecord({ model: model.name }, { place: { file } });
  const reference: Reference = { reason: 'given as input', commitsBefore: 0, source: 'input' };
  const searched: SearchedPlace[] = [{ kind: 'input', where: `\`${file}\``, found: 'record' }];
  if (extname(file) === '.json') {
    const text = await readTextIfThere(path);
    if (text === undefined) throw dataErrors.missingFile({ dvc: false }, { place: { file } });
    const other = otherVersion(text, file);
    if (other !== undefined) return { searched, baseline: { reference, model: withoutNumbers(weighing, other) } };
    const record = parseRecord(text, file);
    const commit = record.subject.head;
    const sources = context.repository && sourcesFor(weighing, context.repository);
    const own = sources
      ? await recordModel(record, new Map(), sources, context)
      : { metrics: record.evaluation?.metrics ?? [], slices: record.evaluation?.slices ?? [] };
    return { searched, baseline: { reference: { ...reference, ...(commit ? { commit } : {}) }, record, model: own } };
  }
  const { predictions, rows } = await context.data.readPredictions(path, columnsOf(model));
  const { metrics, slices } = evaluateBinary(predictions, model.evaluate, { sliceMetrics: sliceMetrics(model) });
  const digests = { predictions: await context.data.digestFile(path), rows };
  const hidden = hideIds(predictions, context.idKey ?? model.name);
  return { searched, baseline: { reference, model: { metrics, slices, predictions: hidden, digests } } };
}

/** A baseline that is there and cannot be read: each number of the candidate has none to compare with, and says why. */
function withoutNumbers({ record }: Weighing, reason: string): Model {
  const { metrics = [], slices = [] } = record.evaluation ?? {};
  const unknown = (all: Model['metrics']): Model['metrics'] =>
    all.map(({ name, direction }) => ({ name, direction, n: 0, undefined: reason }));
  return {
    metrics: unknown(metrics),
    slices: slices.map((slice) => ({ ...slice, metrics: [...unknown(slice.metrics)] })),
  };
}
