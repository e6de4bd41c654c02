import { type Changed, type RunRecord, recordVersion, runRecord, type VerdictWord } from '@weighbridge/core';

/** What a record says to a reviewer. */
export interface RecordFacts {
  readonly kind: 'record';
  readonly model: string;
  /** Commits that it speaks of: the change's head, and what was checked out. */
  readonly commits: readonly string[];
  /** Undefined when no gate has judged it. */
  readonly verdict: { readonly outcome: VerdictWord; readonly exit: 0 | 1; readonly reason: string } | undefined;
  /** Lines of the policy that allow more than before: `churn, gate, roc_auc: max-drop: 0.005 → 0.02`. */
  readonly loosened: readonly string[];
  /** Who approved that, when somebody has. */
  readonly approvedBy: string | undefined;
  /** Files of the evaluation data that are others than at the baseline. */
  readonly evaluationData: readonly string[];
  /** What else went into the model and moved, in words. */
  readonly moved: readonly string[];
}

/** A file where a record should be, and is none that this version can read. */
export interface UnreadableRecord {
  readonly kind: 'unreadable';
  readonly path: string;
  readonly why: string;
}

/** A file as git stores it at the head. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
}

/** What the change does to files. */
export interface DiffFacts {
  /** The change's head; undefined when nobody knows it. */
  readonly head: string | undefined;
  /** Paths that were added or changed. */
  readonly edited: readonly string[];
  /** Those of them that are stored as whole files; a Git LFS pointer has some 130 bytes. */
  readonly stored: readonly StoredFile[];
}

/** Facts of the text of a `run.json`. */
export function readFacts(text: string, path: string): RecordFacts | UnreadableRecord {
  const value = parseJson(text);
  if (value === undefined) return { kind: 'unreadable', path, why: 'it is not JSON' };
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (version !== recordVersion)
    return {
      kind: 'unreadable',
      path,
      why: `it has version ${String(version)}, and this plugin reads ${recordVersion}`,
    };
  const parsed = runRecord.safeParse(value);
  if (!parsed.success)
    return {
      kind: 'unreadable',
      path,
      why: `it is damaged at ${parsed.error.issues[0]?.path.join('.') || 'its root'}`,
    };
  return factsOf(parsed.data);
}

function factsOf({ subject, verdict, stopped, comparison }: RunRecord): RecordFacts {
  const { head, checkedOut, model } = subject;
  const changed = comparison?.changed;
  return {
    kind: 'record',
    model,
    commits: [head, checkedOut].filter((commit) => commit !== undefined),
    verdict: stopped ? { outcome: 'stopped', exit: 1, reason: stopped.reason } : verdict,
    loosened: (changed?.policy ?? []).filter(({ effect }) => effect === 'looser').map(inWords),
    approvedBy: verdict?.override?.by,
    evaluationData: (changed?.data ?? []).filter(({ dataset }) => dataset === 'evaluation').map(({ path }) => path),
    moved: changed ? movedWith(changed) : [],
  };
}

function inWords({ where, was = 'not there', now = 'not there' }: Changed['policy'][number]): string {
  return `${where}: ${was} → ${now}`;
}

function movedWith({ code, params, environment, data }: Changed): string[] {
  return [
    ...(code.length > 0 ? ['code'] : []),
    ...(params.length > 0 ? ['params'] : []),
    ...(environment.length > 0 ? ['environment'] : []),
    ...(data.some(({ dataset }) => dataset !== 'evaluation') ? ['training data'] : []),
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is wrong is said by the caller, who knows the file; undefined is no value of JSON.
    return undefined;
  }
}
