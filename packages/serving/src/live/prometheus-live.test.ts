import { type FakePrometheus, type FakeSeries, fakePrometheus } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheusLive } from './prometheus-live.ts';

const sides = { canary: 'v2', stable: 'v1' };
const token = 'secret-token-7';
const quick = { tries: 3, timeout: 300, pause: 1 };
const query = { name: 'errors', bad: 'requests_total{code=~"5.."}', all: 'requests_total' };

function requests(version: string, code: string, value: number, pod = 'a'): FakeSeries {
  return { name: 'requests_total', labels: { version, code, pod }, value: String(value) };
}

const before = [requests('v2', '200', 10), requests('v1', '200', 100), requests('v1', '500', 5)];
let prometheus: FakePrometheus;
beforeEach(async () => {
  prometheus = await fakePrometheus({ root: '/prometheus', token });
  prometheus.show(before);
});
afterEach(() => prometheus.close());

function live(wish: { readonly token?: string; readonly url?: string } = {}) {
  const url = wish.url ?? `${prometheus.url}/prometheus/`;
  return prometheusLive({ url, label: 'version', token: wish.token ?? token, patience: quick });
}

async function added(now: readonly FakeSeries[], asked = query) {
  const { counters } = await live().look([asked], sides, undefined);
  prometheus.show(now);
  return (await live().look([asked], sides, counters)).metrics['errors'];
}

describe('what Prometheus counts', () => {
  it('is read series by series, so that one restarted server is seen among others', async () => {
    prometheus.show([...before, requests('v2', '200', 500, 'b')]);
    const now = [requests('v2', '200', 30), requests('v2', '200', 4, 'b'), requests('v1', '200', 160)];
    expect(await added(now)).toEqual({ canary: { bad: 0, all: 24 }, stable: { bad: 0, all: 60 } });
  });

  it('counts a series that began since the last look from 0: the first error', async () => {
    const now = [requests('v2', '200', 30), requests('v2', '503', 2), requests('v1', '200', 101)];
    expect(await added(now)).toEqual({ canary: { bad: 2, all: 22 }, stable: { bad: 0, all: 1 } });
  });

  it('takes no series of errors for no error only where the label is there', async () => {
    const now = [requests('v2', '200', 30), requests('v1', '200', 160)];
    expect(await added(now)).toMatchObject({ canary: { bad: 0, all: 20 } });
    const none = { noData: expect.stringContaining('no series') };
    expect(await added(now, { ...query, bad: 'requests_total{status=~"5.."}' })).toEqual({
      canary: none,
      stable: none,
    });
    expect(await added(now, { ...query, bad: 'request_total{code=~"5.."}' })).toEqual({ canary: none, stable: none });
  });

  it('is what a histogram does not count below the limit: the slow answers, each series by itself', async () => {
    const count = (version: string, value: number): FakeSeries => ({ ...slow(version, value), name: 'seconds_count' });
    const slow = (version: string, value: number): FakeSeries => ({
      name: 'seconds_bucket',
      labels: { version, le: '0.3' },
      value: String(value),
    });
    const asked = { name: 'errors', bad: 'seconds_count - seconds_bucket{le="0.3"}', all: 'seconds_count' };
    prometheus.show([count('v2', 100), slow('v2', 90), count('v1', 1000), slow('v1', 990)]);
    // The server of v2 was restarted: 40 answers, 38 of them fast.
    expect(await added([count('v2', 40), slow('v2', 38), count('v1', 1100), slow('v1', 1090)], asked)).toEqual({
      canary: { bad: 2, all: 40 },
      stable: { bad: 0, all: 100 },
    });
    const none = { noData: expect.stringContaining('no series seconds_bucket{le="0.5"') };
    const misspelt = { ...asked, bad: 'seconds_count-seconds_bucket{le="0.5"}' };
    expect(await added([count('v2', 50), count('v1', 1200)], misspelt)).toEqual({ canary: none, stable: none });
  });

  it('counts nothing of the past of a place that the canary has only just taken', async () => {
    const answers = (server: string, bad: number, all: number): FakeSeries[] => [
      { name: 'answers_total', labels: { server, code: '5xx' }, value: String(bad) },
      { name: 'answers_total', labels: { server, code: 'any' }, value: String(all) },
    ];
    const asked = { name: 'errors', bad: 'answers_total{code="5xx"}', all: 'answers_total{code="any"}' };
    const places = { canary: 'green', stable: 'blue' };
    const own = prometheusLive({ url: `${prometheus.url}/prometheus`, label: 'server', token, patience: quick });
    prometheus.show(answers('blue', 10, 1000));
    // Nothing serves the candidate yet: its side is called by its version.
    const first = await own.look([asked], { canary: 'v2', stable: 'blue' }, undefined);
    prometheus.show([...answers('blue', 11, 2000), ...answers('green', 4000, 100_000)]);
    const second = await own.look([asked], places, first.counters);
    expect(second.metrics['errors']).toEqual({
      canary: { noData: expect.stringContaining('counting starts here') },
      stable: { bad: 1, all: 1000 },
    });
    prometheus.show([...answers('blue', 11, 3000), ...answers('green', 4002, 100_100)]);
    const third = await own.look([asked], places, second.counters);
    expect(third.metrics['errors']?.canary).toEqual({ bad: 2, all: 100 });
  });

  it('is asked at one moment of its own clock', async () => {
    await live().look([query], sides, undefined);
    expect(prometheus.queries.map(([, time]) => time)).toEqual([null, ...Array(4).fill('1700000000.5')]);
    expect(prometheus.queries[1]?.[0]).toBe('requests_total{version="v2"}');
  });

  it('is not read when it is too much', async () => {
    prometheus.show(Array.from({ length: 501 }, (_, pod) => requests('v2', '200', 1, String(pod))));
    await expect(live().look([query], sides, undefined)).rejects.toMatchObject({ code: 'WB6155' });
  });
});

describe('a Prometheus in trouble', () => {
  const look = (wish = {}, asked = query): Promise<unknown> => live(wish).look([asked], sides, undefined);

  it('is asked three times', async () => {
    let failures = 0;
    prometheus.interrupt(() => (failures++ < 2 ? { status: 503, body: 'starting' } : undefined));
    await expect(look()).resolves.toMatchObject({ metrics: { errors: expect.anything() } });
    expect(prometheus.log).toHaveLength(2 + 5);
  });

  it.each([
    [
      'fails',
      { status: 500, body: { status: 'error', error: `disk of ${token} is full.` } },
      'WB6181',
      '*** is full (3',
    ],
    ['hangs', 'hang', 'WB6180', 'no answer for 0.3 s (3'],
  ] as const)('that %s is a failure of the service, without the token', async (_name, answer, code, text) => {
    prometheus.interrupt(() => answer);
    await expect(look()).rejects.toMatchObject({ name: 'ServiceError', code, message: expect.stringContaining(text) });
    expect(prometheus.log).toHaveLength(3);
  });

  it('that is not there is a failure of the service', async () => {
    const gone = await fakePrometheus();
    await gone.close();
    await expect(look({ url: gone.url })).rejects.toMatchObject({
      code: 'WB6180',
      message: expect.stringMatching(/^Prometheus at http:\/\/\S+ could not be asked: .*ECONNREFUSED.* \(3 tries\)\.$/),
    });
  });

  it.each([
    ['a bad pattern', { bad: 'requests_total{code=~"5["}' }, 'WB6152', 'parse error'],
    ['a rate', { all: 'rate(requests_total[1m])' }, 'WB6150', 'Give the counter `requests_total`'],
    ['the label of the sides', { bad: 'requests_total{version="v2"}' }, 'WB6151', '`version`'],
  ])('has nothing to do with %s, which the user must change', async (_name, change, code, text) => {
    await expect(look({}, { ...query, ...change })).rejects.toMatchObject({
      name: 'UserError',
      code,
      message: expect.stringContaining(text),
    });
  });

  it.each([
    ['a wrong token', { token: 'wrong-token-8' }, 'WB6153'],
    ['another address', { url: '' }, 'WB6154'],
  ])('has nothing to do with %s, and is asked once', async (_name, wish, code) => {
    const address = 'url' in wish ? { url: prometheus.url } : wish;
    const error: unknown = await look(address).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'UserError', code });
    expect(String(error)).not.toMatch(/secret-token|wrong-token/);
    expect(prometheus.log).toHaveLength(1);
  });

  it.each([
    ['a login page', { status: 302, headers: { location: 'http://127.0.0.1:1/login' } }],
    ['a page', { status: 200, body: '<html>' }],
    ['a matrix', { status: 200, body: { status: 'success', data: { resultType: 'matrix', result: [] } } }],
  ])('is not what answers with %s', async (_name, answer) => {
    prometheus.interrupt(() => answer);
    await expect(look()).rejects.toMatchObject({ code: 'WB6154' });
  });
});
