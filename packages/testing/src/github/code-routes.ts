import { find, mergeBase, reachable } from '../forge/history.ts';
import type { ForgeState } from '../forge/state.ts';
import { page } from '../http/paging.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';
import { githubShapes } from './shapes.ts';

/** Commits, their files, their statuses. */
export function codeRoutes(state: ForgeState): Routes {
  const repo = '/repos/{owner}/{repo}';
  return {
    [`GET ${repo}/compare/{basehead}`]: guarded(state, 'contents: read', (request) => compare(state, request)),
    [`GET ${repo}/commits`]: guarded(state, 'contents: read', (request) => {
      const found = reachable(state, request.query.get('sha') ?? state.defaultBranch);
      if (found === undefined) return notFound;
      return page(request, found, (items) => items.map(githubShapes(state, request.origin).commit));
    }),
    [`GET ${repo}/branches/{branch}`]: guarded(state, 'contents: read', ({ params, origin }) => {
      const name = params['branch'] ?? '';
      const commit = state.commits.get(state.branches.get(name) ?? '');
      return commit ? { status: 200, body: { name, commit: githubShapes(state, origin).commit(commit) } } : notFound;
    }),
    [`GET ${repo}/contents/{path*}`]: guarded(state, 'contents: read', (request) => contents(state, request)),
    [`POST ${repo}/statuses/{sha}`]: guarded(state, 'statuses: write', (request) => {
      const commit = request.params['sha'] ?? '';
      if (!state.commits.has(commit)) return { status: 422, body: { message: `No commit found for SHA: ${commit}` } };
      const { context = 'default', state: result, description = '', target_url: url } = jsonBody(request);
      const status = {
        commit,
        context: String(context),
        state: String(result),
        description: String(description),
        url: typeof url === 'string' ? url : undefined,
      };
      state.statuses.push(status);
      return { status: 201, body: githubShapes(state, request.origin).status(status) };
    }),
    [`GET ${repo}/commits/{ref}/status`]: guarded(state, 'statuses: read', (request) => {
      const sha = find(state, request.params['ref'] ?? '')?.sha;
      const statuses = state.statuses.filter(({ commit }) => commit === sha);
      return { status: 200, body: { sha, statuses: statuses.map(githubShapes(state, request.origin).status) } };
    }),
  };
}

function compare(state: ForgeState, { params, origin }: FakeRequest): FakeResponse {
  const [base = '', head = ''] = (params['basehead'] ?? '').split('...');
  const common = mergeBase(state, base, head);
  if (common === undefined) return notFound;
  const behind = new Set(reachable(state, base)?.map(({ sha }) => sha));
  const ahead = (reachable(state, head) ?? []).filter(({ sha }) => !behind.has(sha));
  const shapes = githubShapes(state, origin);
  return {
    status: 200,
    body: {
      merge_base_commit: shapes.commit(common),
      ahead_by: ahead.length,
      total_commits: ahead.length,
      commits: ahead.map(shapes.commit),
    },
  };
}

/** Files in the raw form, folders as a JSON list, as GitHub does for `application/vnd.github.raw`. */
function contents(state: ForgeState, { params, query, headers }: FakeRequest): FakeResponse {
  const files = find(state, query.get('ref') ?? state.defaultBranch)?.files ?? {};
  const path = params['path'] ?? '';
  const text = files[path];
  if (text === undefined) {
    const inside = Object.keys(files).filter((name) => name.startsWith(`${path}/`));
    if (inside.length === 0) return notFound;
    return { status: 200, body: inside.map((name) => ({ type: 'file', path: name })) };
  }
  if (headers.accept?.includes('raw')) {
    return { status: 200, body: text, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' } };
  }
  const content = Buffer.from(text).toString('base64');
  return { status: 200, body: { type: 'file', path, encoding: 'base64', content, size: text.length } };
}
