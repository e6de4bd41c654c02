/** One file of a new branch; `bytes` undefined: the file is removed. */
export interface BranchFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
}

/** What a commit says of itself. */
export interface CommitWords {
  readonly commit: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
}

/** Branches of the repository, read and made without touching the working tree. With a remote they are the remote's. */
export interface Branches {
  /** The newest commit of a branch; undefined when there is no such branch. */
  tip(name: string): Promise<CommitWords | undefined>;
  /** A commit of this clone; undefined when it is not here. */
  words(commit: string): Promise<CommitWords | undefined>;
  /**
   * Commits files on top of `from` and pushes that as a new branch (in a repository without a remote: makes it here).
   * Equal branches are equal commits. `exists` when there is one of that name: nothing was changed. Throws PermissionError
   * (`contents: write`), and UserError WB6620 for a file that a branch cannot carry.
   */
  create(branch: {
    readonly name: string;
    readonly from: string;
    readonly files: readonly BranchFile[];
    readonly message: string;
    readonly at: Date;
  }): Promise<{ readonly commit: string } | 'exists'>;
}
