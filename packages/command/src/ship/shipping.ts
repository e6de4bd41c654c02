import type { Digest, Evidence, LedgerEntry, MergedChange } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import type { Renew } from './ship-lock.ts';

/** The model's bytes on this machine, digested and equal to what the record states. */
export interface ModelBytes {
  readonly digest: Digest;
  /** Absolute; a file or a folder. */
  readonly path: string;
}

/** A record on its way to production, with what each step found out for the next. */
export interface Shipping {
  readonly weighing: Weighing;
  readonly renew: Renew;
  /** The change whose merge made the commit. */
  readonly merged: MergedChange | undefined;
}

/** A record in the ledger that is believed. */
export interface Believed {
  readonly entry: LedgerEntry;
  readonly evidence: Evidence;
}
