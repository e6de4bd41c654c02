import type { ChannelPolicy } from '@weighbridge/core';
import { type FakeRequest, freePort, startServer } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { notice, samples } from './notices.ts';
import { channelsAt, leaks, notifyAt, secrets, services } from './services.ts';

const server = services();
type To = keyof ReturnType<typeof channelsAt>;
const everyChannel = Object.keys(channelsAt('http://x')) as To[];

/** Tells one channel, and hands out everything that a person could read of it. */
async function tell(to: To, options: { env?: NodeJS.ProcessEnv; url?: string; timeout?: number } = {}) {
  const url = options.url ?? server.url;
  const { notify, logged } = notifyAt(url, options);
  const channel: ChannelPolicy = channelsAt(url)[to];
  const outcome =
    to === 'pushgateway'
      ? await notify.export(channel, 'churn', samples)
      : await notify.send(channel, notice, to === 'jira' ? 'OPS-1' : undefined);
  const reason = outcome.outcome === 'failed' ? outcome.reason : '';
  return { outcome, reason, logged, seen: JSON.stringify({ outcome, logged }) };
}

/** What a service says that repeats the address and the proof it was sent, whole, in parts, and decoded. */
function echo({ url, headers }: FakeRequest): { readonly message: string } {
  const proofs = [headers.authorization, headers['dd-api-key'], headers['x-weighbridge-signature']].flat();
  const words = proofs.flatMap((proof) => proof?.split(' ') ?? []);
  const decoded = words.map((word) => Buffer.from(word, 'base64').toString('utf8'));
  const parts = [...words, ...decoded, ...url.searchParams.values(), ...url.pathname.split('/'), url.href];
  return {
    message: `${parts.filter((part) => /^[\x20-\x7e]+$/.test(part)).join(' ')} ${encodeURIComponent(words[1] ?? '')}`,
  };
}

describe.each(everyChannel)('%s', (to) => {
  it('is tried again after 429 and 503, and then told', async () => {
    let asked = 0;
    server.answer((request) => {
      asked += 1;
      if (asked === 1) return { status: 429, headers: { 'retry-after': '0' }, body: echo(request) };
      return asked === 2 ? { status: 503, body: echo(request) } : undefined;
    });
    const { outcome, logged, seen } = await tell(to);
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatch(/at 127\.0\.0\.1:\d+ answered HTTP 429 .*; trying again in 0\.005 s$/);
    if (to !== 'jira') expect(outcome).toEqual({ outcome: 'sent' });
    expect(leaks(seen)).toEqual([]);
  });
  it.each([500, 400, 403])('fails with HTTP %i in words that hold no secret', async (status) => {
    server.answer((request) => ({ status, body: echo(request) }));
    const { reason, seen } = await tell(to);
    expect(reason).toContain(`HTTP ${status}`);
    expect(reason).toContain(status === 500 ? '(3 tries)' : '');
    if (status === 403) expect(reason).toMatch(/: check `[A-Z_]+`/);
    expect(server.told).toHaveLength(status === 500 ? 3 : 1);
    expect(leaks(seen)).toEqual([]);
  });
  it('fails when nothing answers in time', async () => {
    server.answer(() => 'hang');
    const { reason, seen } = await tell(to, { timeout: 50 });
    expect(reason).toContain('gave no answer for 0.05 s');
    expect(leaks(seen)).toEqual([]);
  });
  it('fails when the connection is refused', async () => {
    const { reason, seen } = await tell(to, { url: `http://127.0.0.1:${await freePort()}` });
    expect(reason).toMatch(/refused the connection \(3 tries\)$/);
    expect(leaks(seen)).toEqual([]);
  });
  it('follows no redirect', async () => {
    await using other = await startServer({ routes: {}, missing: () => ({ status: 200, body: 'ok' }) });
    server.answer(() => ({ status: 307, headers: { location: `${other.url}/${secrets.path}` } }));
    const { reason, seen } = await tell(to);
    expect(reason).toContain('HTTP 307: redirects are not followed');
    expect(other.log).toEqual([]);
    expect(leaks(seen)).toEqual([]);
  });
  it('names the variable that is not set', async () => {
    const names = { slack: 'SLACK_WEBHOOK_URL', teams: 'TEAMS_WEBHOOK_URL', webhook: 'WEBHOOK_KEY', jira: 'JIRA_USER' };
    const name = to in names ? names[to as keyof typeof names] : 'TOKEN';
    const { reason } = await tell(to, { env: { [name]: ' ' } });
    expect(reason).toBe(`the variable \`${name}\` is not set in this job`);
    expect(server.told).toEqual([]);
  });
});

describe('an answer that says yes by its status only', () => {
  it.each([
    ['slack', 'invalid_payload', '“invalid_payload”'],
    ['teams', { error: { code: 'InvalidTemplate', message: 'no card' } }, '“no card”'],
    ['splunk', { text: 'Data channel is missing', code: 10 }, '“Data channel is missing”'],
    ['datadog', { status: 'error', errors: ['Bad title'] }, '“Bad title”'],
    ['grafana', '<!DOCTYPE html><title>Log in</title>', 'its answer is not one of this service'],
  ] as const)('is a failure of %s', async (to, body, words) => {
    server.answer(() => ({ status: 200, body }));
    expect((await tell(to)).reason).toMatch(new RegExp(`did not take it: ${words}$`));
  });
});

describe('a service that asks too much', () => {
  it('is not waited for longer than a minute', async () => {
    server.answer(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    expect((await tell('slack')).reason).toMatch(/answered HTTP 429 and asks to wait 3600 s$/);
    expect(server.told).toHaveLength(1);
  });
  it('may name a date', async () => {
    const soon = new Date(Date.now() + 600_000).toUTCString();
    server.answer(() => ({ status: 503, headers: { 'retry-after': soon } }));
    expect((await tell('slack')).reason).toMatch(/asks to wait (59\d|600)(\.\d+)? s$/);
  });
  it('is not read to its end', async () => {
    server.answer(() => ({ status: 200, body: 'x'.repeat(3 * 1024 * 1024) }));
    expect((await tell('slack')).reason).toContain('gave an answer larger than 1 MiB');
  });
});

describe('a variable that holds nonsense', () => {
  it.each([
    ['SLACK_WEBHOOK_URL', `not ${secrets.token}`, 'slack', 'holds no address that starts with https://'],
    ['SLACK_WEBHOOK_URL', `file:///${secrets.path}`, 'slack', 'holds no address that starts with https://'],
    ['SLACK_WEBHOOK_URL', `https://a:${secrets.key}@x/`, 'slack', 'holds an address with a user name'],
    ['TOKEN', `${secrets.token}\nx: y`, 'splunk', 'holds spaces or letters that a token cannot have'],
  ] as const)('%s=%j', async (name, value, to, words) => {
    const { reason } = await tell(to, { env: { [name]: value } });
    expect(reason).toContain(`the variable \`${name}\` ${words}`);
    expect(leaks(reason)).toEqual([]);
    expect(server.told).toEqual([]);
  });
});
