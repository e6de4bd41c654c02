/** Why this job runs, in words that all forges share. */
export type Occasion =
  | {
      readonly kind: 'change';
      readonly number: number;
      readonly head?: string;
      readonly baseTip?: string;
      readonly baseRef?: string;
      readonly fork: boolean;
      /** GitLab's merged-results pipeline: the target's commit that this one was merged with. */
      readonly mergedInto?: string;
      /** Where the change left its target, when the runner says it: GitLab's checkouts do not have the target branch. */
      readonly mergeBase?: string;
    }
  /** GitHub's merge queue, GitLab's merge train. */
  | {
      readonly kind: 'queue';
      readonly base: string;
      readonly head: string;
      readonly baseRef?: string;
      readonly number?: number;
    }
  /** `before` is undefined when the forge said zeros: a new branch. `forced` when history was rewritten. */
  | {
      readonly kind: 'push';
      readonly branch: string;
      readonly before?: string;
      readonly forced: boolean;
      readonly isDefault: boolean;
    }
  | { readonly kind: 'other'; readonly event: string };

/** Where am I: read from the environment alone, apart from whom to call. */
export interface Runner {
  readonly kind: 'githubActions' | 'giteaActions' | 'gitlabCi' | 'local';
  readonly forge: 'github' | 'gitea' | 'gitlab' | 'local';
  readonly occasion: Occasion;
  /** The commit that the job was started for, as the runner says it. */
  readonly commit?: string;
  readonly ref?: string;
  readonly defaultBranch?: string;
  /** `owner/name`, or GitLab's full path. */
  readonly repository?: string;
  readonly serverUrl?: string;
  readonly apiUrl?: string;
  /** GitLab's numeric project id. */
  readonly projectId?: string;
  readonly run?: {
    readonly id: string;
    readonly attempt: number;
    readonly job: string;
    readonly url?: string;
    readonly workflowFile?: string;
  };
  readonly token?: { readonly value: string; readonly kind: 'job' | 'user' };
  /** Job summary, step outputs: files that the runner reads afterwards. */
  readonly summaryFile?: string;
  readonly outputFile?: string;
  readonly tempFolder?: string;
}
