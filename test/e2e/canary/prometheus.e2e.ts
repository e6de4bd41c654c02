import { prometheusLive } from '@weighbridge/serving';
import { type CountingServer, type Prometheus, startCountingServer, startPrometheus } from '@weighbridge/testing';
import { liveContract, type ShownCounters } from '@weighbridge/testing/live-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const sides = { canary: 'v2', stable: 'v1' };
let page: CountingServer;
let prometheus: Prometheus;
let tests = 0;
let shows = 0;
beforeAll(async () => {
  page = await startCountingServer('page');
  prometheus = await startPrometheus([page.target]);
});
afterAll(() => Promise.all([prometheus.close(), page.close()]));

/** Shows these lines, and waits until Prometheus has read them. */
async function show(lines: readonly string[]): Promise<void> {
  shows += 1;
  page.show([...lines, `shown ${shows}`, ''].join('\n'));
  await prometheus.until('shown', shows);
}

liveContract('prometheusLive on a real server', async () => {
  tests += 1;
  // Prometheus remembers the series of the test before.
  const test = `test="${tests}"`;
  const linesOf = (version: string, { bad, all }: ShownCounters = {}): string[] => [
    ...(bad === undefined ? [] : [`errors_total{${test},version="${version}"} ${bad}`]),
    ...(all === undefined ? [] : [`requests_total{${test},version="${version}"} ${all}`]),
  ];
  return {
    live: prometheusLive({ url: prometheus.url, label: 'version' }),
    query: { name: 'errors', bad: `errors_total{${test}}`, all: `requests_total{${test}}` },
    sides,
    show: (canary, stable) => show([...linesOf('v2', canary), ...linesOf('v1', stable)]),
    close: () => Promise.resolve(),
  };
});

describe('a real Prometheus', () => {
  const live = () => prometheusLive({ url: prometheus.url, label: 'version', patience: { pause: 50, timeout: 3000 } });
  const query = { name: 'errors', bad: 'http_requests_total{code=~"5.."}', all: 'http_requests_total' };
  const line = (version: string, code: number, count: number): string =>
    `http_requests_total{version="${version}",code="${code}"} ${count}`;

  it('shows the first error as an event, though there was no series of it', async () => {
    await show([line('v2', 200, 10), line('v1', 200, 100)]);
    const { counters } = await live().look([query], sides, undefined);
    await show([line('v2', 200, 18), line('v2', 503, 2), line('v1', 200, 200)]);
    const { metrics } = await live().look([query], sides, counters);
    expect(metrics['errors']).toEqual({ canary: { bad: 2, all: 10 }, stable: { bad: 0, all: 100 } });
  });

  it('takes every way to write a selector, and says in its own words what is wrong with a pattern', async () => {
    await show([`x{a="1\\"}",b="2",version="v2"} 5`]);
    const written = { name: 'x', bad: `x{a='1"}',b!~"3|4",}`, all: '{__name__="x"}' };
    const { counters } = await live().look([written], sides, undefined);
    expect(Object.values(counters)).toEqual([5, 5]);
    const broken = live().look([{ ...query, bad: 'http_requests_total{code=~"5["}' }], sides, undefined);
    await expect(broken).rejects.toMatchObject({
      code: 'WB6152',
      message: expect.stringMatching(/selector of the metric errors: .*error parsing regexp: missing closing \]/),
    });
  });

  it('counts the slow requests of a histogram', async () => {
    const lines = (version: string, fast: number, all: number): string[] => [
      `seconds_bucket{version="${version}",le="0.3"} ${fast}`,
      `seconds_bucket{version="${version}",le="+Inf"} ${all}`,
      `seconds_count{version="${version}"} ${all}`,
    ];
    const slow = { name: 'slow', bad: 'seconds_count - seconds_bucket{le="0.3"}', all: 'seconds_count' };
    await show([...lines('v2', 90, 100), ...lines('v1', 990, 1000)]);
    const { counters } = await live().look([slow], sides, undefined);
    await show([...lines('v2', 130, 150), ...lines('v1', 1089, 1100)]);
    const { metrics } = await live().look([slow], sides, counters);
    expect(metrics['slow']).toEqual({ canary: { bad: 10, all: 50 }, stable: { bad: 1, all: 100 } });
  });

  it('goes on after a crash with the counters of the look before', async () => {
    await show([line('v2', 200, 30), line('v1', 200, 300)]);
    const { counters } = await live().look([query], sides, undefined);
    await prometheus.kill();
    await expect(live().look([query], sides, counters)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6180' });
    await prometheus.restart();
    await show([line('v2', 200, 40), line('v1', 200, 380)]);
    const { metrics } = await live().look([query], sides, counters);
    expect(metrics['errors']).toEqual({ canary: { bad: 0, all: 10 }, stable: { bad: 0, all: 80 } });
  });

  it('counts nothing twice while a server does not answer', async () => {
    await show([line('v2', 200, 50), line('v1', 200, 400)]);
    const { counters } = await live().look([query], sides, undefined);
    page.show('this is no exposition\n');
    await prometheus.until('up', 0);
    const gone = await live().look([query], sides, counters);
    const none = { noData: expect.stringContaining('no series') };
    expect(gone.metrics['errors']).toEqual({ canary: none, stable: none });
    await show([line('v2', 200, 55), line('v1', 200, 430)]);
    const { metrics } = await live().look([query], sides, gone.counters);
    expect(metrics['errors']).toMatchObject({ canary: { all: 5 }, stable: { all: 30 } });
  });
});
