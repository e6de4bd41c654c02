import { mergeBase } from '../forge/history.ts';
import type {
  FakeAccount,
  FakeArtifact,
  FakeChange,
  FakeCommit,
  FakeNote,
  FakeRun,
  ForgeState,
} from '../forge/state.ts';

/** A fork's project id, as long as it is one. */
export const forkId = 8;

export function accountShape({ id, login, bot, email }: FakeAccount): unknown {
  return { id, username: login, name: login, state: 'active', bot, public_email: email ?? null };
}

/** A merge request as lists have it. */
export function mergeRequestInList(state: ForgeState, change: FakeChange): object {
  const { merged } = change;
  return {
    iid: change.number,
    project_id: state.projectId,
    // A rebase gives the request a new head, which is then passed on by fast-forward.
    sha: merged?.how === 'rebase' ? merged.commit : change.head,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.how === 'merge' ? merged.commit : null,
    squash_commit_sha: merged?.how === 'squash' ? merged.commit : null,
    state: stateOf(change),
    title: change.title ?? change.headRef,
    description: change.body ?? null,
    web_url: `https://gitlab.example/${state.repository}/-/merge_requests/${change.number}`,
    source_branch: change.headRef,
    target_branch: change.baseRef,
    source_project_id: sourceProject(state, change),
    target_project_id: state.projectId,
  };
}

export function mergeRequestShape(state: ForgeState, change: FakeChange): unknown {
  const base = mergeBase(state, change.head, change.base)?.sha ?? null;
  const refs = { base_sha: base, head_sha: change.head, start_sha: change.base };
  return { ...mergeRequestInList(state, change), diff_refs: refs };
}

function stateOf({ merged, open }: FakeChange): string {
  if (merged !== undefined) return 'merged';
  return open ? 'opened' : 'closed';
}

function sourceProject(state: ForgeState, { fork }: FakeChange): number | null {
  if (fork === undefined) return state.projectId;
  return fork === null ? null : forkId;
}

export function noteShape(state: ForgeState, { id, body, author, at, system = false }: FakeNote): unknown {
  const account = state.accounts.get(author);
  return {
    id,
    body,
    system,
    created_at: at,
    author: { id: account?.id ?? 0, username: author, name: author, state: 'active' },
    noteable_type: 'MergeRequest',
  };
}

export function commitShape({ sha, parents, at }: FakeCommit): unknown {
  return { id: sha, short_id: sha.slice(0, 8), parent_ids: parents, committed_date: at, created_at: at };
}

export function pipelineShape(state: ForgeState, run: FakeRun): unknown {
  const { id, event, commit, conclusion, tag = false } = run;
  return {
    tag,
    id,
    project_id: state.projectId,
    source: event,
    ref: refOf(run),
    sha: commit,
    status: pipelineStatus(conclusion),
    web_url: `https://gitlab.example/${state.repository}/-/pipelines/${id}`,
  };
}

/** A merge request's pipeline runs on a ref of its own. */
export function refOf({ branch, change }: FakeRun): string {
  return change === undefined ? branch : `refs/merge-requests/${change}/head`;
}

function pipelineStatus(conclusion: string | undefined): string {
  if (conclusion === undefined) return 'running';
  return conclusion === 'failure' ? 'failed' : conclusion;
}

/** The job that left the archive; one archive a job. */
export function jobShape({ id, name, bytes, at, expired }: FakeArtifact): unknown {
  const file = { filename: `${name}.zip`, size: bytes.byteLength };
  return { id, name: `job-${id}`, created_at: at, ...(expired ? {} : { artifacts_file: file }) };
}
