import type { ChannelPolicy } from '@weighbridge/core';
import { type FakeRequest, type FakeResponse, type FakeServer, startServer } from '@weighbridge/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { makeNotify } from '../src/index.ts';

type Answers = (request: FakeRequest) => FakeResponse | 'hang' | undefined;

/** A server that remembers what it is told, and says of each channel's path what the real one says. */
export interface Services {
  readonly url: string;
  readonly told: FakeRequest[];
  /** What comes first; undefined goes on to the usual answer. */
  answer(answers: Answers): void;
}

/** Secrets of the tests. None may be seen in a reason or a log. */
export const secrets = {
  path: 'T0000SECRETPATH',
  token: 'tok-3n-secret/+=',
  user: 'ops@acme.example',
  key: 'signing-key-secret',
};

/** One recording server for a file of tests. */
export function services(): Services {
  let server: FakeServer | undefined;
  const told: FakeRequest[] = [];
  const at = (): FakeServer => {
    if (server === undefined) throw new Error('no test runs');
    return server;
  };
  beforeAll(async () => {
    server = await startServer({ routes: {}, missing: usualAnswer });
  });
  afterAll(() => at().close());
  const answer = (answers: Answers): void =>
    at().interrupt((request) => {
      told.push(request);
      return answers(request);
    });
  beforeEach(() => {
    told.length = 0;
    answer(() => undefined);
  });
  return {
    get url() {
      return at().url;
    },
    told,
    answer,
  };
}

function usualAnswer({ path, method }: FakeRequest): FakeResponse {
  if (path.startsWith('/slack/')) return { status: 200, body: 'ok' };
  if (path.startsWith('/teams/')) return { status: 202 };
  if (path === '/api/annotations') return { status: 200, body: { message: 'Annotation added', id: 1 } };
  if (path === '/api/v1/events') return { status: 202, body: { status: 'ok', event: { id: 1 } } };
  if (path === '/services/collector/event') return { status: 200, body: { text: 'Success', code: 0 } };
  if (method === 'PUT') return { status: 202 };
  return { status: 200 };
}

/** Every channel, pointed at the server. */
export function channelsAt(url: string) {
  return {
    slack: { to: 'slack', urlFrom: 'SLACK_WEBHOOK_URL' },
    teams: { to: 'teams', urlFrom: 'TEAMS_WEBHOOK_URL' },
    webhook: { to: 'webhook', urlFrom: 'WEBHOOK_URL', secretFrom: 'WEBHOOK_KEY' },
    jira: { to: 'jira', url, project: 'OPS', type: 'Task', done: 'Done', userFrom: 'JIRA_USER', tokenFrom: 'TOKEN' },
    grafana: { to: 'grafana', url, tokenFrom: 'TOKEN', dashboard: 'abc' },
    datadog: { to: 'datadog', url, keyFrom: 'TOKEN' },
    splunk: { to: 'splunk', url: `${url}/`, tokenFrom: 'TOKEN', index: 'ml' },
    pushgateway: { to: 'pushgateway', url, tokenFrom: 'TOKEN' },
  } as const satisfies Readonly<Record<string, ChannelPolicy>>;
}

interface Surroundings {
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeout?: number;
}

/** The adapter with waits that a test can bear, and what it logged. */
export function notifyAt(url: string, { root = '/nowhere', env = {}, timeout = 10_000 }: Surroundings = {}) {
  const logged: string[] = [];
  const notify = makeNotify({
    env: {
      SLACK_WEBHOOK_URL: `${url}/slack/${secrets.path}/x?sig=${secrets.key}`,
      TEAMS_WEBHOOK_URL: `${url}/teams/${secrets.path}?sig=${secrets.key}`,
      WEBHOOK_URL: `${url}/hook/${secrets.path}?sig=${secrets.key}`,
      WEBHOOK_KEY: secrets.key,
      TOKEN: secrets.token,
      JIRA_USER: secrets.user,
      ...env,
    },
    root,
    patience: { pause: 5, timeout },
    log: (line) => logged.push(line),
  });
  return { notify, logged };
}

/** Everything of the secrets that may not be seen, in any form. */
export function leaks(text: string): readonly string[] {
  const { path, token, key, user } = secrets;
  const forms = [path, token, key, encodeURIComponent(token), JSON.stringify(token).slice(1, -1)];
  const encoded = [token, `${user}:${token}`].map((secret) => Buffer.from(secret).toString('base64'));
  return [...forms, ...encoded].filter((secret) => text.includes(secret));
}
