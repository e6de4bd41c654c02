import { inspect } from 'node:util';
import type { Forge } from '@weighbridge/core';
import {
  type FakeServer,
  fakeGithub,
  fakeGitlab,
  type Interruption,
  type Standard,
  standardState,
  tokens,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { giteaForge } from './gitea/forge.ts';
import { githubForge } from './github/forge.ts';
import { gitlabForge } from './gitlab/forge.ts';

const network = { timeoutMs: 300, pauseMs: 1 };
const repository = 'acme/models';
const serverUrl = 'https://forge.example';
const token = tokens.user;

interface Row {
  readonly name: string;
  readonly start: (standard: Standard) => Promise<FakeServer>;
  readonly path: string;
  readonly connect: (apiUrl: string) => Forge;
}

const rows: readonly Row[] = [
  {
    name: 'GitHub',
    start: ({ state }) => fakeGithub(state),
    path: '',
    connect: (apiUrl) => githubForge({ token, apiUrl, serverUrl, repository, network }),
  },
  {
    name: 'GitLab',
    start: ({ state }) => fakeGitlab(state),
    path: '/api/v4',
    connect: (apiUrl) => gitlabForge({ token: { value: token, kind: 'user' }, apiUrl, serverUrl, repository, network }),
  },
  {
    // Its routes are GitHub's; what is tried here never reaches a route.
    name: 'Gitea',
    start: ({ state }) => fakeGithub(state),
    path: '',
    connect: (apiUrl) => giteaForge({ token, apiUrl, serverUrl, repository, network }),
  },
];

function askOf({ changes }: Forge): Promise<unknown> {
  return changes?.get(5) ?? Promise.reject(new Error('no changes'));
}

/** The error that a call ends with while the server answers like this. */
async function failureOf(server: FakeServer, forge: Forge, interruption: Interruption): Promise<Error> {
  server.interrupt(interruption);
  const error: unknown = await askOf(forge).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  return error;
}

function alreadyClosed(error: unknown): void {
  expect(error).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' });
}

describe.each(rows)('$name that fails', ({ name, start, path, connect }) => {
  let server: FakeServer;
  let forge: Forge;
  beforeEach(async () => {
    server = await start(standardState());
    forge = connect(`${server.url}${path}`);
  });
  afterEach(() => server.close().catch(alreadyClosed));

  const ask = (): Promise<unknown> => askOf(forge);
  const failure = (interruption: Interruption): Promise<Error> => failureOf(server, forge, interruption);

  test('no answer: says how long and how often it tried', async () => {
    const error = await failure(() => 'hang');
    expect(error).toMatchObject({ name: 'ServiceError', code: 'WB5901' });
    expect(error.message).toBe(
      `${name} at ${server.url}${path} did not answer within 0.3 s (3 tries). Run the job again.`,
    );
    expect(server.log).toHaveLength(3);
  });

  test('nobody there', async () => {
    await server.close();
    await expect(ask()).rejects.toMatchObject({ name: 'ServiceError', code: 'WB5901' });
    await expect(ask()).rejects.toThrow(/could not be reached: .*ECONNREFUSED/);
  });

  test('502 three times is an error of the service', async () => {
    const error = await failure(() => ({ status: 502, body: '<html>Bad gateway</html>' }));
    expect(error).toMatchObject({ name: 'ServiceError', code: 'WB5902' });
    expect(error.message).toMatch(/answered HTTP 502 to GET \S+5 \(3 tries\)\. Run the job again\.$/);
    expect(server.log).toHaveLength(3);
  });

  test('400 is never asked again', async () => {
    await failure(() => ({ status: 400, body: { message: 'no' } }));
    expect(server.log).toHaveLength(1);
  });

  test('429 with a pause that is too long is given up at once', async () => {
    const error = await failure(() => ({
      status: 429,
      body: { message: 'secondary rate limit' },
      headers: { 'retry-after': '3600' },
    }));
    expect(error).toMatchObject({ name: 'ServiceError', code: 'WB5903' });
    expect(error.message).toContain('it asks to wait 3600 s');
    expect(server.log).toHaveLength(1);
  });

  test('a page of a proxy is not an answer of the API', async () => {
    const error = await failure(() => ({
      status: 200,
      body: '<html>Please sign in</html>',
      headers: { 'content-type': 'text/html' },
    }));
    expect(error).toMatchObject({ name: 'UserError', code: 'WB5006' });
  });
});

describe.each(rows)('$name and its token', ({ start, path, connect }) => {
  test('no error shows the token, not even one whose server repeats it', async () => {
    await using server = await start(standardState());
    const forge = connect(`${server.url}${path}`);
    const answers: readonly Interruption[] = [
      () => ({ status: 400, body: { message: `bad header ${token}` } }),
      () => ({ status: 403, body: { message: `forbidden for ${token}` } }),
      () => ({ status: 502, body: token }),
      () => ({
        status: 429,
        body: { message: `secondary rate limit of ${token}` },
        headers: { 'retry-after': '3600' },
      }),
      () => 'hang',
    ];
    for (const answer of answers) {
      const error = await failureOf(server, forge, answer);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(token);
    }
  });
});

describe('a note whose answer is lost', () => {
  const mark = '<!-- weighbridge churn -->';
  test.each(rows.slice(0, 2))('$name: is not written twice', async ({ start, path, connect }) => {
    const standard = standardState();
    await using server = await start(standard);
    let posts = 0;
    server.interrupt(({ method }) => {
      if (method !== 'POST') return undefined;
      posts += 1;
      // Carried out, but the answer did not come back.
      standard.state.notes.push({ id: 9000, change: 5, author: 'ada', body: `${mark}\nx`, at: '2026-11-22T00:00:00Z' });
      return { status: 502 };
    });
    const note = await connect(`${server.url}${path}`).notes?.create(5, `${mark}\nx`);
    expect(note).toMatchObject({ id: '9000' });
    expect(posts).toBe(1);
  });

  test.each(rows.slice(0, 2))('$name: is written by the second try when the first did nothing', async (row) => {
    await using server = await row.start(standardState());
    let posts = 0;
    server.interrupt(({ method }) => {
      if (method !== 'POST') return undefined;
      posts += 1;
      return posts === 1 ? { status: 502 } : undefined;
    });
    const note = await row.connect(`${server.url}${row.path}`).notes?.create(5, `${mark}\nx`);
    expect(note).toMatchObject({ body: `${mark}\nx` });
  });
});

describe('limits that pass', () => {
  test.each(rows.slice(0, 2))('$name: one 429 is waited for', async ({ start, path, connect }) => {
    await using server = await start(standardState());
    let asked = 0;
    server.interrupt(() => {
      asked += 1;
      const limited = { status: 429, body: { message: 'secondary rate limit' }, headers: { 'retry-after': '1' } };
      return asked === 1 ? limited : undefined;
    });
    expect(await connect(`${server.url}${path}`).changes?.get(5)).toMatchObject({ number: 5 });
  });

  test('GitHub: 403 with no requests left is a limit, not a permission', async () => {
    await using server = await fakeGithub(standardState().state);
    const reset = Math.floor(Date.now() / 1000) + 1800;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    server.interrupt(() => ({ status: 403, body: { message: 'API rate limit exceeded' }, headers }));
    const answer = githubForge({ token, apiUrl: server.url, serverUrl, repository, network }).changes?.get(5);
    await expect(answer).rejects.toMatchObject({ name: 'ServiceError', code: 'WB5903' });
  });
});

describe('addresses that make no sense', () => {
  test('a name without an owner', () => {
    const connection = { token, apiUrl: 'https://api.github.com', serverUrl, repository: 'models' };
    expect(() => githubForge(connection)).toThrow(expect.objectContaining({ code: 'WB5008' }));
    expect(() => giteaForge(connection)).toThrow(expect.objectContaining({ code: 'WB5008' }));
  });

  test('GitLab: a redirect is not followed with the token', async () => {
    await using server = await fakeGitlab(standardState().state);
    server.interrupt(() => ({ status: 301, headers: { location: 'https://elsewhere.example/' } }));
    const answer = rows[1]?.connect(`${server.url}/api/v4`).changes?.get(5);
    await expect(answer).rejects.toMatchObject({ code: 'WB5006' });
  });
});
