import { find, firstParents, mergeBase, reachable } from '../forge/history.ts';
import type { ForgeState } from '../forge/state.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { allowed, missing, people, writers } from './access.ts';
import { page } from './paging.ts';
import { commitShape } from './shapes.ts';

const repository = '/projects/{id}/repository';

/** Commits, files and statuses. */
export function codeRoutes(state: ForgeState): Routes {
  return {
    [`GET ${repository}/merge_base`]: allowed(state, people, ({ query }) => {
      const [a = '', b = ''] = query.getAll('refs[]');
      if (!(find(state, a) && find(state, b)))
        return { status: 400, body: { message: '400 Bad request - Could not find ref' } };
      const base = mergeBase(state, a, b);
      return base ? { status: 200, body: commitShape(base) } : missing('Merge Base');
    }),
    [`GET ${repository}/commits`]: allowed(state, people, (request) => {
      const name = request.query.get('ref_name') ?? state.defaultBranch;
      const isFirst = request.query.get('first_parent') === 'true';
      const commits = isFirst ? firstParents(state, name) : (reachable(state, name) ?? []);
      return commits.length === 0 ? missing('Commit') : page(request, commits, commitShape);
    }),
    [`GET ${repository}/branches/{branch}`]: allowed(state, people, ({ params }) => {
      const commit = state.commits.get(state.branches.get(params['branch'] ?? '') ?? '');
      return commit
        ? { status: 200, body: { name: params['branch'], commit: commitShape(commit) } }
        : missing('Branch');
    }),
    [`GET ${repository}/files/{path}/raw`]: allowed(state, people, ({ params, query }) => {
      const text = find(state, query.get('ref') ?? state.defaultBranch)?.files[params['path'] ?? ''];
      return text === undefined ? missing('File') : { status: 200, body: text };
    }),
    'POST /projects/{id}/statuses/{sha}': allowed(state, writers, (request) => setStatus(state, request)),
  };
}

const states = ['pending', 'running', 'success', 'failed', 'canceled', 'skipped'];

function setStatus(state: ForgeState, request: FakeRequest): FakeResponse {
  const commit = request.params['sha'] ?? '';
  const { state: result, name = 'default', description = '', target_url: url } = jsonBody(request);
  if (!state.commits.has(commit)) return missing('Commit');
  if (!states.includes(String(result))) return { status: 400, body: { error: 'state does not have a valid value' } };
  const last = state.statuses.findLast((status) => status.commit === commit && status.context === name);
  if (last?.state === result && result === 'pending') {
    const message =
      'Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition via "enqueue")';
    return { status: 400, body: { message } };
  }
  if (String(description).length > 255) return { status: 400, body: { error: 'description is too long' } };
  const link = typeof url === 'string' ? url : undefined;
  state.statuses.push({
    commit,
    context: String(name),
    state: String(result),
    description: String(description),
    url: link,
  });
  return { status: 201, body: { sha: commit, status: result, name } };
}
