import type {
  Artifacts,
  Comparison,
  FileMetric,
  Ledger,
  Metric,
  Reference,
  RunRecord,
  Unpack,
} from '@weighbridge/core';
import type { Believe } from '../trust/believe.ts';
import type { CommitSources, SeenHistory } from './history.ts';
import type { ResolvedBase } from './resolve-base.ts';

/** Where records may be, and whom we ask. A place that is not there is undefined, and is named as not configured. */
export interface RecordSources extends CommitSources {
  readonly model: string;
  /** The branch that the change goes to; only its runs are trusted. */
  readonly branch: string;
  /** A record that the user gave, with its path. */
  readonly given?: { readonly path: string; readonly record: RunRecord } | undefined;
  readonly ledger: Ledger | undefined;
  /** Whether an entry of the ledger counts. */
  readonly believe: Believe;
  /** CI artifacts, and the full name of our repository, whose runs alone are trusted. */
  readonly artifacts: { readonly port: Artifacts; readonly repository: string; readonly unpack: Unpack } | undefined;
  /** Numbers to look for in files committed at the base; none, and no file is looked at. */
  readonly wanted: readonly FileMetric[];
  readonly now: Date;
}

/** One place where a baseline was looked for, as the record tells it. */
export type SearchedPlace = Comparison['searched'][number];

/** What was found in one place. */
export type Found =
  | {
      readonly kind: 'record';
      readonly source: 'input' | 'ledger' | 'ci-artifact';
      readonly record: RunRecord;
      readonly commit: string | undefined;
      /** Other files that came with it, by base name: kept predictions of a CI artifact. */
      readonly files: ReadonlyMap<string, Uint8Array>;
    }
  /** Numbers without rows, slices or intervals. */
  | { readonly kind: 'metrics'; readonly metrics: readonly Metric[]; readonly commit: string; readonly path: string };

/** One place's answer: what is there, if anything, and how the search is told to a reader. */
export interface PlaceResult {
  readonly found?: Found;
  readonly places: readonly SearchedPlace[];
}

/** What each place is asked with. */
export interface Search {
  readonly sources: RecordSources;
  readonly base: string;
  /** First-parent history of the base commit, itself first. */
  readonly history: SeenHistory;
}

/** The baseline's record or numbers, how old they are, and where was looked. */
export interface RecordSearch {
  readonly found?: Found;
  readonly reference?: Reference;
  readonly searched: readonly SearchedPlace[];
}

/** The base commit as `resolveBase` found it. */
export type BaseCommit = NonNullable<ResolvedBase['base']> & { readonly tip?: string | undefined };

/** Whether a record may be a baseline: only what passed its own gate. */
export function isAccepted(record: RunRecord): boolean {
  return record.verdict?.outcome === 'passed';
}
