/** A file's change between two commits, as `git diff --numstat` counts it; binary files have no counts. */
export interface FileDelta {
  readonly path: string;
  readonly added?: number;
  readonly removed?: number;
}

/** The local git repository. Answers "cannot know" (undefined) when the clone is too shallow; it never guesses. */
export interface Repository {
  readonly root: string;
  head(): Promise<string | undefined>;
  parents(commit: string): Promise<readonly string[] | undefined>;
  has(commit: string): Promise<boolean>;
  isShallow(): Promise<boolean>;
  /** Full sha of a branch, tag or abbreviated sha; undefined when it is not there. */
  resolve(name: string): Promise<string | undefined>;
  mergeBase(a: string, b: string): Promise<string | undefined>;
  isAncestor(ancestor: string, commit: string): Promise<boolean | undefined>;
  /** First-parent history, the commit itself first. */
  ancestors(commit: string, limit: number): Promise<readonly { readonly sha: string; readonly at: string }[]>;
  /** Fetches one commit, or deepens the clone, bounded. False when the remote does not give it. */
  fetch(commit: string, depth: number): Promise<boolean>;
  /** Bytes of a file at a commit; undefined when the file is not there. */
  file(commit: string, path: string): Promise<Uint8Array | undefined>;
  /**
   * Writes the bytes of a file at a commit to `target`, however large. Of Git LFS the content, where this clone has it;
   * `pointer` says that it has not, and `absent` that the commit has no such file. Only `written` leaves a file.
   */
  write(commit: string, path: string, target: string): Promise<'written' | 'absent' | 'pointer'>;
  /** Path and blob id of every file of the commit's tree, or of the working tree with uncommitted changes when `commit` is undefined. */
  tree(commit: string | undefined): Promise<readonly { readonly path: string; readonly blob: string }[]>;
  /** Addresses of the remotes, as the configuration has them; none in a repository that nobody shares. */
  remotes(): Promise<readonly string[]>;
  diff(from: string, to: string | undefined): Promise<readonly FileDelta[]>;
}
