/** How a change went on its target branch, and the commits that this made there. */
export interface FakeMerge {
  readonly how: 'merge' | 'squash' | 'rebase';
  readonly commit: string;
  readonly commits: readonly string[];
  readonly at: string;
}

export interface FakeRelease {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  /** GitLab's files are links to somewhere else. */
  readonly files: {
    readonly id: number;
    readonly name: string;
    readonly content: Uint8Array | { readonly url: string };
    /** Of an upload that broke off. */
    readonly broken?: boolean;
  }[];
}

export interface FakeEnvironment {
  readonly id: number;
  readonly name: string;
  address?: string;
}

export interface FakeDeployment {
  readonly id: number;
  readonly environment: string;
  readonly commit: string;
  readonly ref: string;
  readonly payload: unknown;
  /** The run whose job deploys, where the forge made the deployment for it. */
  readonly run?: number;
  readonly states: { readonly state: string; readonly description: string; readonly url?: string }[];
}

export interface FakeApproval {
  readonly run: number;
  readonly environment: string;
  readonly user: string;
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
}

export interface FakePackage {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  /** In the order of their uploads; a name may come again. */
  readonly files: { readonly id: number; readonly name: string; bytes: Uint8Array }[];
}

/** A change that was merged, as tests name it. */
export interface Merged {
  readonly number: number;
  readonly commit: string;
  /** Commits that it brought along and that its merge is not known by. */
  readonly others: readonly string[];
}

export type Merges = Readonly<Record<'merge' | 'squash' | 'rebase' | 'fork', Merged>>;
