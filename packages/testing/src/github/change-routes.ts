import { addNote, type ForgeState } from '../forge/state.ts';
import { issueOf } from '../forge/watch-state.ts';
import { page } from '../http/paging.ts';
import { type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { anyone, guarded, notFound, people } from './access.ts';
import { githubShapes } from './shapes.ts';

/** GitHub's longest comment, in characters. */
const longestBody = 65_536;

/** Pull requests, their comments and reviews, and the people behind them. */
export function changeRoutes(state: ForgeState): Routes {
  const repo = '/repos/{owner}/{repo}';
  return {
    [`GET ${repo}`]: guarded(state, 'metadata: read', ({ origin }) => ({
      status: 200,
      body: githubShapes(state, origin).repository(state.repository),
    })),
    [`GET ${repo}/pulls/{pull_number}`]: guarded(state, 'pull-requests: read', ({ params, origin }) => {
      const change = state.changes.get(Number(params['pull_number']));
      return change ? { status: 200, body: githubShapes(state, origin).pull(change) } : notFound;
    }),
    [`GET ${repo}/pulls/{pull_number}/reviews`]: guarded(state, 'pull-requests: read', (request) => {
      const number = Number(request.params['pull_number']);
      const reviews = state.reviews.filter(({ change }) => change === number);
      return page(request, reviews, (items) => items.map(githubShapes(state, request.origin).review));
    }),
    ...commentRoutes(state, repo),
    ...peopleRoutes(state),
  };
}

function commentRoutes(state: ForgeState, repo: string): Routes {
  return {
    [`GET ${repo}/issues/{issue_number}/comments`]: guarded(state, 'issues: read or pull-requests: read', (request) => {
      const number = Number(request.params['issue_number']);
      // What happened to an issue is told elsewhere.
      const since = request.query.get('since') ?? '';
      const remarks = issueOf(state, number)?.comments.filter(({ system, at }) => !system && at >= since) ?? [];
      const notes = [...state.notes.filter(({ change }) => change === number), ...remarks];
      return page(request, notes, (items) => items.map(githubShapes(state, request.origin).comment));
    }),
    [`POST ${repo}/issues/{issue_number}/comments`]: guarded(state, 'pull-requests: write', (request, token) => {
      const number = Number(request.params['issue_number']);
      const body = String(jsonBody(request)['body']);
      if (!state.changes.has(number)) return notFound;
      if ([...body].length > longestBody) return tooLong;
      const note = addNote(state, number, token.login, body);
      return { status: 201, body: githubShapes(state, request.origin).comment(note) };
    }),
    [`PATCH ${repo}/issues/comments/{comment_id}`]: guarded(state, 'pull-requests: write', (request) => {
      const note = state.notes.find(({ id }) => id === Number(request.params['comment_id']));
      const body = String(jsonBody(request)['body']);
      if (note === undefined) return notFound;
      if ([...body].length > longestBody) return tooLong;
      note.body = body;
      return { status: 200, body: githubShapes(state, request.origin).comment(note) };
    }),
  };
}

const tooLong: FakeResponse = {
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body is too long' }],
  },
};

function peopleRoutes(state: ForgeState): Routes {
  return {
    'GET /user': people(state, ({ origin }, token) => ({
      status: 200,
      body: githubShapes(state, origin).user(token.login),
    })),
    'GET /users/{username}': anyone(state, ({ params, origin }) => {
      const account = state.accounts.get(params['username'] ?? '');
      return account ? { status: 200, body: githubShapes(state, origin).user(account.login) } : notFound;
    }),
    'GET /orgs/{org}/teams/{team_slug}': people(state, ({ params }) => {
      const members = state.teams.get(`${params['org']}/${params['team_slug']}`);
      return members ? { status: 200, body: { id: 1, slug: params['team_slug'] } } : notFound;
    }),
    'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': people(state, ({ params }) => {
      const members = state.teams.get(`${params['org']}/${params['team_slug']}`);
      if (!members?.includes(params['username'] ?? '')) return notFound;
      return { status: 200, body: { state: 'active', role: 'member' } };
    }),
  };
}
