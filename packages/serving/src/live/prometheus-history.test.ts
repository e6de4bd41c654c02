import { type FakePrometheus, fakePrometheus } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheusHistory } from './prometheus-history.ts';

const token = 'secret-token-7';
const span = { from: new Date('2026-11-21T00:00:00Z'), to: new Date('2026-11-22T00:00:00Z') };
const query = { bad: 'requests_total{code=~"5.."}', all: 'requests_total' };
const ofBad = 'sum(increase(requests_total{code=~"5.."}[86400000ms]))';
const ofAll = 'sum(increase(requests_total{}[86400000ms]))';

let prometheus: FakePrometheus;
let asked: (readonly [query: string, time: string | null])[];
beforeEach(async () => {
  prometheus = await fakePrometheus({ root: '/prometheus', token });
  asked = [];
});
afterEach(() => prometheus.close());

/** Answers each query with one value; a query without one finds nothing. */
function know(values: Readonly<Record<string, string | { readonly histogram: unknown }>>): void {
  prometheus.interrupt(({ bytes, headers }) => {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: `no ${headers.authorization}` };
    const form = new URLSearchParams(bytes.toString('utf8'));
    const text = form.get('query') ?? '';
    asked.push([text, form.get('time')]);
    const value = values[text];
    const of = typeof value === 'string' ? { value: [1, value] } : value;
    const result = of === undefined ? [] : [{ metric: {}, ...of }];
    return { status: 200, body: { status: 'success', data: { resultType: 'vector', result } } };
  });
}

const count = (wish: { readonly token?: string; readonly url?: string } = {}, of = query) =>
  prometheusHistory({
    url: wish.url ?? `${prometheus.url}/prometheus/`,
    token: wish.token ?? token,
    patience: { tries: 2, timeout: 300, pause: 1 },
  }).count(of, span);

describe('events of a stretch of time that is past', () => {
  it('are what was added until its end, in whole events', async () => {
    know({ [ofAll]: '1000.4', [ofBad]: '12.6' });
    expect(await count()).toEqual({ bad: 13, all: 1000 });
    expect(asked).toEqual([
      [ofAll, '1795305600'],
      [ofBad, '1795305600'],
    ]);
  });

  it('are 0 bad ones where the counter of all shows the label and none is bad', async () => {
    know({ [ofAll]: '1000', 'sum(increase(requests_total{code!=""}[86400000ms]))': '1000' });
    expect(await count()).toEqual({ bad: 0, all: 1000 });
    know({ [ofAll]: '1000' });
    const none = `Prometheus has no data for requests_total{code=~"5.."}[86400000ms] at 2026-11-22T00:00:00.000Z`;
    expect(await count()).toEqual({ noData: none });
    expect(await count({}, { ...query, bad: 'errors_total' })).toMatchObject({
      noData: expect.stringContaining('no data for errors_total{}'),
    });
  });

  it('are what a histogram does not count below the limit', async () => {
    const fast = 'sum(increase(seconds_bucket{le="0.3"}[86400000ms]))';
    const slow = { bad: 'seconds_count - seconds_bucket{le="0.3"}', all: 'seconds_count' };
    know({ 'sum(increase(seconds_count{}[86400000ms]))': '100', [fast]: '97.7' });
    expect(await count({}, slow)).toEqual({ bad: 2, all: 100 });
    know({ 'sum(increase(seconds_count{}[86400000ms]))': '100' });
    expect(await count({}, slow)).toMatchObject({ noData: expect.stringContaining('no data for seconds_bucket') });
  });

  it.each([
    ['nothing', {}, 'Prometheus has no data for requests_total{}[86400000ms] at 2026-11-22T00:00:00.000Z'],
    ['NaN', { [ofAll]: 'NaN', [ofBad]: '1' }, 'Prometheus says NaN for requests_total{}[86400000ms]'],
    ['+Inf', { [ofAll]: '5', [ofBad]: '+Inf' }, 'Prometheus says +Inf for requests_total{code=~"5.."}[86400000ms]'],
    [
      'a histogram',
      { [ofAll]: { histogram: [1, {}] } },
      'Prometheus says a histogram for requests_total{}[86400000ms]',
    ],
    ['no event', { [ofAll]: '0', [ofBad]: '0' }, 'no event from 2026-11-21T00:00:00.000Z to 2026-11-22T00:00:00.000Z'],
    [
      'more bad ones than all',
      { [ofAll]: '100', [ofBad]: '150' },
      '150 bad events of 100 from 2026-11-21T00:00:00.000Z to 2026-11-22T00:00:00.000Z: the two selectors do not belong together',
    ],
  ])('are no data for %s', async (_name, values, noData) => {
    know(values);
    expect(await count()).toEqual({ noData });
  });

  it('may all be bad, though extrapolation differs', async () => {
    know({ [ofAll]: '99.8', [ofBad]: '100.6' });
    expect(await count()).toEqual({ bad: 100, all: 100 });
  });
});

describe('what cannot be asked', () => {
  it.each([
    [
      'fails',
      { status: 500, body: { status: 'error', error: `disk of ${token} is full.` } },
      'WB6181',
      '*** is full (2',
    ],
    ['hangs', 'hang', 'WB6180', 'no answer for 0.3 s (2'],
  ] as const)(
    'because the server %s is a failure of the service, without the token',
    async (_name, answer, code, text) => {
      prometheus.interrupt(() => answer);
      const failure: unknown = await count().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'ServiceError', code, message: expect.stringContaining(text) });
      expect(String(failure)).not.toContain(token);
      expect(prometheus.log).toHaveLength(2);
    },
  );

  it.each([
    ['a wrong token', { token: 'wrong-token-8' }, query, 'WB6153', 'PROMETHEUS_TOKEN'],
    ['another address', { url: '' }, query, 'WB6154', 'Correct `monitor.prometheus`'],
    ['a pattern that is none', {}, { ...query, all: 'requests_total{code=~"5["}' }, 'WB6152', '`monitor.service`'],
    ['a rate', {}, { ...query, bad: 'rate(requests_total[1m])' }, 'WB6150', 'Give the counter `requests_total`'],
  ])('because of %s is the user’s to change', async (_name, wish, of, code, text) => {
    const address = 'url' in wish ? { url: prometheus.url } : wish;
    const failure: unknown = await count(address, of).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UserError', code, message: expect.stringContaining(text) });
    expect(String(failure)).not.toMatch(/secret-token|wrong-token/);
  });
});
