import type { AttestPolicy, Digest, Evidence, LedgerEntry, Trust, WeighingStatement } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { basePolicy } from '../step/base-policy.ts';
import type { Weighing } from '../step/weighing.ts';
import { believeByRun, type Refusal } from './in-run.ts';
import { trustedCommit } from './trusted-commit.ts';
import { trustOf } from './whom.ts';

export type { Refusal } from './in-run.ts';

/** Whether an entry of the ledger is believed, and on what ground. */
export type Believe = (entry: LedgerEntry) => Promise<Evidence | Refusal>;

/**
 * Whether an entry of the ledger may decide anything. Whoever may push can write any record there, so it counts only with
 * evidence (DESIGN §10): a signature of those whom the policy names, by keys as the default branch has them; or the
 * forge's word on its run, with that run's own artifacts. `bytes` are those that it must be about, where that is known.
 * Throws ServiceError or PermissionError when nobody could be asked.
 */
export function believeEntry(
  entry: LedgerEntry,
  context: Context,
  policy: { readonly attest: AttestPolicy },
  bytes?: Digest,
): Promise<Evidence | Refusal> {
  return believer(context, () => Promise.resolve(policy), bytes)(entry);
}

/** Believes by the policy of the default branch, where it differs from the change's own; asks each thing once. */
export function believerFor(weighing: Weighing): Believe {
  const { context, policy } = weighing;
  return believer(context, async (commit) => (await basePolicy(weighing, await commit()))?.policy ?? policy);
}

type PolicyOf = (commit: () => Promise<string>) => Promise<{ readonly attest: AttestPolicy }>;

function believer(context: Context, policyOf: PolicyOf, bytes?: Digest): Believe {
  const commit = once(() => trustedCommit(context));
  const policy = once(() => policyOf(commit));
  const trust = once(async () => trustFor((await policy()).attest, context, commit));
  const known = new Map<string, Promise<Evidence | Refusal>>();
  return (entry) => {
    const before = known.get(entry.digest);
    if (before) return before;
    const answer = believeOne(entry, context, { ground: trust, bytes });
    known.set(entry.digest, answer);
    return answer;
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Whose signature is asked for; `run` asks the forge, and a machine of its own has only its own word. */
type Ground = Trust | { readonly by: 'run' } | { readonly by: 'machine' };

async function trustFor(attest: AttestPolicy, context: Context, commit: () => Promise<string>): Promise<Ground> {
  const alone = context.runner.forge === 'local' && context.forge.kind === 'local';
  // No certificate names a developer's machine, and none is needed to rehearse on it.
  if (attest.by === 'key') return trustOf(attest, context, await commit());
  if (alone) return { by: 'machine' };
  return attest.by === 'api' ? { by: 'run' } : trustOf(attest, context, await commit());
}

async function believeOne(
  entry: LedgerEntry,
  context: Context,
  { ground, bytes }: { readonly ground: () => Promise<Ground>; readonly bytes: Digest | undefined },
): Promise<Evidence | Refusal> {
  const trust = await ground();
  if (trust.by === 'machine') return { kind: 'local' };
  if (trust.by === 'run') return believeByRun(entry, context);
  return believeSignature(entry, context, { trust, bytes });
}

/** A signature over everything that the entry says of itself, by those whom we trust. */
export async function believeSignature(
  entry: LedgerEntry,
  context: Context,
  { trust, bytes }: { readonly trust: Trust; readonly bytes?: Digest | undefined },
): Promise<Evidence | Refusal> {
  const { attestation } = entry;
  if (attestation === undefined) return { refused: 'it has no attestation' };
  const expected = { ...expectedOf(entry, context), ...(bytes === undefined ? {} : { bytes }) };
  const found = await context.evidence.verify(attestation, trust, expected);
  if (found.kind === 'refused') return { refused: `its attestation is refused: ${found.why}` };
  const outputs = entry.record.training?.outputs ?? [];
  if (!outputs.some(({ digest }) => digest === found.statement.bytes))
    return { refused: 'its attestation is for bytes that the record does not name' };
  return { kind: 'attestation', signer: found.signer, ...(found.at === undefined ? {} : { at: found.at }) };
}

/** Everything that an entry says of itself must have been signed. */
function expectedOf(
  { record, digest, model, commit }: LedgerEntry,
  { runner, forge }: Context,
): Partial<WeighingStatement> {
  const { verdict, subject } = record;
  const repository = runner.repository || forge.repository;
  return {
    model,
    record: digest,
    commit,
    ...(verdict ? { policy: verdict.policy, verdict: verdict.outcome } : {}),
    ...(subject.key === undefined ? {} : { key: subject.key }),
    ...(repository === '' ? {} : { repository }),
  };
}
