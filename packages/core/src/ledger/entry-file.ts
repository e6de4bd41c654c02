import * as z from 'zod';
import { gitErrors } from '../error/git-errors.ts';
import type { LedgerEntry } from '../port/store.ts';
import { recordDigest, type Sha256 } from '../record/canonical.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Digest } from '../record/evaluation.ts';
import { type RunRecord, runRecord } from '../record/record.ts';

/** The most bytes of an entry's own file. A larger record lies beside it, in a file of its own. */
const ledgerEntryLimit = 64 * 1024;

/** The most bytes of a record, wherever it lies. */
const recordLimit = 4 * 1024 * 1024;

/** The most characters of an attestation; keyless ones with their proofs have some ten thousand. */
const attestationLimit = 256 * 1024;

const recordSuffix = '.record.json';
const attestationSuffix = '.sigstore.json';

const entryFile = z.union([
  z.strictObject({ at: z.iso.datetime(), record: z.unknown() }),
  z.strictObject({ at: z.iso.datetime(), outcome: z.string(), recordFile: z.string() }),
]);

/** A file of the ledger's tree. */
export interface LedgerFile {
  readonly path: string;
  readonly text: string;
}

/** Folder of one model's entries; a model's name is any text, a folder's is not. */
export function ledgerFolder(model: string): string {
  return encodeURIComponent(model).replace(/^\./u, '%2E');
}

/** Whether a file of a model's folder should be an entry; the others lie beside one. */
export function isEntryFile(path: string): boolean {
  return !path.endsWith(recordSuffix) && !path.endsWith(attestationSuffix);
}

/** The most bytes that a file of the ledger may have; larger ones are not ours and are not read. */
export function ledgerFileLimit(path: string): number {
  if (path.endsWith(attestationSuffix)) return attestationLimit;
  return path.endsWith(recordSuffix) ? recordLimit : ledgerEntryLimit;
}

/** An entry's files, its own first, and the record's digest. */
export interface LedgerFiles {
  readonly digest: Digest;
  readonly files: readonly [LedgerFile, ...LedgerFile[]];
}

/**
 * The files of one entry and, where there is one, of the attestation beside it. Throws UserError when the record is too
 * large, TypeError for an attestation that no signer of ours makes.
 */
export function writeLedgerEntry(record: RunRecord, at: Date, sha256: Sha256, attestation?: string): LedgerFiles {
  const { model } = record.subject;
  if (commitOf(record) === undefined) throw gitErrors.recordWithoutCommit({ model });
  const digest = recordDigest(record, sha256);
  const path = `${ledgerFolder(model)}/${digest.slice('sha256:'.length)}`;
  const files = recordFiles(record, at, path);
  if (attestation === undefined) return { digest, files };
  if (bytesOf(attestation) > attestationLimit) throw new TypeError('the attestation is too large for the ledger');
  return { digest, files: [...files, { path: `${path}${attestationSuffix}`, text: attestation }] };
}

function recordFiles(record: RunRecord, at: Date, path: string): LedgerFiles['files'] {
  const whole = lineOf({ at: at.toISOString(), record });
  if (bytesOf(whole) <= ledgerEntryLimit) return [{ path: `${path}.json`, text: whole }];
  const text = lineOf(record);
  const bytes = bytesOf(text);
  if (bytes > recordLimit) throw gitErrors.recordTooLarge({ bytes, limit: recordLimit });
  const outcome = record.verdict?.outcome ?? 'none';
  const recordFile = `${path}${recordSuffix}`;
  return [
    { path: `${path}.json`, text: lineOf({ at: at.toISOString(), outcome, recordFile }) },
    { path: recordFile, text },
  ];
}

/**
 * The entry that a file holds, with the attestation beside it unread; or why it is refused: its name must be the digest of
 * the record in it.
 */
export function readLedgerEntry(
  { path, text }: LedgerFile,
  other: (path: string) => string | undefined,
  sha256: Sha256,
): LedgerEntry | string {
  const file = entryFile.safeParse(parseJson(text));
  if (!file.success) return 'it is not an entry of a ledger';
  const parsed = runRecord.safeParse(
    'record' in file.data ? file.data.record : parseJson(other(file.data.recordFile) ?? ''),
  );
  if (!parsed.success) return 'it holds no record of this version';
  const record = parsed.data;
  const digest = recordDigest(record, sha256);
  const commit = commitOf(record);
  if (path !== `${ledgerFolder(record.subject.model)}/${digest.slice('sha256:'.length)}.json`)
    return 'its name is not the digest of its record: it was edited by hand';
  if (commit === undefined) return 'it names no commit';
  const attestation = other(`${path.slice(0, -'.json'.length)}${attestationSuffix}`);
  const entry = { digest, commit, model: record.subject.model, at: file.data.at, record };
  return attestation === undefined ? entry : { ...entry, attestation };
}

/** What was weighed: on a change its head, which is what a test merge was made of. */
function commitOf({ subject }: RunRecord): string | undefined {
  return subject.head ?? subject.checkedOut;
}

function lineOf(value: unknown): string {
  return `${canonicalJson(value)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: no schema accepts undefined, and the caller names the file.
    return undefined;
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
