import { type FakeRequest, jsonBody } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { jiraCommentForm, jiraIssueForm, jiraTransitionForm } from './forms.ts';
import { hostile, notice, notices, recovered } from './notices.ts';
import { channelsAt, notifyAt, secrets, services } from './services.ts';

const server = services();

/** A Jira of one project: what it has, and how its workflow is. */
interface Jira {
  status: string;
  done: boolean;
  there: boolean;
  readonly transitions: readonly { id: string; name: string; to: { name: string } }[];
}

const workflow = [
  { id: '11', name: 'Start', to: { name: 'In progress' } },
  { id: '31', name: 'Close it', to: { name: 'Done' } },
];

function jiraOf(state: Partial<Jira> = {}): Jira {
  const jira: Jira = { status: 'To do', done: false, there: true, transitions: workflow, ...state };
  server.answer(({ method, path }) => {
    if (method === 'POST' && path === '/rest/api/2/issue') return { status: 201, body: { id: '1', key: 'OPS-7' } };
    if (!jira.there) return { status: 404, body: { errorMessages: ['Issue does not exist'], errors: {} } };
    if (method === 'GET') return { status: 200, body: issueOf(jira) };
    return path.endsWith('/transitions') ? { status: 204 } : { status: 201, body: { id: '10' } };
  });
  return jira;
}

function issueOf({ status, done, transitions }: Jira) {
  const statusCategory = { key: done ? 'done' : 'new' };
  return { key: 'OPS-1', fields: { status: { name: status, statusCategory } }, transitions };
}

const asked = (): string[] => server.told.map(({ method, path }) => `${method} ${path.replace('/rest/api/2', '')}`);
const bodyOf = (request: FakeRequest | undefined) => (request === undefined ? undefined : jsonBody(request));

function send(what: typeof notice, memory?: string) {
  return notifyAt(server.url).notify.send(channelsAt(server.url).jira, what, memory);
}

describe('jira', () => {
  it.each(Object.keys(notices) as (keyof typeof notices)[])(
    'takes an issue and a comment that are %s',
    async (kind) => {
      jiraOf();
      expect(await send({ ...notices[kind], kind: 'opened' })).toEqual({ outcome: 'sent', memory: 'OPS-7' });
      expect(jiraIssueForm.safeParse(bodyOf(server.told[0])).error).toBeUndefined();
      expect(await send({ ...notices[kind], kind: 'changed' }, 'OPS-1')).toEqual({ outcome: 'sent', memory: 'OPS-1' });
      expect(jiraCommentForm.safeParse(bodyOf(server.told[2])).error).toBeUndefined();
      const proof = Buffer.from(`${secrets.user}:${secrets.token}`).toString('base64');
      expect(server.told[0]?.headers.authorization).toBe(`Basic ${proof}`);
    },
  );
  it('reads no markup in a name', async () => {
    jiraOf();
    await send({ ...hostile, links: [] });
    const { description } = jiraIssueForm.parse(bodyOf(server.told[0])).fields;
    expect(description).not.toMatch(/(?<!\\)[[{!~|@]/);
    expect(description).not.toContain('\\\\');
  });
  it('moves the issue of an alarm that ended to where the policy says, by the name of the status', async () => {
    jiraOf();
    expect(await send(recovered, 'OPS-1')).toEqual({ outcome: 'sent', memory: 'OPS-1' });
    expect(asked()).toEqual(['GET /issue/OPS-1', 'POST /issue/OPS-1/comment', 'POST /issue/OPS-1/transitions']);
    expect(jiraTransitionForm.parse(bodyOf(server.told[2])).transition.id).toBe('31');
  });
  it('or by the name of the transition, which goes first', async () => {
    jiraOf({ transitions: [...workflow, { id: '41', name: 'done', to: { name: 'Archive' } }] });
    await send(recovered, 'OPS-1');
    expect(jiraTransitionForm.parse(bodyOf(server.told[2])).transition.id).toBe('41');
  });
  it('says which ways there are when there is no such one, and writes nothing', async () => {
    jiraOf({ transitions: [{ id: '11', name: 'Start', to: { name: 'In progress' } }] });
    const reason = 'Jira offers no transition “Done” for OPS-1, only “Start”: set `done`';
    expect(await send(recovered, 'OPS-1')).toEqual({ outcome: 'failed', reason });
    expect(asked()).toEqual(['GET /issue/OPS-1']);
  });
  it('leaves an issue that a person closed where it is', async () => {
    jiraOf({ done: true, status: 'Resolved' });
    await send(recovered, 'OPS-1');
    expect(asked()).toEqual(['GET /issue/OPS-1', 'POST /issue/OPS-1/comment']);
  });
  it('makes a new issue when the old one is gone, or done before the next alarm', async () => {
    const jira = jiraOf({ there: false });
    expect(await send({ ...notice, kind: 'changed' }, 'OPS-1')).toEqual({ outcome: 'sent', memory: 'OPS-7' });
    Object.assign(jira, { there: true, done: true });
    expect(await send(notice, 'OPS-1')).toEqual({ outcome: 'sent', memory: 'OPS-7' });
    expect(asked()).toEqual(['GET /issue/OPS-1', 'POST /issue', 'GET /issue/OPS-1', 'POST /issue']);
  });
  it('has nothing to close where it knows of no issue', async () => {
    jiraOf({ there: false });
    expect(await send(recovered)).toEqual({ outcome: 'sent' });
    expect(await send(recovered, 'OPS-1')).toEqual({ outcome: 'sent' });
    expect(asked()).toEqual(['GET /issue/OPS-1']);
  });
  it('takes no key that is an address', async () => {
    jiraOf();
    expect(await send(notice, '../../admin?x=')).toEqual({ outcome: 'sent', memory: 'OPS-7' });
    expect(asked()).toEqual(['POST /issue']);
  });
  it('makes no second issue when it is not known whether the first one was made', async () => {
    server.answer(() => ({ status: 502 }));
    expect(await send(notice)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('(1 try)') });
    expect(server.told).toHaveLength(1);
  });
  it('says what Jira says of a field', async () => {
    server.answer(() => ({
      status: 400,
      body: { errorMessages: [], errors: { issuetype: 'Specify a valid issue type' } },
    }));
    const outcome = await send(notice);
    expect(outcome).toMatchObject({ reason: expect.stringContaining('“issuetype: Specify a valid issue type”') });
  });
});
