import type { AttestPolicy, Digest, Evidence, LedgerEntry, Trust, WeighingStatement } from '@weighbridge/core';
import type { Context } from '../command.ts';
import type { Weighing } from '../step/weighing.ts';
import { isAlone, isShared } from './alone.ts';
import { believeByRun, type Refusal } from './in-run.ts';
import { type AttestAt, attestAt } from './trusted-attest.ts';
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
  return believer(context, () => Promise.resolve(policy.attest), { bytes })(entry);
}

/**
 * Believes by the policy as the default branch has it, never by the one that is checked out, which may be anybody's: on a
 * push, a schedule, a dispatch, a change and a developer's machine alike. Asks each thing once. `bytes` as above.
 */
export function believerFor({ context, policyFile }: Weighing, bytes?: Digest): Believe {
  return believer(context, (commit) => attestAt(policyFile, commit, context), { bytes });
}

/**
 * As `believerFor`, for a baseline: on a developer's machine, where nobody can be asked, the ledger's own word is enough to
 * compare with, and to nothing else.
 */
export function baselineBeliever({ context, policyFile }: Weighing): Believe {
  return believer(context, (commit) => attestAt(policyFile, commit, context), { onlyComparing: true });
}

type Attested = (commit: string) => Promise<AttestAt>;

interface BelieverOptions {
  readonly bytes?: Digest | undefined;
  readonly onlyComparing?: boolean;
}

function believer(context: Context, attestedAt: Attested, { bytes, onlyComparing = false }: BelieverOptions): Believe {
  const ground = once(async () => {
    const commit = await trustedCommit(context);
    return groundFor(await attestedAt(commit), context, { commit, onlyComparing });
  });
  const known = new Map<string, Promise<Evidence | Refusal>>();
  return (entry) => {
    const before = known.get(entry.digest);
    if (before) return before;
    const answer = believeOne(entry, context, { ground, bytes });
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
type Ground =
  | Trust
  | { readonly by: 'run' }
  | { readonly by: 'machine' }
  | { readonly by: 'nobody'; readonly why: string };

interface Where {
  readonly commit: string;
  readonly onlyComparing: boolean;
}

async function groundFor(attest: AttestAt, context: Context, { commit, onlyComparing }: Where): Promise<Ground> {
  if ('unreadable' in attest) return { by: 'nobody', why: attest.unreadable };
  // A signature that the policy asks for is asked for everywhere.
  if (attest.by !== 'api') return trustOf(attest, context, commit);
  if (!isAlone(context)) return { by: 'run' };
  return onlyComparing || !(await isShared(context)) ? { by: 'machine' } : { by: 'nobody', why: nobodyToAsk };
}

const nobodyToAsk =
  'whoever may push could have written it, and here no forge can be asked; set `attest: { by: key }`, or run this in a job of the repository';

async function believeOne(
  entry: LedgerEntry,
  context: Context,
  { ground, bytes }: { readonly ground: () => Promise<Ground>; readonly bytes: Digest | undefined },
): Promise<Evidence | Refusal> {
  const trust = await ground();
  if (trust.by === 'nobody') return { refused: trust.why };
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
