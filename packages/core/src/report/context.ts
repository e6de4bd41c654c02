import type { Capabilities, Links } from '../port/forge.ts';
import type { Digest } from '../record/evaluation.ts';

/** One line of a file that the reader has to have; `missing` marks those that are not there yet. */
export interface CureLine {
  readonly line: string;
  readonly missing: boolean;
}

/** A call that the forge refused, and exactly what would let it through. */
export interface PermissionFacts {
  /** For example `POST /issues/318/comments`, without a token. */
  readonly call: string;
  readonly status?: number;
  /** For example `pull-requests: write`, or `api scope, Developer role`. */
  readonly needed: string;
  /** Lines to have, and the file and job where they belong. Empty where a setting and not a file decides. */
  readonly lines: readonly CureLine[];
  readonly file?: string;
  readonly job?: string;
}

/** A run that has begun on a new commit and has no verdict yet. */
export interface WeighingFacts {
  readonly commit: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** What the run before this one took, in milliseconds. */
  readonly expected?: number;
  readonly run?: string;
}

/** Where the HTML page can be opened. */
export interface PageFacts {
  readonly url?: string;
  readonly path?: string;
  readonly bytes?: number;
}

/** What a report after the merge can say beside the record; each part only where it was looked up just now. */
export interface ShipFacts {
  /** The alias as it was read back, and the version that it names. */
  readonly champion?: { readonly alias: string; readonly version: string };
  readonly deploymentUrl?: string;
  /** Where a person can start the rollback. */
  readonly rollbackUrl?: string;
  readonly issue?: { readonly number: number; readonly url: string };
  /** How often somebody looks: `every 2 min`. */
  readonly updates?: string;
}

/** Everything that a report needs and a record does not hold: where it will be read, and when. */
export interface ReportContext {
  readonly capabilities: Capabilities;
  readonly links: Links;
  /** Most bytes, and most characters, of the text; default by the forge's limit and our own target. */
  readonly budget?: number;
  /** RFC 3339. */
  readonly now: string;
  /** Of weighbridge. */
  readonly version: string;
  /** Digest of the canonical record. */
  readonly digest: Digest;
  readonly policyFile: string;
  /** How to repeat the run: `npx weighbridge preview churn`. */
  readonly repeat: string;
  readonly page?: PageFacts;
  /** Set when the note could not be written. */
  readonly permission?: PermissionFacts;
  /** Set while a newer commit is being weighed. */
  readonly weighing?: WeighingFacts;
  /** Older baselines get a banner; both from the policy. */
  readonly staleAfter?: { readonly days: number; readonly commits: number };
  /** After the merge. */
  readonly ship?: ShipFacts;
}
