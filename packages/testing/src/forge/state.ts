import { createHash } from 'node:crypto';
import type { FakeApproval, FakeDeployment, FakeEnvironment, FakeMerge, FakePackage, FakeRelease } from './ship.ts';
import type { FakeIssue, FakeSettings, FakeWorkflow } from './watch.ts';

/** What a forge knows. The fakes of GitHub and GitLab show the same state, each in its own words. */
export interface ForgeState {
  readonly repository: string;
  readonly projectId: number;
  readonly defaultBranch: string;
  readonly commits: Map<string, FakeCommit>;
  readonly branches: Map<string, string>;
  readonly changes: Map<number, FakeChange>;
  readonly notes: FakeNote[];
  readonly reviews: FakeReview[];
  readonly statuses: FakeStatus[];
  readonly runs: FakeRun[];
  readonly artifacts: FakeArtifact[];
  readonly accounts: Map<string, FakeAccount>;
  /** Members by `group/team`, or by group on GitLab. */
  readonly teams: Map<string, readonly string[]>;
  readonly tokens: Map<string, FakeToken>;
  /** Commits by tag. */
  readonly tags: Map<string, string>;
  readonly releases: FakeRelease[];
  readonly deployments: FakeDeployment[];
  readonly environments: Map<string, FakeEnvironment>;
  readonly approvals: FakeApproval[];
  /** Generic packages, which GitLab alone has. */
  readonly packages: FakePackage[];
  readonly issues: FakeIssue[];
  /** By file name; GitLab has one pipeline, and none of these. */
  readonly workflows: Map<string, FakeWorkflow>;
  readonly settings: FakeSettings;
  /** Ids and times come from this count: one second each. */
  counter: number;
}

export interface FakeCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly at: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface FakeChange {
  readonly number: number;
  head: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly base: string;
  readonly title?: string;
  readonly body?: string;
  /** Full name of the fork; null when it was deleted; undefined for a branch of the repository itself. */
  readonly fork?: string | null;
  open: boolean;
  merged?: FakeMerge;
  /** Heads over time, oldest first. */
  readonly versions: { readonly head: string; readonly at: string }[];
}

export interface FakeNote {
  readonly id: number;
  readonly change: number;
  readonly author: string;
  body: string;
  readonly at: string;
  readonly system?: boolean;
}

export interface FakeReview {
  readonly id: number;
  readonly change: number;
  readonly author: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly at: string;
}

export interface FakeStatus {
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly url: string | undefined;
}

export interface FakeRun {
  readonly id: number;
  readonly event: string;
  readonly branch: string;
  readonly commit: string;
  readonly headRepository: string;
  conclusion: string | undefined;
  readonly attempt: number;
  /** Whether `branch` is a tag's name. */
  readonly tag?: boolean;
  /** The change whose code runs, where there is one. */
  readonly change?: number;
  /** File of the workflow, where somebody asked for it. */
  readonly workflow?: string;
  /** Inputs, or GitLab's variables, of a run that was asked for. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export interface FakeArtifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly at: string;
  /** `sha256:…` of the bytes, unless a test lets the forge lie. */
  readonly digest: string;
  expired: boolean;
}

export interface FakeAccount {
  readonly id: number;
  readonly login: string;
  readonly bot: boolean;
  readonly email?: string;
  /** What the person may do in the repository; undefined for who is no member. */
  readonly access?: 'read' | 'write' | 'admin';
}

export interface FakeToken {
  readonly kind: 'job' | 'user';
  /** Who writes with it. */
  readonly login: string;
  /** Permission → level, in GitHub's words: `pull-requests` → `write`. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
}

export function emptyState(repository = 'acme/models'): ForgeState {
  return {
    repository,
    projectId: 7,
    defaultBranch: 'main',
    commits: new Map(),
    branches: new Map(),
    changes: new Map(),
    notes: [],
    reviews: [],
    statuses: [],
    runs: [],
    artifacts: [],
    accounts: new Map(),
    teams: new Map(),
    tokens: new Map(),
    tags: new Map(),
    releases: [],
    deployments: [],
    environments: new Map(),
    approvals: [],
    packages: [],
    issues: [],
    workflows: new Map(),
    settings: { issues: true, jobsOpenChanges: true, runDetails: true, pipelineVariables: true },
    counter: 1000,
  };
}

export function nextId(state: ForgeState): number {
  state.counter += 1;
  return state.counter;
}

const epoch = Date.UTC(2026, 10, 1);

/** The fake's clock: it moves by one second with every id. */
export function timeOf(state: ForgeState): string {
  return new Date(epoch + state.counter * 1000).toISOString();
}

export function addCommit(
  state: ForgeState,
  parents: readonly string[],
  files: Readonly<Record<string, string>> = {},
): string {
  const id = nextId(state);
  const sha = createHash('sha1')
    .update(`${id} ${parents.join(' ')}`)
    .digest('hex');
  const inherited = state.commits.get(parents[0] ?? '')?.files ?? {};
  state.commits.set(sha, { sha, parents, at: timeOf(state), files: { ...inherited, ...files } });
  return sha;
}

export function addAccount(state: ForgeState, login: string, more: Partial<FakeAccount> = {}): FakeAccount {
  const account = { id: nextId(state), login, bot: false, ...more };
  state.accounts.set(login, account);
  return account;
}

export function addNote(state: ForgeState, change: number, author: string, body: string, system = false): FakeNote {
  const note = { id: nextId(state), change, author, body, at: timeOf(state), system };
  state.notes.push(note);
  return note;
}

export function addReview(
  state: ForgeState,
  fields: Pick<FakeReview, 'change' | 'author' | 'state' | 'commit'>,
): FakeReview {
  const review = { id: nextId(state), at: timeOf(state), ...fields };
  state.reviews.push(review);
  return review;
}

export function addRun(state: ForgeState, fields: Partial<FakeRun> & Pick<FakeRun, 'commit'>): FakeRun {
  const defaults = { id: nextId(state), event: 'push', branch: state.defaultBranch, attempt: 1, conclusion: 'success' };
  const run = { ...defaults, headRepository: state.repository, ...fields };
  state.runs.push(run);
  return run;
}

export function addArtifact(
  state: ForgeState,
  run: number,
  name: string,
  bytes: Uint8Array,
  digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
): FakeArtifact {
  const artifact = { id: nextId(state), run, name, bytes, at: timeOf(state), digest, expired: false };
  state.artifacts.push(artifact);
  return artifact;
}

/** Opens a change from one commit to a branch. */
export function addChange(
  state: ForgeState,
  fields: Pick<FakeChange, 'number' | 'head' | 'headRef'> & Partial<FakeChange>,
): FakeChange {
  const baseRef = fields.baseRef ?? state.defaultBranch;
  nextId(state);
  const change: FakeChange = {
    open: true,
    base: state.branches.get(baseRef) ?? '',
    versions: [{ head: fields.head, at: timeOf(state) }],
    ...fields,
    baseRef,
  };
  state.changes.set(change.number, change);
  return change;
}

/** A push to the change's branch. */
export function pushTo(state: ForgeState, change: FakeChange, head: string): void {
  nextId(state);
  change.head = head;
  change.versions.push({ head, at: timeOf(state) });
}
