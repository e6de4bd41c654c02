import { extname, join, resolve } from 'node:path';
import {
  dataErrors,
  evaluateBinary,
  inputErrors,
  type LedgerEntry,
  type Reference,
  type RunRecord,
  ServiceError,
} from '@weighbridge/core';
import { type Champion, findAnchor } from '../baseline/find-anchor.ts';
import type { RecordSources, SearchedPlace } from '../baseline/record-source.ts';
import type { ResolvedBase } from '../baseline/resolve-base.ts';
import type { Context } from '../command.ts';
import { readRegistry, saidOf } from '../ship/registry.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { otherVersion, parseRecord, recordPath } from '../workspace/record-file.ts';
import { columnsOf, sliceMetrics } from './evaluate-step.ts';
import { findBase, sourcesFor } from './found-base.ts';
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
  const { context } = weighing;
  if (!context.repository) {
    if (given === undefined) throw inputErrors.notARepository({});
    return { resolved: undefined, entries: undefined, anchor: undefined, ...(await fromFile(weighing, given)) };
  }
  const { resolved, entries, sources, search } = weighing.base ?? (await findBase(weighing, context.repository));
  for (const asked of resolved.asked) context.log.info(`baseline: ${asked}`);
  const anchor = await anchorOf(weighing, entries, sources);
  if (given !== undefined) return { resolved, entries, anchor, ...(await fromFile(weighing, given)) };
  const { found, reference, searched } = await search();
  for (const { where } of searched.filter((place) => place.kind === 'ledger' && place.found === 'not trusted'))
    context.log.warn(`baseline: passed over ${where}`);
  if (!(found && reference)) {
    if (resolved.base) refuseWithoutToken(context);
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

async function anchorOf(
  weighing: Weighing,
  entries: readonly LedgerEntry[] | undefined,
  sources: RecordSources,
): Promise<Referenced | undefined> {
  const { context, model } = weighing;
  const { record, reference, why } = await findAnchor(model.anchor, {
    entries,
    believe: sources.believe,
    now: context.now(),
    champion: await championOf(weighing),
  });
  context.log.info(`anchor: ${why}`);
  if (!record || !reference) return undefined;
  return { reference, record, model: await recordModel(record, new Map(), sources, context) };
}

/** What the registry's alias is on, of a policy that registers; its own record is no anchor of a commit weighed again. */
async function championOf({ context, model, record }: Weighing): Promise<Champion | undefined> {
  if (model.anchor !== 'champion' || !model.register || !context.tags) return undefined;
  const state = await readRegistry(context, model.name);
  const held = state.aliases.get(model.promote?.alias ?? 'champion');
  if (held?.version === undefined || held.commit === record.subject.head) return undefined;
  const said = saidOf(state, held.version);
  return said && { version: held.version, record: said.record };
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
