import { createHash } from 'node:crypto';
import type {
  FakeAccount,
  FakeArtifact,
  FakeChange,
  FakeCommit,
  FakeNote,
  FakeReview,
  FakeRun,
  FakeStatus,
  ForgeState,
} from '../forge/state.ts';

/** The fields of GitHub's answers that clients read, in GitHub's own shape. */
export interface Shapes {
  user(login: string): unknown;
  repository(name: string | null): unknown;
  pull(change: FakeChange): unknown;
  comment(note: FakeNote): unknown;
  review(review: FakeReview): unknown;
  status(status: FakeStatus): unknown;
  commit(commit: FakeCommit): unknown;
  run(run: FakeRun): unknown;
  artifact(artifact: FakeArtifact): unknown;
}

/** `origin` is the server's own address, for the `url` fields. */
export function githubShapes(state: ForgeState, origin: string): Shapes {
  const home = `https://github.example/${state.repository}`;
  const api = `${origin}/repos/${state.repository}`;
  const shapes: Shapes = {
    user: (login) => userShape(state.accounts.get(login), login),
    repository: (name) =>
      name && {
        id: name === state.repository ? state.projectId : 99,
        full_name: name,
        default_branch: state.defaultBranch,
      },
    pull: (change) => ({
      number: change.number,
      state: change.open ? 'open' : 'closed',
      html_url: `${home}/pull/${change.number}`,
      head: { ref: change.headRef, sha: change.head, repo: shapes.repository(headRepository(state, change)) },
      base: { ref: change.baseRef, sha: change.base, repo: shapes.repository(state.repository) },
      ...mergeShape(change),
    }),
    comment: ({ id, body, author, at, change }) => ({
      id,
      body,
      user: shapes.user(author),
      url: `${api}/issues/comments/${id}`,
      html_url: `${home}/pull/${change}#issuecomment-${id}`,
      issue_url: `${api}/issues/${change}`,
      created_at: at,
      updated_at: at,
    }),
    review: ({ id, author, state: decision, commit, at, change }) => ({
      id,
      user: shapes.user(author),
      body: '',
      state: decision,
      commit_id: commit,
      submitted_at: at,
      html_url: `${home}/pull/${change}#pullrequestreview-${id}`,
    }),
    status: ({ context, state: result, description, url }) => ({
      context,
      state: result,
      description,
      target_url: url ?? null,
    }),
    commit: (commit) => commitShape(commit, api),
    run: (run) => ({
      id: run.id,
      event: run.event,
      status: run.conclusion === undefined ? 'in_progress' : 'completed',
      conclusion: run.conclusion ?? null,
      head_branch: run.branch,
      head_sha: run.commit,
      run_attempt: run.attempt,
      repository: shapes.repository(state.repository),
      head_repository: shapes.repository(run.headRepository),
      html_url: `${home}/actions/runs/${run.id}`,
    }),
    artifact: ({ id, run, name, bytes, at, digest, expired }) => ({
      id,
      name,
      size_in_bytes: bytes.byteLength,
      expired,
      digest,
      created_at: at,
      archive_download_url: `${api}/actions/artifacts/${id}/zip`,
      workflow_run: { id: run, head_sha: state.runs.find((item) => item.id === run)?.commit },
    }),
  };
  return shapes;
}

function commitShape({ sha, parents, at }: FakeCommit, api: string): unknown {
  return {
    sha,
    commit: { message: sha.slice(0, 7), author: { date: at }, committer: { date: at } },
    parents: parents.map((parent) => ({ sha: parent, url: `${api}/commits/${parent}` })),
  };
}

/** An open pull request names the trial merge, which is on no branch. */
function mergeShape({ number, head, headRef, merged, title, body }: FakeChange): object {
  const trial = createHash('sha1').update(`${number} ${head}`).digest('hex');
  const text = { title: title ?? headRef, body: body ?? null };
  return {
    ...text,
    merged: merged !== undefined,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.commit ?? trial,
  };
}

function userShape(account: FakeAccount | undefined, login: string): unknown {
  return {
    id: account?.id ?? 0,
    login,
    type: account?.bot ? 'Bot' : 'User',
    email: account?.email ?? null,
  };
}

function headRepository(state: ForgeState, change: FakeChange): string | null {
  return change.fork === undefined ? state.repository : change.fork;
}
