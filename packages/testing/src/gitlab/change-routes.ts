import { changesFrom, changesWith } from '../forge/ship-state.ts';
import { addNote, type ForgeState } from '../forge/state.ts';
import { jsonBody, type Routes } from '../http/server.ts';
import { allowed, everyone, missing, people, writers } from './access.ts';
import { page } from './paging.ts';
import { accountShape, forkId, mergeRequestInList, mergeRequestShape, noteShape } from './shapes.ts';

const project = '/projects/{id}';
const request = `${project}/merge_requests/{iid}`;

/** Merge requests, their notes and approvals. A job's token reads notes and writes none. */
export function changeRoutes(state: ForgeState): Routes {
  return {
    [`GET ${project}`]: ({ params, headers }) => projectAnswer(state, params['id'] ?? '', headers['private-token']),
    [`GET ${project}/merge_requests`]: allowed(state, everyone, (asked) => {
      const wanted = asked.query.get('state') ?? 'all';
      const target = asked.query.get('target_branch');
      const found = changesFrom(state, asked.query.get('source_branch')).filter(
        ({ open, baseRef }) => (wanted === 'all' || open) && (target === null || target === baseRef),
      );
      return page(asked, found, (change) => mergeRequestInList(state, change));
    }),
    [`GET ${request}`]: allowed(state, everyone, ({ params }) => {
      const change = state.changes.get(Number(params['iid']));
      return change ? { status: 200, body: mergeRequestShape(state, change) } : missing('Merge Request');
    }),
    [`GET ${request}/approvals`]: allowed(state, people, ({ params }) => {
      const approvals = new Map(approvalsOf(state, Number(params['iid'])));
      const given = [...approvals].map(([username, at]) => ({ user: { username }, approved_at: at }));
      return { status: 200, body: { approved: given.length > 0, approved_by: given } };
    }),
    [`GET ${request}/versions`]: allowed(state, people, (asked) => {
      const versions = state.changes.get(Number(asked.params['iid']))?.versions ?? [];
      return page(asked, [...versions].reverse(), ({ head, at }) => ({ head_commit_sha: head, created_at: at }));
    }),
    [`GET ${project}/repository/commits/{sha}/merge_requests`]: allowed(state, everyone, (asked) => {
      const sha = asked.params['sha'] ?? '';
      if (!state.commits.has(sha)) return missing('Commit');
      const wanted = asked.query.get('state');
      const found = changesWith(state, sha).filter(({ merged }) => wanted !== 'merged' || merged !== undefined);
      return page(asked, found, (change) => mergeRequestInList(state, change));
    }),
    ...noteRoutes(state),
    ...peopleRoutes(state),
  };
}

/** The latest decision of each person; GitLab knows approving and taking it back. */
function approvalsOf(state: ForgeState, number: number): [string, string][] {
  const latest = new Map(
    state.reviews
      .filter(({ change, state: decision }) => change === number && decision !== 'COMMENTED')
      .map((review) => [review.author, review]),
  );
  return [...latest.values()].filter((item) => item.state === 'APPROVED').map(({ author, at }) => [author, at]);
}

function projectAnswer(state: ForgeState, id: string, token: unknown): ReturnType<typeof missing> {
  if (!state.tokens.has(String(token))) return { status: 401, body: { message: '401 Unauthorized' } };
  if (id === String(forkId)) return { status: 200, body: { id: forkId, path_with_namespace: 'ada/models' } };
  if (id !== String(state.projectId) && id !== state.repository) return missing('Project');
  const access = state.settings.issues ? 'enabled' : 'disabled';
  return {
    status: 200,
    body: { id: state.projectId, path_with_namespace: state.repository, issues_access_level: access },
  };
}

function noteRoutes(state: ForgeState): Routes {
  return {
    [`GET ${request}/notes`]: allowed(state, everyone, (asked) => {
      const number = Number(asked.params['iid']);
      if (!state.changes.has(number)) return missing('Merge Request');
      const notes = state.notes.filter(({ change }) => change === number);
      const isOldestFirst = asked.query.get('sort') === 'asc';
      return page(asked, isOldestFirst ? notes : notes.reverse(), (note) => noteShape(state, note));
    }),
    [`POST ${request}/notes`]: allowed(state, writers, (asked, token) => {
      const number = Number(asked.params['iid']);
      if (!state.changes.has(number)) return missing('Merge Request');
      const note = addNote(state, number, token.login, String(jsonBody(asked)['body']));
      return { status: 201, body: noteShape(state, note) };
    }),
    [`PUT ${request}/notes/{note_id}`]: allowed(state, writers, (asked, token) => {
      const note = state.notes.find(({ id }) => id === Number(asked.params['note_id']));
      if (note === undefined) return missing('Note');
      if (note.author !== token.login) return { status: 403, body: { message: '403 Forbidden' } };
      note.body = String(jsonBody(asked)['body']);
      return { status: 200, body: noteShape(state, note) };
    }),
  };
}

function peopleRoutes(state: ForgeState): Routes {
  const accounts = (): readonly Parameters<typeof accountShape>[0][] => [...state.accounts.values()];
  return {
    'GET /user': allowed(state, people, (_asked, token) => {
      const account = state.accounts.get(token.login);
      return account ? { status: 200, body: accountShape(account) } : missing('User');
    }),
    'GET /users': allowed(state, people, ({ query }) => ({
      status: 200,
      body: accounts()
        .filter(({ login }) => login === query.get('username'))
        .map(accountShape),
    })),
    'GET /users/{user_id}': allowed(state, people, ({ params }) => {
      const account = accounts().find(({ id }) => String(id) === params['user_id']);
      return account ? { status: 200, body: accountShape(account) } : missing('User');
    }),
    'GET /groups/{group_id}': allowed(state, people, ({ params }) =>
      state.teams.has(params['group_id'] ?? '') ? { status: 200, body: { id: 3 } } : missing('Group'),
    ),
    'GET /groups/{group_id}/members/{user_id}': allowed(state, people, ({ params }) => {
      const members = state.teams.get(params['group_id'] ?? '') ?? [];
      const account = accounts().find(({ id }) => String(id) === params['user_id']);
      if (account === undefined || !members.includes(account.login)) return missing('Not found');
      return { status: 200, body: accountShape(account) };
    }),
  };
}
