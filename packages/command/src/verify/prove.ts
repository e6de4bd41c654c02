import type { Evidence, LedgerEntry, Policy, Trust } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { notPromotable } from '../ship/promotable.ts';
import { repositoryFileAt, repositoryPath } from '../step/base-policy.ts';
import { believeEntry, believeSignature, type Refusal } from '../trust/believe.ts';
import { sha256 } from '../workspace/bytes.ts';
import type { VerifiedSubject } from './subject.ts';

/** With what entries are checked. */
export interface Proving {
  readonly context: Context;
  /** The default branch's policy, and where it lies. */
  readonly policy: Policy;
  readonly policyFile: string;
  /** Whom the user believes instead of those whom the policy names. */
  readonly trust: Trust | undefined;
}

/** An entry that is proved, or the one that came nearest and why it is not. */
export type Proof =
  | { readonly entry: LedgerEntry; readonly evidence: Evidence }
  | { readonly entry?: LedgerEntry; readonly refused: string };

/** How many entries of the same bytes are looked at: a model can be weighed again without being trained again. */
const entryLimit = 10;

/** The newest entry of the ledger about these bytes that everything proves; else why the newest one is refused. */
export async function prove(
  subject: VerifiedSubject,
  entries: readonly LedgerEntry[],
  proving: Proving,
): Promise<Proof> {
  const own = entries.filter((entry) => isAbout(entry, subject)).slice(0, entryLimit);
  if (own.length === 0) return { refused: nothingFound(subject) };
  let first: Proof | undefined;
  for (const entry of own) {
    const proof = await proveEntry(entry, subject, proving);
    if ('evidence' in proof) return proof;
    first ??= proof;
  }
  return first ?? { refused: nothingFound(subject) };
}

function isAbout({ record, digest }: LedgerEntry, subject: VerifiedSubject): boolean {
  if (subject.record !== undefined) return digest === subject.record;
  return record.training?.outputs.some((output) => output.digest === subject.bytes) ?? false;
}

function nothingFound({ bytes, record }: VerifiedSubject): string {
  return record === undefined
    ? `the ledger has no record of a training that wrote these bytes (${bytes})`
    : `the ledger has no record ${record}, which the tag names`;
}

async function proveEntry(entry: LedgerEntry, subject: VerifiedSubject, proving: Proving): Promise<Proof> {
  const why = notPromotable(entry.record) ?? otherBytes(entry, subject) ?? (await otherPolicy(entry, proving));
  if (why !== undefined) return { entry, refused: why };
  const evidence = await evidenceOf(entry, subject, proving);
  return 'refused' in evidence ? { entry, refused: evidence.refused } : { entry, evidence };
}

function otherBytes({ record }: LedgerEntry, { bytes }: VerifiedSubject): string | undefined {
  if (record.training?.outputs.some(({ digest }) => digest === bytes)) return undefined;
  return `the tag names the bytes ${bytes}, and the record does not`;
}

/** The record names the digest of the policy that judged; the commit that was weighed must hold that very text. */
async function otherPolicy(
  { record, commit }: LedgerEntry,
  { context, policyFile }: Proving,
): Promise<string | undefined> {
  const text = await repositoryFileAt(context, commit, repositoryPath(context, policyFile));
  const short = commit.slice(0, 7);
  if (text === undefined) return `commit ${short} has no ${policyFile}`;
  return sha256(text) === record.verdict?.policy
    ? undefined
    : `it was judged by another policy than ${policyFile} at ${short}`;
}

async function evidenceOf(
  entry: LedgerEntry,
  { bytes }: VerifiedSubject,
  { context, policy, trust }: Proving,
): Promise<Evidence | Refusal> {
  if (trust) return believeSignature(entry, context, { trust, bytes });
  const evidence = await believeEntry(entry, context, policy, bytes);
  if (!('kind' in evidence) || evidence.kind !== 'local') return evidence;
  return {
    refused:
      'nothing but this machine’s own ledger says so: give `--key`, or `--identity` and `--issuer`, or run this in a job of the repository',
  };
}
