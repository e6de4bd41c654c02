import type { Issues } from './issues.ts';
import type { Workflows } from './workflows.ts';

/** What a forge can do and show; a power it lacks is declared here and never faked. */
export interface Capabilities {
  /** The most characters and bytes that one note may have. */
  readonly noteLimit: number;
  readonly summaryLimit: number;
  /** `> [!IMPORTANT]` blocks. */
  readonly alerts: boolean;
  /** `<details>`. */
  readonly folds: boolean;
  readonly mermaid: boolean;
  readonly statuses: boolean;
  readonly releases: boolean;
  readonly deployments: boolean;
  readonly issues: boolean;
  readonly workflows: boolean;
  /** Words of the forge: "pull request" or "merge request". */
  readonly changeWord: 'pull request' | 'merge request';
}

/** Builders of links into the forge; undefined where the forge has no such page. */
export interface Links {
  commit(sha: string): string | undefined;
  change(number: number): string | undefined;
  run(id: string): string | undefined;
  artifacts(runId: string): string | undefined;
  file(path: string, sha: string): string | undefined;
  /** The page where a person opens a change from `head` into `base`, title and text filled in. */
  compare(change: NewChange): string | undefined;
}

/** A change that is to be opened. */
export interface NewChange {
  readonly headRef: string;
  readonly baseRef: string;
  readonly title: string;
  readonly body: string;
}

export interface Change {
  readonly number: number;
  readonly head: string;
  readonly headRef: string;
  readonly baseTip: string;
  readonly baseRef: string;
  readonly fork: boolean;
  readonly open: boolean;
  readonly url?: string;
}

export interface Approval {
  readonly user: string;
  /** The head commit that was approved. */
  readonly commit: string;
  readonly at?: string;
  readonly url?: string;
}

/** A change that was merged, into the branch `baseRef`: whoever asks judges whether that is the branch that counts. */
export interface MergedChange extends Change {
  /** The commit of the target branch that the merge made: a merge, squash or last rebased commit. */
  readonly mergeCommit: string;
  readonly mergedAt?: string;
}

/** What a change asks to be merged, and into which branch. */
export type ChangeTarget = Pick<Change, 'number' | 'head' | 'headRef' | 'baseRef'>;

/** Pull or merge requests. */
export interface Changes {
  /** The change whose merge made `commit`, by the forge's own word; undefined when a push made it. */
  merged(commit: string): Promise<MergedChange | undefined>;
  get(number: number): Promise<Change>;
  /**
   * Every change of this repository, open or not, that has this head now or comes from the same branch, this one among them:
   * where a forge takes a run's workflow from the target branch, one of another target decides what ran on the same head.
   */
  ofHead(head: Pick<Change, 'head' | 'headRef'>): Promise<readonly ChangeTarget[]>;
  /** The latest review of each person, where it is an approval; dismissed and outdated ones are left out by the forge's rules. */
  approvals(number: number): Promise<readonly Approval[]>;
  /** Whether `user` is the owner named in CODEOWNERS (`@user`, `@org/team`, e-mail); undefined when the token may not look. */
  isOwner(user: string, owner: string): Promise<boolean | undefined>;
}

export interface Note {
  readonly id: string;
  readonly body: string;
  readonly url?: string;
}

/** The comment that we keep. Only notes written by a bot or by the token's own user are ever returned. */
export interface Notes {
  /** The first note of ours whose first line starts with `mark`; every page is read. */
  find(change: number, mark: string): Promise<Note | undefined>;
  create(change: number, body: string): Promise<Note>;
  update(change: number, note: Note, body: string): Promise<Note>;
  /**
   * Throws PermissionError when the token may not write notes on this change, and writes nothing: for example by
   * editing a note whose id cannot exist, which answers 404 to who may write and 403 to who may not.
   */
  checkAccess(change: number): Promise<void>;
}

export interface Status {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'pending' | 'error';
  readonly description: string;
  readonly url?: string;
}

export interface Statuses {
  set(commit: string, status: Status): Promise<void>;
}

/** One CI artifact as the forge's API describes it. */
export interface Artifact {
  readonly id: string;
  readonly name: string;
  readonly runId: string;
  readonly bytes: number;
  readonly expired: boolean;
  /** `sha256:…` of the archive, where the forge states one. */
  readonly digest?: string;
  readonly createdAt?: string;
}

/** The run that made an artifact, as the API confirms it; the ground of trust (DESIGN §10). */
export interface Run {
  readonly id: string;
  readonly event: string;
  /** The branch; of a tag's run `refs/tags/<name>` where the forge tells them apart, which GitHub does not. */
  readonly branch: string;
  readonly commit: string;
  /** The change that it ran for, where the run itself says it: GitHub's does not. */
  readonly change?: number;
  /** Full name of the repository whose commit ran; a fork's differs from ours. */
  readonly headRepository: string;
  readonly repository: string;
  readonly conclusion?: string;
  readonly attempt: number;
}

export interface Artifacts {
  /** Artifacts of runs of `commit` whose name starts with `prefix`, newest first; every page is read. */
  ofCommit(commit: string, prefix: string): Promise<readonly Artifact[]>;
  /** Artifacts of one run whose name starts with `prefix`; every page is read. */
  ofRun(runId: string, prefix: string): Promise<readonly Artifact[]>;
  run(runId: string): Promise<Run>;
  /** The archive's bytes (zip), never more than `limit`. */
  download(artifact: Artifact, limit: number): Promise<Uint8Array>;
}

export interface Release {
  readonly id: string;
  readonly tag: string;
  readonly url?: string;
  /** Names of the files that it has. */
  readonly files: readonly string[];
}

/** Pages of a tag, with files. */
export interface Releases {
  find(tag: string): Promise<Release | undefined>;
  /** The tag must be there. Who comes second gets the first one's release. */
  create(release: { readonly tag: string; readonly name: string; readonly body: string }): Promise<Release>;
  /** Adds a file; one of that name is left as it is. GitLab: a generic package, linked from the release. */
  addFile(release: Release, name: string, bytes: Uint8Array): Promise<void>;
}

/** States that all forges share: GitHub's `in_progress` is GitLab's `running`, `failure` is `failed`. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

export interface Deployment {
  readonly id: string;
  readonly url?: string;
}

/** Who let a job of this run go on, where the forge guards the environment. */
export interface EnvironmentApproval {
  readonly user: string;
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
  readonly comment?: string;
}

/** What runs where, as the forge shows it. */
export interface Deployments {
  /**
   * The deployment of `commit` to `environment` with this `name` (our version), made if there is none. GitLab keeps no
   * name: there `ref` tells versions of one commit apart, so it is the version's tag.
   */
  create(deployment: {
    readonly commit: string;
    readonly ref: string;
    readonly environment: string;
    readonly name: string;
  }): Promise<Deployment>;
  setState(
    deployment: Deployment,
    state: DeploymentState,
    about: { readonly description: string; readonly url?: string },
  ): Promise<void>;
  /** Approvals of the environments of a run; empty where none was asked for. */
  approvals(runId: string): Promise<readonly EnvironmentApproval[]>;
}

/** Commits, asked from the forge when the clone is too shallow to know. */
export interface Refs {
  /** The tip of a branch, never of a tag of that name; undefined when there is no such branch. */
  tip(branch: string): Promise<string | undefined>;
  mergeBase(base: string, head: string): Promise<string | undefined>;
  /** First-parent ancestors of `commit`, itself first, at most `limit`. */
  ancestors(commit: string, limit: number): Promise<readonly { readonly sha: string; readonly at: string }[]>;
  /** Text of a file at a commit; undefined when the file is not there. */
  file(path: string, commit: string): Promise<string | undefined>;
}

/** Everything we ask of a forge. A part that the forge lacks is undefined, and `capabilities` says so. */
export interface Forge {
  readonly kind: 'github' | 'gitea' | 'gitlab' | 'local';
  /** Web address for humans, and the repository's full name. */
  readonly repository: string;
  readonly capabilities: Capabilities;
  readonly links: Links;
  readonly changes: Changes | undefined;
  readonly notes: Notes | undefined;
  readonly statuses: Statuses | undefined;
  readonly artifacts: Artifacts | undefined;
  readonly refs: Refs | undefined;
  readonly releases: Releases | undefined;
  readonly deployments: Deployments | undefined;
  readonly issues: Issues | undefined;
  readonly workflows: Workflows | undefined;
  /** Opens a change; gives the open one of these branches when there is one. Throws PermissionError when the token may not. */
  readonly openChange: ((change: NewChange) => Promise<Change>) | undefined;
}
