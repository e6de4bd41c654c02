import * as z from 'zod';
import type { WeighingStatement } from '../port/attestation.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { type Digest, digest } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';
import { verdictWord } from '../record/verdict.ts';

/** Type of in-toto's Statement v1, of what is in it, and of the envelope's payload. */
export const statementType = 'https://in-toto.io/Statement/v1';
export const weighingType = 'https://github.com/weighbridge/weighbridge/attestations/weighing/v1';
export const statementMediaType = 'application/vnd.in-toto+json';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** Nothing beside these fields is taken: what nobody reads, nobody should sign. */
const inToto = z.strictObject({
  _type: z.literal(statementType),
  subject: z.array(z.strictObject({ name: z.string().min(1), digest: z.strictObject({ sha256: hex }) })).length(1),
  predicateType: z.literal(weighingType),
  predicate: z.strictObject({
    record: digest,
    policy: digest,
    verdict: verdictWord,
    repository: z.string().min(1),
    commit,
    key: digest.optional(),
  }),
});

/** What a record alone does not say. */
export interface StatementFacts {
  /** Digest of the model's bytes. */
  readonly bytes: Digest;
  readonly record: Digest;
  /** Digest of the policy that judged. */
  readonly policy: Digest;
  readonly repository: string;
  readonly commit: string;
}

/** What is to be signed of a judged record. Throws TypeError for one that was not judged: there is nothing to attest. */
export function statementOf({ subject, verdict }: RunRecord, facts: StatementFacts): WeighingStatement {
  if (!verdict) throw new TypeError(`the record of ${subject.model} has no verdict to attest`);
  const { bytes, record, policy, repository, commit: own } = facts;
  return {
    model: subject.model,
    bytes,
    record,
    policy,
    verdict: verdict.outcome,
    repository,
    commit: own,
    ...(subject.key === undefined ? {} : { key: subject.key }),
  };
}

/** The statement as in-toto's JSON, in the one spelling of RFC 8785. */
export function inTotoText({ model, bytes, ...predicate }: WeighingStatement): string {
  return canonicalJson({
    _type: statementType,
    subject: [{ name: model, digest: { sha256: bytes.slice('sha256:'.length) } }],
    predicateType: weighingType,
    predicate,
  });
}

/** The statement that a payload holds, or why it is none of ours. */
export function readInToto(text: string): WeighingStatement | { readonly refused: string } {
  const value = parseJson(text);
  if (value === undefined) return { refused: 'what was signed is not JSON' };
  const foreign = foreignType(value);
  if (foreign !== undefined) return { refused: foreign };
  const parsed = inToto.safeParse(value);
  if (!parsed.success) return { refused: `what was signed is no weighing statement: ${firstIssue(parsed.error)}` };
  const { subject, predicate } = parsed.data;
  const [{ name, digest: of } = { name: '', digest: { sha256: '' } }] = subject;
  const { key, ...rest } = predicate;
  return { model: name, bytes: `sha256:${of.sha256}`, ...rest, ...(key === undefined ? {} : { key }) };
}

/** Other statements of in-toto's are honest ones; the reason should name what they are. */
function foreignType(value: unknown): string | undefined {
  const typed = z.object({ predicateType: z.string() }).safeParse(value);
  if (!typed.success || typed.data.predicateType === weighingType) return undefined;
  return `what was signed is a statement of another type, ${typed.data.predicateType.slice(0, 200)}`;
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? 'unreadable' : `${issue.path.join('.') || 'the statement'}: ${issue.message}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller says so.
    return undefined;
  }
}
