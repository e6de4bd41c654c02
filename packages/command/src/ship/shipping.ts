import type { Digest, Evidence, LedgerEntry } from '@weighbridge/core';

/** The model's bytes on this machine, digested and equal to what the record states. */
export interface ModelBytes {
  readonly digest: Digest;
  /** Absolute; a file or a folder. */
  readonly path: string;
}

/** A record in the ledger that is believed. */
export interface Believed {
  readonly entry: LedgerEntry;
  readonly evidence: Evidence;
}
