import type { Digest } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';

/** Bytes by digest. `get` digests again what it read and refuses other bytes. */
export interface Store {
  readonly kind: 'artifact' | 'store';
  put(path: string): Promise<{ readonly digest: Digest; readonly location: string }>;
  /** Writes the bytes to `path`; false when the location holds nothing any more. */
  get(location: string, digest: Digest, path: string): Promise<boolean>;
}

/** Folders as one file of bytes, for stores, which keep files. */
export interface Packing {
  /**
   * Writes a folder as one archive, the same bytes for the same names and contents, and says the archive's digest.
   * Throws UserError for what an archive cannot carry to another machine (links out of the folder, devices).
   */
  pack(folder: string, to: string): Promise<Digest>;
  /**
   * Unpacks an archive into a folder that appears whole or not at all; one that is there is replaced. Refuses with
   * ServiceError what a stranger's archive must not hold: links, devices, paths upwards, more than the limits.
   */
  unpack(file: string, folder: string): Promise<void>;
}

/** A record as the ledger holds it. */
export interface LedgerEntry {
  readonly digest: Digest;
  readonly commit: string;
  readonly model: string;
  readonly at: string;
  readonly record: RunRecord;
  /** The sigstore bundle that lies beside the entry (`<digest>.sigstore.json`); unchecked. */
  readonly attestation?: string;
}

/** Accepted and refused records, append-only (DESIGN §3). */
export interface Ledger {
  /** `attestation` is a sigstore bundle over the record's digest. Appending the same record again changes nothing. */
  append(record: RunRecord, attestation?: string): Promise<Digest>;
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

/**
 * The files of a zip archive by path. Refuses with ServiceError what a stranger's archive must not hold (links, paths
 * upwards, bombs). `limits` raises what is enough for a record and its rows.
 */
export type Unpack = (
  archive: Uint8Array,
  limits?: { readonly files: number; readonly bytes: number },
) => Promise<ReadonlyMap<string, Uint8Array>>;
