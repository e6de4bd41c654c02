import type { Digest } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';

/** Bytes by digest. `get` digests again what it read and refuses other bytes. */
export interface Store {
  readonly kind: 'artifact' | 'store';
  put(path: string): Promise<{ readonly digest: Digest; readonly location: string }>;
  /** Writes the bytes to `path`; false when the location holds nothing any more. */
  get(location: string, digest: Digest, path: string): Promise<boolean>;
}

/** A record as the ledger holds it. */
export interface LedgerEntry {
  readonly digest: Digest;
  readonly commit: string;
  readonly model: string;
  readonly at: string;
  readonly record: RunRecord;
}

/** Accepted and refused records, append-only (DESIGN §3). */
export interface Ledger {
  append(record: RunRecord): Promise<Digest>;
  /** Entries of one model, newest first; undefined when there is no ledger. Throws ServiceError when it could not look. */
  entries(model: string): Promise<readonly LedgerEntry[] | undefined>;
}

/** How sections of the record travel from one job to the next. */
export interface Transport {
  /** Publishes files of one section under `wb-<model>-<command>-<job>-<attempt>`. */
  publish(name: string, folder: string, files: readonly string[]): Promise<void>;
  /** Fetches into one folder each artifact of this run whose name starts with `prefix`; says their names. */
  collect(prefix: string, folder: string): Promise<readonly string[]>;
}

/** The files of a zip archive by path. Refuses with ServiceError what a stranger's archive must not hold (links, paths upwards, bombs). */
export type Unpack = (archive: Uint8Array) => Promise<ReadonlyMap<string, Uint8Array>>;
