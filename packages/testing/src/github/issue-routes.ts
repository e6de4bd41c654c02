import type { FakeChange, ForgeState } from '../forge/state.ts';
import type { FakeIssue } from '../forge/watch.ts';
import { addIssue, issueOf, setOpen } from '../forge/watch-state.ts';
import { page } from '../http/paging.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';
import { githubShapes } from './shapes.ts';

const repo = '/repos/{owner}/{repo}';
/** GitHub's longest body, in characters. */
const longestBody = 65_536;

const disabled: FakeResponse = { status: 410, body: { message: 'Issues has been disabled in this repository.' } };

/** Issues, pull requests among them in lists, and what people may do. */
export function issueRoutes(state: ForgeState): Routes {
  const one = (request: FakeRequest): FakeIssue | undefined => issueOf(state, Number(request.params['issue_number']));
  return {
    [`GET ${repo}/issues`]: guarded(state, 'issues: read or pull-requests: read', (request) => list(state, request)),
    [`POST ${repo}/issues`]: guarded(state, 'issues: write', (request, { login }) => {
      if (!state.settings.issues) return disabled;
      const { title, body = '' } = jsonBody(request);
      if (String(body).length > longestBody) return tooLong;
      const issue = addIssue(state, { author: login, title: String(title), body: String(body) });
      return { status: 201, body: issueShape(state, request, issue, true) };
    }),
    [`GET ${repo}/issues/{issue_number}`]: guarded(state, 'issues: read', (request) => {
      const issue = one(request);
      if (!state.settings.issues) return disabled;
      return issue ? { status: 200, body: issueShape(state, request, issue, true) } : notFound;
    }),
    [`PATCH ${repo}/issues/{issue_number}`]: guarded(state, 'issues: write', (request, { login }) => {
      const issue = one(request);
      if (!state.settings.issues) return disabled;
      if (issue === undefined) return notFound;
      const { title = issue.title, body = issue.body, state: wanted } = jsonBody(request);
      if (String(body).length > longestBody) return tooLong;
      issue.title = String(title);
      issue.body = String(body);
      if (wanted !== undefined) setOpen(state, issue, wanted === 'open', login);
      return { status: 200, body: issueShape(state, request, issue, true) };
    }),
    [`GET ${repo}/collaborators/{username}/permission`]: guarded(state, 'metadata: read', ({ params }, token) => {
      const account = state.accounts.get(params['username'] ?? '');
      if (account === undefined) return notFound;
      const own = state.accounts.get(token.login)?.access;
      if (token.kind === 'user' && own !== 'write' && own !== 'admin') return mustPush;
      const permission = account.access ?? 'read';
      return { status: 200, body: { permission, role_name: permission, user: { login: account.login } } };
    }),
  };
}

const mustPush: FakeResponse = {
  status: 403,
  body: { message: 'Must have push access to view collaborator permission.' },
};

const tooLong: FakeResponse = {
  status: 422,
  body: { message: 'Validation Failed', errors: [{ resource: 'Issue', code: 'custom', field: 'body' }] },
};

/** Without issues the pull requests are still listed. Lists do not say who closed an issue. */
function list(state: ForgeState, request: FakeRequest): FakeResponse {
  const wanted = request.query.get('state') ?? 'open';
  const issues = state.settings.issues ? state.issues : [];
  const all = [...issues, ...state.changes.values()].filter(
    ({ open }) => wanted === 'all' || open === (wanted === 'open'),
  );
  const sorted = all.sort((a, b) => b.number - a.number);
  if (request.query.get('direction') === 'asc') sorted.reverse();
  return page(request, sorted, (items) =>
    items.map((item) =>
      'comments' in item ? issueShape(state, request, item, false) : pullShape(state, request, item),
    ),
  );
}

function issueShape(state: ForgeState, { origin }: FakeRequest, issue: FakeIssue, whole: boolean): object {
  const { number, title, body, open, author, closed } = issue;
  const { user } = githubShapes(state, origin);
  return {
    number,
    title,
    body,
    state: open ? 'open' : 'closed',
    user: user(author),
    html_url: `https://github.example/${state.repository}/issues/${number}`,
    closed_at: closed?.at ?? null,
    ...(whole ? { closed_by: closed ? user(closed.by) : null } : {}),
  };
}

/** A pull request as an issue; a bot's, so that only its kind tells it from an issue of ours. */
function pullShape(state: ForgeState, { origin }: FakeRequest, { number, open, title, body }: FakeChange): object {
  return {
    number,
    title: title ?? '',
    body: body ?? null,
    state: open ? 'open' : 'closed',
    user: githubShapes(state, origin).user('github-actions[bot]'),
    html_url: `https://github.example/${state.repository}/pull/${number}`,
    closed_at: null,
    pull_request: { url: `${origin}/repos/${state.repository}/pulls/${number}` },
  };
}
