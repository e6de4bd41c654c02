import { changesFrom, changesWith } from '../forge/ship-state.ts';
import type { ForgeState } from '../forge/state.ts';
import { page } from '../http/paging.ts';
import type { Routes } from '../http/server.ts';
import { guarded } from './access.ts';
import { githubShapes } from './shapes.ts';

/** Pull requests by the commits that they brought along, and by their branches. */
export function mergedRoutes(state: ForgeState): Routes {
  return {
    'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': guarded(state, 'pull-requests: read', (request) => {
      const sha = request.params['commit_sha'] ?? '';
      if (!state.commits.has(sha)) return { status: 422, body: { message: `No commit found for SHA: ${sha}` } };
      return page(request, changesWith(state, sha), (items) => items.map(githubShapes(state, request.origin).pull));
    }),
    'GET /repos/{owner}/{repo}/pulls': guarded(state, 'pull-requests: read', (request) => {
      const wanted = request.query.get('state') ?? 'open';
      const [owner, branch = null] = (request.query.get('head') ?? '').split(':');
      const own = owner === state.repository.split('/')[0] ? changesFrom(state, branch) : [];
      const base = request.query.get('base');
      const found = own.filter(
        ({ open, baseRef }) =>
          (wanted === 'all' || open === (wanted === 'open')) && (base === null || base === baseRef),
      );
      return page(request, found, (items) => items.map(githubShapes(state, request.origin).pull));
    }),
  };
}
