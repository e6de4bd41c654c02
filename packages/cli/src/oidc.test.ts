import { type FakeServer, startServer } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { githubOidcRequest, oidcToken } from './oidc.ts';

const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** GitHub's token service, for a job with `id-token: write`. */
async function service(value: unknown = 'a.b.c') {
  const server = await startServer({
    routes: {
      'GET /token': ({ headers, query }) =>
        headers.authorization === 'Bearer request-secret' && query.get('api-version') === '2'
          ? { status: 200, body: { value: typeof value === 'string' ? `${value}-${query.get('audience')}` : value } }
          : { status: 401, body: {} },
    },
  });
  servers.push(server);
  return {
    server,
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-secret',
    },
  };
}

describe('githubOidcRequest', () => {
  it('adds the audience to the address, and is absent without the permission', async () => {
    const { env, server } = await service();
    expect(githubOidcRequest(env, 'a b')).toEqual({
      url: `${server.url}/token?api-version=2&audience=a+b`,
      bearer: 'request-secret',
    });
    expect(githubOidcRequest({}, 'sigstore')).toBeUndefined();
    expect(githubOidcRequest({ ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'nonsense' }, 'sigstore')).toBeUndefined();
  });
});

describe('oidcToken', () => {
  it('asks GitHub for the audience sigstore', async () => {
    const { env } = await service();
    expect(await oidcToken(env)).toBe('a.b.c-sigstore');
  });

  it('takes GitLab’s from its variable, and asks nobody', async () => {
    const { env, server } = await service();
    expect(await oidcToken({ ...env, SIGSTORE_ID_TOKEN: 'x.y.z' })).toBe('x.y.z');
    expect(server.log).toEqual([]);
  });

  it('names what the job lacks', async () => {
    await expect(oidcToken({ ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      code: 'WB6205',
      message: expect.stringMatching(/ACTIONS_ID_TOKEN_REQUEST_TOKEN, SIGSTORE_ID_TOKEN not set.*id-token: write/),
    });
  });

  it('is a failure of the service when there is no answer, a refusal or no token, and shows no secret', async () => {
    const { env } = await service(7);
    const closed = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?t=1' };
    const refused = { ...env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'other-secret' };
    for (const each of [env, closed, refused]) {
      const failure = await oidcToken(each).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'ServiceError', code: 'WB6253' });
      expect(String(failure)).not.toMatch(/secret/);
    }
  });
});
