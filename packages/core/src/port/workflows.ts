/** A run that was asked for. */
export interface DispatchedRun {
  /** Where the forge says it. */
  readonly id?: string;
  readonly url?: string;
}

/** Workflows (GitHub, Gitea) or pipelines (GitLab) that are started on a branch. */
export interface Workflows {
  /** Throws PermissionError (`actions: write`), or UserError when there is no such workflow or it takes no dispatch. */
  dispatch(run: {
    readonly workflow: string;
    readonly branch: string;
    readonly inputs: Readonly<Record<string, string>>;
  }): Promise<DispatchedRun>;
  /**
   * The newest run of that workflow on a branch which was asked for, by whomever; those that a push or a schedule started are
   * others. Undefined when there is none (yet). A GitLab project has one pipeline: there the API or a trigger started it.
   */
  latest(run: {
    readonly workflow: string;
    readonly branch: string;
  }): Promise<(DispatchedRun & { readonly state: 'running' | 'passed' | 'failed' }) | undefined>;
}
