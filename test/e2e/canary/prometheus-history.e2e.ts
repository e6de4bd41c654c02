import { prometheusHistory } from '@weighbridge/serving';
import { type Prometheus, startPrometheus } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const minute = 60_000;
/** The end of the second of two hours that are past. */
const end = new Date(Math.floor(Date.now() / (60 * minute)) * 60 * minute - 6 * 60 * minute);
const hour = (before: number) => ({
  from: new Date(end.getTime() - (before + 1) * 60 * minute),
  to: new Date(end.getTime() - before * 60 * minute),
});

/** One sample a minute over two hours; a value that is undefined is not there. */
function samples(series: string, value: (minute: number) => number | string | undefined): readonly string[] {
  return Array.from({ length: 121 }, (_, at) => at).flatMap((at) => {
    const found = value(at);
    return found === undefined ? [] : [`${series} ${found} ${end.getTime() / 1000 - (120 - at) * 60}`];
  });
}

const past = [
  '# TYPE http_requests counter',
  ...samples('http_requests_total{pod="a",code="200"}', (at) => at * 100),
  // This server starts anew in the second hour, at 90 minutes.
  ...samples('http_requests_total{pod="b",code="200"}', (at) => (at < 90 ? at * 10 : (at - 90) * 10)),
  ...samples('http_requests_total{pod="a",code="500"}', (at) => (at < 60 ? 0 : (at - 60) * 2)),
  '# TYPE sick counter',
  ...samples('sick_total', (at) => (at === 120 ? 'NaN' : at)),
  '# EOF',
  '',
].join('\n');

let prometheus: Prometheus;
beforeAll(async () => {
  prometheus = await startPrometheus([], past);
});
afterAll(() => prometheus.close());

describe('a real Prometheus remembers', () => {
  const count = (bad: string, before: number, all = 'http_requests_total') =>
    prometheusHistory({ url: prometheus.url, patience: { pause: 50 } }).count({ bad, all }, hour(before));

  it('the events of each hour, restarts and all', async () => {
    expect(await count('http_requests_total{code=~"5.."}', 1)).toEqual({ bad: 0, all: 6600 });
    const second = await count('http_requests_total{code=~"5.."}', 0);
    if ('noData' in second) throw new Error(second.noData);
    expect(second.bad).toBe(120);
    // 6000 of pod a, 120 errors, and of pod b all but the 10 between its last sample and the restart.
    expect(Math.abs(second.all - 6720)).toBeLessThanOrEqual(15);
  });

  it('that nothing bad happened, where the label is known', async () => {
    expect(await count('http_requests_total{code="503"}', 0)).toMatchObject({ bad: 0 });
    expect(await count('http_requests_total{status="503"}', 0)).toMatchObject({
      noData: expect.stringContaining('no data for http_requests_total{status="503"}[3600000ms] at'),
    });
  });

  it('nothing of a time before', async () => {
    expect(await count('http_requests_total{code="500"}', 50)).toMatchObject({
      noData: expect.stringMatching(/no data/),
    });
  });

  it('that a counter was no number', async () => {
    expect(await count('sick_total', 0)).toMatchObject({ noData: expect.stringContaining('says NaN for sick_total') });
  });
});
