import {
  type Digest,
  type Evidence,
  type LedgerEntry,
  type RunRecord,
  recordDigest,
  ServiceError,
  type Signer,
  statementOf,
} from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { believeEntry } from '../trust/believe.ts';
import { sha256 } from '../workspace/bytes.ts';
import { modelOutput } from './model-bytes.ts';
import { notPromotable } from './promotable.ts';
import { Refused } from './refused.ts';
import type { Believed } from './shipping.ts';

/**
 * The record in the ledger, with a signature over it where the policy wants one; and the evidence with which it is believed
 * when it is read again. A record that is there already stays as it is. Throws Refused when it is not believed.
 */
export async function ledgerStep(weighing: Weighing): Promise<Believed> {
  const { context, policy, record } = weighing;
  if (!context.ledger) throw new Error('ship needs a ledger');
  const shipped = bare(record);
  const signer = await context.evidence.signer(policy.attest);
  const digest = await context.ledger.append(shipped, signer && (await signed(weighing, shipped, signer)));
  const entry = await entryOf(weighing, digest);
  return { entry, evidence: await believed(weighing, entry) };
}

/** What was weighed; what is done with it afterwards has places of its own. */
function bare(record: RunRecord): RunRecord {
  const { modelVersion: _version, rollout: _rollout, ...rest } = record;
  return rest;
}

async function signed(weighing: Weighing, record: RunRecord, signer: Signer): Promise<string> {
  const { policyDigest, context } = weighing;
  const { head } = record.subject;
  if (head === undefined) throw new Error('a record without a commit');
  return signer.sign(
    statementOf(record, {
      policy: policyDigest,
      bytes: modelOutput(weighing, record).digest,
      record: recordDigest(record, sha256),
      repository: context.runner.repository ?? context.forge.repository,
      commit: head,
    }),
  );
}

async function entryOf({ context, model }: Weighing, digest: Digest): Promise<LedgerEntry> {
  const entries = (await context.ledger?.entries(model.name)) ?? [];
  const entry = entries.find((each) => each.digest === digest);
  if (entry) return entry;
  throw new ServiceError(
    'WB6556',
    `The record ${digest} was written to the ledger and is not there. Run the job again.`,
  );
}

async function believed({ context, policy }: Weighing, entry: LedgerEntry): Promise<Evidence> {
  const found = await believeEntry(entry, context, policy);
  if ('kind' in found) return found;
  throw new Refused(`the record of ${entry.commit.slice(0, 7)} in the ledger is not believed: ${found.refused}`);
}

/**
 * What an earlier attempt has put into the ledger for this very commit, key and model, when it is believed: it is shipped as it
 * is, so that the digest under which the earlier attempt went on stays the same.
 */
export async function earlierAttempt(weighing: Weighing): Promise<Believed | undefined> {
  const { context, model, policy, record } = weighing;
  const { head, key } = record.subject;
  const entries = (await context.ledger?.entries(model.name)) ?? [];
  for (const entry of entries) {
    const { subject } = entry.record;
    if (entry.commit !== head || subject.key !== key || !isSameModel(weighing, entry.record)) continue;
    if (notPromotable(entry.record) !== undefined) continue;
    const found = await believeEntry(entry, context, policy);
    if ('kind' in found) return { entry, evidence: found };
  }
  return undefined;
}

function isSameModel(weighing: Weighing, other: RunRecord): boolean {
  if (!weighing.record.training || !other.training) return false;
  return modelOutput(weighing, weighing.record).digest === modelOutput(weighing, other).digest;
}
