import { type Rollout, type RunRecord, renderShipNote, type VersionSection } from '@weighbridge/core';
import { deployStep, placeOf, refuseRolledBack } from '../deploy/deploy-step.ts';
import { championFacts, shipReport } from '../deploy/follow.ts';
import { isUnderWay, readRollout } from '../deploy/rollout-file.ts';
import { postShipNote } from '../note/post-ship.ts';
import { mergedChange } from '../step/merged-change.ts';
import { saveRecord, startWeighing, type Weighing } from '../step/weighing.ts';
import { adoptStep } from './adopt-step.ts';
import { earlierAttempt, ledgerStep } from './ledger-step.ts';
import { notPromotable } from './promotable.ts';
import { promoteStep } from './promote-step.ts';
import { Refused } from './refused.ts';
import { registerStep } from './register-step.ts';
import { type Renew, seldom, withShipLock } from './ship-lock.ts';
import type { Believed } from './shipping.ts';

/** How far a shipment goes: each includes those before it. */
export type Goal = 'register' | 'promote' | 'deploy';

export interface ShipOptions {
  readonly goal: Goal;
  readonly mode: 'wait' | 'tick';
  readonly note: boolean;
  readonly allowOlder: boolean;
}

/** How a shipment ended. */
export interface Shipped {
  readonly outcome:
    | 'registered'
    | 'promoted'
    | 'shipped'
    | 'under way'
    | 'nothing to do'
    | 'refused'
    | 'rolled back'
    | 'not promoted';
  readonly reason: string;
  readonly weighing: Weighing;
  readonly noteUrl?: string;
}

/**
 * Everything after the merge: adopt → ledger → register → promote → deploy, as far as the policy has sections and `goal`
 * asks. Each step finds what an earlier attempt has done by the record's digest and goes on from there. What is refused leaves
 * everything before it as it is.
 */
export function ship(
  given: { readonly model?: string | undefined; readonly policy: string },
  context: Weighing['context'],
  options: ShipOptions,
): Promise<Shipped> {
  return startWeighing(given, context).then((weighing) =>
    withShipLock(context, weighing.model.name, (renew) =>
      orRefused(weighing, () => shipLocked(weighing, renew, options)),
    ),
  );
}

/** A refusal is an answer: what was done before it stands, and nothing after it is. */
export async function orRefused(weighing: Weighing, work: () => Promise<Shipped>): Promise<Shipped> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { outcome: 'refused', reason: error.message, weighing };
  }
}

async function shipLocked(weighing: Weighing, renew: Renew, options: ShipOptions): Promise<Shipped> {
  const judged = await adoptStep(weighing);
  const why = notPromotable(judged.record);
  if (why !== undefined) return notPromoted(judged, why);
  await renew();
  const believed = (await earlierAttempt(judged)) ?? (await ledgerStep(judged));
  const change = (await mergedChange(judged))?.number;
  const entered = { ...judged, record: { ...believed.entry.record, subject: judged.record.subject } };
  return shipVersion(entered, believed, { renew, change, options });
}

/** What was refused is kept, too: a later reader sees that it was weighed. */
async function notPromoted(weighing: Weighing, reason: string): Promise<Shipped> {
  const { context, record } = weighing;
  if (record.evaluation) await context.ledger?.append(record);
  await saveRecord(weighing);
  return { outcome: 'not promoted', reason, weighing };
}

interface Way {
  readonly renew: Renew;
  readonly change: number | undefined;
  readonly options: ShipOptions;
}

async function shipVersion(weighing: Weighing, believed: Believed, { renew, change, options }: Way): Promise<Shipped> {
  const { model } = weighing;
  if (!model.register)
    return done(weighing, 'nothing to do', 'its record is in the ledger, and the policy registers no versions', {
      change,
      options,
    });
  const registered = await registerStep(weighing, believed, change);
  let version: VersionSection = registered;
  const at = (): Weighing => withVersion(weighing, version);
  await saveRecord(at());
  if (options.goal === 'deploy') await refuseBeforePromotion(at(), registered);
  if (options.goal !== 'register' && model.promote) {
    await renew();
    version = await promoteStep(at(), registered, options);
    await saveRecord(at());
  }
  if (options.goal !== 'deploy' || !model.deploy)
    return done(at(), version.alias ? 'promoted' : 'registered', whereItIs(version), { change, options });
  await renew();
  const rollout = await deployStep(
    { weighing: at(), version, change },
    { mode: options.mode, onLook: seldom(renew, weighing.context) },
  );
  if (!rollout) return done(at(), 'under way', 'another job looks after the rollout', { change, options });
  const final = { ...at(), record: { ...at().record, rollout } };
  return done(final, outcomeOf(rollout), rollout.reason, { change, options });
}

/** The alias must not run ahead of the traffic: of a version that was rolled back, or while another one is being rolled out. */
async function refuseBeforePromotion(weighing: Weighing, { name }: VersionSection): Promise<void> {
  const { context, model } = weighing;
  const kept = model.deploy && (await readRollout(context, placeOf(weighing, model.deploy)));
  if (!kept) return;
  const { candidate, phase } = kept.rollout;
  if (candidate.version === name && phase === 'aborted') await refuseRolledBack(weighing, kept.rollout);
  if (candidate.version !== name && isUnderWay(kept.rollout))
    throw new Refused(
      `${candidate.version} is being rolled out; ${name} is registered, and this job has to run again when that has ended`,
    );
}

function withVersion(weighing: Weighing, modelVersion: VersionSection): Weighing {
  return { ...weighing, record: { ...weighing.record, modelVersion } satisfies RunRecord };
}

function whereItIs({ name, alias }: VersionSection): string {
  return alias ? `${name} is ${alias.name}` : `${name} is registered`;
}

/** The end of a rollout as the end of a shipment. */
export function outcomeOf({ phase }: Rollout): Shipped['outcome'] {
  if (phase === 'finished') return 'shipped';
  return phase === 'aborted' ? 'rolled back' : 'under way';
}

async function done(
  weighing: Weighing,
  outcome: Shipped['outcome'],
  reason: string,
  { change, options }: Pick<Way, 'change' | 'options'>,
): Promise<Shipped> {
  await saveRecord(weighing);
  const noteUrl = options.note && change !== undefined ? await lastNote(weighing, change) : undefined;
  return { outcome, reason, weighing, ...(noteUrl === undefined ? {} : { noteUrl }) };
}

async function lastNote(weighing: Weighing, change: number): Promise<string | undefined> {
  const { context, record } = weighing;
  if (!record.modelVersion) return undefined;
  const text = renderShipNote(record, shipReport(weighing, await championFacts(weighing)));
  return postShipNote(context, { model: record.subject.model, change, text });
}
