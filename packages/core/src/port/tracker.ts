import type { Digest } from '../record/evaluation.ts';
import type { RunRecord } from '../record/record.ts';

/** An annotated tag. */
export interface Tag {
  readonly name: string;
  /** The commit it is on, dereferenced. */
  readonly commit: string;
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Annotated tags of the repository, as its remote has them; of a repository without a remote its own. */
export interface Tags {
  /** Tags whose name starts with `prefix`, oldest first. Lightweight ones, and those of more than 64 KiB, are left out. Throws ServiceError when it could not look. */
  list(prefix: string): Promise<readonly Tag[]>;
  /** Names of all tags that start with `prefix`, sorted, lightweight ones too: every name that `create` finds taken. */
  names(prefix: string): Promise<readonly string[]>;
  /**
   * Makes the tag and pushes it. `exists` when somebody has one of that name: nothing was changed, whatever it is on.
   * Throws PermissionError (`contents: write`) when the token may not.
   */
  create(tag: {
    readonly name: string;
    readonly commit: string;
    readonly message: string;
    readonly at: Date;
  }): Promise<'created' | 'exists'>;
}

/** A text with the revision that it was read at. */
export interface Document {
  readonly text: string;
  readonly revision: string;
}

/** Small texts that change, on the ledger's branch: compare-and-swap by revision, so that two writers never both win. */
export interface Documents {
  read(path: string): Promise<Document | undefined>;
  /**
   * Gives the new revision; undefined when the document is no longer at `revision` (undefined: when it is there already).
   * Bounded retries when only other files moved.
   */
  write(path: string, text: string, revision: string | undefined): Promise<string | undefined>;
}

/** One file of another repository, or of this one, changed by a commit (GitOps). */
export interface FileCommit {
  /** Address of the repository; undefined: this one's remote. */
  readonly repository: string | undefined;
  readonly branch: string;
  readonly path: string;
  /** The new text from the old one; undefined when nothing has to change. Called again after a lost race. */
  readonly change: (text: string) => string | undefined;
  readonly message: string;
  readonly at: Date;
}

/** Commits a file to a branch without a working tree. Says the commit; undefined when it already said so. */
export type CommitFile = (change: FileCommit) => Promise<string | undefined>;

/** A model version for a registry outside git. */
export interface TrackedVersion {
  readonly model: string;
  readonly version: string;
  readonly digest: Digest;
  readonly record: RunRecord;
  /** Where the bytes lie, as the record's output says it. */
  readonly location: string | undefined;
  readonly url: string | undefined;
}

/** A registry outside git. Every call is idempotent: the same version twice is one version. */
export interface Tracker {
  readonly kind: 'mlflow';
  /** Whether it has aliases at all; GitLab's model registry has none. Without them `setAlias` throws UserError. */
  readonly aliases: boolean;
  /** Makes a run with metrics and params, and a version of the registered model with our tags; says its name and page. */
  register(version: TrackedVersion): Promise<{ readonly name: string; readonly url?: string }>;
  /** Our version's name and digest that an alias is on; undefined when it is on none. */
  alias(model: string, alias: string): Promise<{ readonly version: string; readonly digest?: Digest } | undefined>;
  setAlias(model: string, alias: string, version: string): Promise<void>;
}
