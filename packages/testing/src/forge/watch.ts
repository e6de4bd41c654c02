import type { FakeNote } from './state.ts';

/** An issue. GitHub numbers issues and changes together; GitLab each for itself. */
export interface FakeIssue {
  readonly number: number;
  readonly author: string;
  readonly at: string;
  title: string;
  body: string;
  open: boolean;
  /** Of a closed one. */
  closed: { readonly at: string; readonly by: string } | undefined;
  readonly comments: FakeNote[];
}

/** A workflow file of the default branch, and what it takes. */
export interface FakeWorkflow {
  readonly dispatch: boolean;
  readonly inputs: readonly string[];
}

/** Settings of the repository that a test may change. */
export interface FakeSettings {
  issues: boolean;
  /** GitHub's "Allow GitHub Actions to create and approve pull requests". */
  jobsOpenChanges: boolean;
  /** Whether a dispatch may ask for its run: github.com, but no older GitHub Enterprise Server. */
  runDetails: boolean;
  /** GitLab's "Minimum role to use pipeline variables" lets Developers. */
  pipelineVariables: boolean;
}
