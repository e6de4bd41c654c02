import type { ForgeState } from '../forge/state.ts';
import type { FakeIssue } from '../forge/watch.ts';
import { addIssue, issueOf, nextNumber, setOpen } from '../forge/watch-state.ts';
import { type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { allowed, missing, people, writers } from './access.ts';
import { page } from './paging.ts';
import { accountShape, noteShape } from './shapes.ts';

const issues = '/projects/{id}/issues';
const forbidden: FakeResponse = { status: 403, body: { message: '403 Forbidden' } };
const levels = { read: 20, write: 30, admin: 40 } as const;

/** Issues with their notes, and members. A job's token gets none of it. */
export function issueRoutes(state: ForgeState): Routes {
  return {
    [`GET ${issues}`]: allowed(state, people, (asked) => {
      const wanted = asked.query.get('state') ?? 'all';
      const own = state.settings.issues ? state.issues : [];
      const found = own.filter(({ open }) => wanted === 'all' || open === (wanted === 'opened'));
      const isOldestFirst = asked.query.get('sort') === 'asc';
      return page(asked, isOldestFirst ? found : [...found].reverse(), (issue) => issueShape(state, issue));
    }),
    [`POST ${issues}`]: allowed(state, writers, (asked, { login }) => {
      if (!state.settings.issues) return forbidden;
      const { title, description = '' } = jsonBody(asked);
      if (!title) return { status: 400, body: { error: 'title is missing' } };
      const number = nextNumber(state, false);
      const issue = addIssue(state, { number, author: login, title: String(title), body: String(description) });
      return { status: 201, body: issueShape(state, issue) };
    }),
    [`GET ${issues}/{iid}`]: allowed(state, people, (asked) => {
      if (!state.settings.issues) return forbidden;
      const issue = issueOf(state, Number(asked.params['iid']));
      return issue ? { status: 200, body: issueShape(state, issue) } : missing('Issue');
    }),
    [`PUT ${issues}/{iid}`]: allowed(state, writers, (asked, { login }) => {
      const issue = issueOf(state, Number(asked.params['iid']));
      if (!state.settings.issues) return forbidden;
      if (issue === undefined) return missing('Issue');
      const { title = issue.title, description = issue.body, state_event: event } = jsonBody(asked);
      issue.title = String(title);
      issue.body = String(description);
      if (event !== undefined) setOpen(state, issue, event === 'reopen', login);
      return { status: 200, body: issueShape(state, issue) };
    }),
    [`GET ${issues}/{iid}/notes`]: allowed(state, people, (asked) => {
      const issue = issueOf(state, Number(asked.params['iid']));
      if (issue === undefined) return missing('Issue');
      const isOldestFirst = asked.query.get('sort') === 'asc';
      const notes = isOldestFirst ? issue.comments : [...issue.comments].reverse();
      return page(asked, notes, (note) => ({ ...Object(noteShape(state, note)), noteable_type: 'Issue' }));
    }),
    'GET /projects/{id}/members/all/{user_id}': allowed(state, people, ({ params }) => {
      const account = [...state.accounts.values()].find(({ id }) => String(id) === params['user_id']);
      if (account?.access === undefined) return missing('Not found');
      return { status: 200, body: { ...Object(accountShape(account)), access_level: levels[account.access] } };
    }),
  };
}

function issueShape(state: ForgeState, issue: FakeIssue): unknown {
  const { number, title, body, open, author, closed } = issue;
  const named = (login: string): unknown => {
    const account = state.accounts.get(login);
    return account ? accountShape(account) : null;
  };
  return {
    iid: number,
    project_id: state.projectId,
    title,
    description: body,
    state: open ? 'opened' : 'closed',
    author: named(author),
    closed_at: closed?.at ?? null,
    closed_by: closed ? named(closed.by) : null,
    web_url: `https://gitlab.example/${state.repository}/-/issues/${number}`,
  };
}
