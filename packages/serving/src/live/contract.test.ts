import { type FakeSeries, fakePrometheus } from '@weighbridge/testing';
import { liveContract, type ShownCounters } from '@weighbridge/testing/live-contract';
import { fileLive } from './file-live.ts';
import { prometheusLive } from './prometheus-live.ts';

const sides = { canary: 'v2', stable: 'v1' };

liveContract('fileLive', async () => {
  let text = '{}';
  return {
    live: fileLive({ path: 'counters.json', readText: async () => text }),
    query: { name: 'errors', bad: 'failed', all: 'requests' },
    sides,
    async show(canary, stable) {
      const lines = [...fileLines('v2', canary), ...fileLines('v1', stable)];
      text = `{${lines.join(', ')}}`;
    },
    close: () => Promise.resolve(),
  };
});

/** As Python's `json.dump` writes them, with NaN and Infinity. */
function fileLines(side: string, counters: ShownCounters | undefined): string[] {
  if (!counters) return [];
  const names = { bad: 'failed', all: 'requests' };
  const fields = Object.entries(names).flatMap(([arm, name]) => {
    const value = counters[arm === 'bad' ? 'bad' : 'all'];
    return value === undefined ? [] : [`"${name}": ${value}`];
  });
  return [`"${side}": {${fields.join(', ')}}`];
}

liveContract('prometheusLive', async () => {
  const prometheus = await fakePrometheus();
  return {
    live: prometheusLive({ url: prometheus.url, label: 'version' }),
    query: { name: 'errors', bad: 'model_errors_total', all: 'model_requests_total{path="/predict"}' },
    sides,
    async show(canary, stable) {
      prometheus.show([...seriesOf('v2', canary), ...seriesOf('v1', stable)]);
    },
    close: () => prometheus.close(),
  };
});

function seriesOf(version: string, { bad, all }: ShownCounters = {}): FakeSeries[] {
  const series = (name: string, value: number | undefined): FakeSeries[] =>
    value === undefined ? [] : [{ name, labels: { version, path: '/predict' }, value: goNumber(value) }];
  return [...series('model_errors_total', bad), ...series('model_requests_total', all)];
}

function goNumber(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}
