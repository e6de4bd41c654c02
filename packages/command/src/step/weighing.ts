import { join } from 'node:path';
import type { Digest, ModelPolicy, Policy, Predictions, RunRecord, Subject } from '@weighbridge/core';
import { closest, inputErrors, recordVersion } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { readTextIfThere, sha256 } from '../workspace/bytes.ts';
import { readRecord, recordPath, writeRecord } from '../workspace/record-file.ts';
import type { FoundBase } from './found-base.ts';
import { withOwnChange } from './own-change.ts';
import { makeSubject, sameRun } from './subject.ts';

/** One model on its way through the steps: what was asked, and the record as it stands. */
export interface Weighing {
  readonly context: Context;
  readonly policyFile: string;
  readonly policyDigest: Digest;
  readonly policy: Policy;
  readonly model: ModelPolicy;
  readonly record: RunRecord;
  /** Rows of the candidate with hidden ids, when this process has read them. */
  readonly predictions?: Predictions;
  /** The base commit, when an earlier step of this process has looked for it. */
  readonly base?: FoundBase;
  /** Of `ship`: bytes are taken over or not at all, and no command of the user's is run. */
  readonly adopting?: boolean;
}

/** Reads the policy, picks the model, and takes up this run's record or starts one. */
export async function startWeighing(
  inputs: { readonly model?: string | undefined; readonly policy: string },
  given: Context,
): Promise<Weighing> {
  const context = await withOwnChange(given);
  const text = await readTextIfThere(join(context.root, inputs.policy));
  if (text === undefined) throw inputErrors.noPolicy({}, { place: { file: inputs.policy } });
  const policy = readPolicy(text, inputs.policy);
  const model = pickModel(policy, inputs);
  const subject = await makeSubject(model, context);
  const before = await readRecord(context.root, recordPath(model.name));
  if (before && !sameRun(before.subject, subject))
    context.log.info(`A record of another run was found in ${recordPath(model.name)} and set aside.`);
  const record =
    before && sameRun(before.subject, subject)
      ? { ...before, subject: withKey(subject, before.subject) }
      : ({ version: recordVersion, subject } satisfies RunRecord);
  return { context, policyFile: inputs.policy, policyDigest: sha256(text), policy, model, record };
}

/** The key was made by a step before this one, and by no later one that only reads the record. */
function withKey(subject: Subject, { key }: Subject): Subject {
  return key === undefined ? subject : { ...subject, key };
}

/** The named model, or the only one. */
function pickModel(
  { models }: Policy,
  { model: name, policy: file }: { readonly model?: string | undefined; readonly policy: string },
): ModelPolicy {
  const place = { file };
  const names = Object.keys(models);
  if (name === undefined) {
    const [only, ...others] = Object.values(models);
    if (!only || others.length > 0) throw inputErrors.whichModel({ models: names.join(', ') }, { place });
    return only;
  }
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  if (!model)
    throw inputErrors.unknownModel({ model: name, near: closest(name, names), models: names.join(', ') }, { place });
  return model;
}

/**
 * Adds sections to the record and notes how long `command` took. Nothing is written before the whole command is done
 * (`saveRecord`): after an error the record from before is still there, untouched.
 */
export function extendRecord(
  weighing: Weighing,
  command: string,
  startedAt: Date,
  sections: Partial<RunRecord>,
): Weighing {
  const { context } = weighing;
  const duration = Math.max(0, context.now().getTime() - startedAt.getTime());
  const record: RunRecord = {
    ...weighing.record,
    ...sections,
    durations: { ...weighing.record.durations, [command]: duration },
  };
  return { ...weighing, record };
}

/** Writes the record whole, where every later command and job looks for it. */
export function saveRecord({ context, record }: Weighing): Promise<void> {
  return writeRecord(context.root, record);
}
