/** An issue that we keep. */
export interface TrackedIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  readonly url?: string;
  /** RFC 3339, of a closed one. */
  readonly closedAt?: string;
  /** Who closed it, where the forge says so. */
  readonly closedBy?: string;
  /** Whether who closed it may write to the repository; undefined where that was ourselves, or the token may not look. */
  readonly closerMayWrite?: boolean;
}

export interface IssueComment {
  readonly author: string;
  readonly body: string;
  /** RFC 3339. */
  readonly at: string;
  /**
   * Whether the author may write to the repository: only their word counts. Undefined when the token may not look, and of a
   * comment without a command, for which nobody asks.
   */
  readonly mayWrite: boolean | undefined;
}

/** Issues. Only those written by a bot or by the token's own user are ever returned, as with notes. */
export interface Issues {
  /** The newest issue of ours, open or closed, whose first line starts with `mark`; every page is read. */
  find(mark: string): Promise<TrackedIssue | undefined>;
  /** The issue of that number, by one call; undefined when it is gone, or not ours, or its first line has not `mark`. */
  get(number: number, mark: string): Promise<TrackedIssue | undefined>;
  /** Throws PermissionError (`issues: write`) when the token may not. */
  create(issue: { readonly title: string; readonly body: string }): Promise<TrackedIssue>;
  update(
    issue: TrackedIssue,
    change: { readonly title?: string; readonly body?: string; readonly open?: boolean },
  ): Promise<TrackedIssue>;
  /**
   * Comments that people made, oldest first, from the moment `since` (RFC 3339) on; every page is read. Commands of bots and
   * comments with a mark of ours are left out; the token's own user may be a person, whose comments are there. Only of who
   * gives a command (a line that begins with `/ignore` or `/watch`) is asked what they may do.
   */
  comments(issue: TrackedIssue, options?: { readonly since?: string }): Promise<readonly IssueComment[]>;
}
