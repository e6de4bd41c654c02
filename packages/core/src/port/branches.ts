/** One file of a new branch; `bytes` undefined: the file is removed. */
export interface BranchFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
}

/** Branches of the repository, made without touching the working tree. */
export interface Branches {
  /**
   * Commits files on top of `from` and pushes that as a new branch (in a repository without a remote: makes it here).
   * `exists` when there is one of that name: nothing was changed. Throws PermissionError (`contents: write`).
   */
  create(branch: {
    readonly name: string;
    readonly from: string;
    readonly files: readonly BranchFile[];
    readonly message: string;
    readonly at: Date;
  }): Promise<{ readonly commit: string } | 'exists'>;
}
