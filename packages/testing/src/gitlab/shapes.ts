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

export function mergeRequestShape(state: ForgeState, change: FakeChange): unknown {
  const base = mergeBase(state, change.head, change.base)?.sha ?? null;
  return {
    iid: change.number,
    project_id: state.projectId,
    sha: change.head,
    state: change.open ? 'opened' : 'closed',
    web_url: `https://gitlab.example/${state.repository}/-/merge_requests/${change.number}`,
    source_branch: change.headRef,
    target_branch: change.baseRef,
    source_project_id: sourceProject(state, change),
    target_project_id: state.projectId,
    diff_refs: { base_sha: base, head_sha: change.head, start_sha: change.base },
  };
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

export function pipelineShape(state: ForgeState, { id, event, branch, commit, conclusion, change }: FakeRun): unknown {
  return {
    id,
    project_id: state.projectId,
    source: event,
    ref: change === undefined ? branch : `refs/merge-requests/${change}/head`,
    sha: commit,
    status: pipelineStatus(conclusion),
  };
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
