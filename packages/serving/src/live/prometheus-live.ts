import { type LiveMetrics, type LiveQuery, liveErrors } from '@weighbridge/core';
import { countAll, type QueryReading, type Reading, type SideReading } from './counting.ts';
import {
  type Patience,
  type PrometheusApi,
  prometheusNow,
  type Series,
  seriesAt,
  usualPatience,
} from './prometheus-api.ts';
import { type Counter, parseCounter, type Selector, selectorText } from './selector.ts';

export interface PrometheusLiveOptions {
  /** Address of the server: `http://prometheus:9090`. */
  readonly url: string;
  /** Label that tells the sides apart: `version`, or one of the places that serve them in turn, such as `server`. */
  readonly label: string;
  /** Bearer token; it is in no error. */
  readonly token?: string | undefined;
  readonly patience?: Partial<Patience>;
}

/** Series that one selector may find for one side: the counters are kept in the rollout. */
const mostSeries = 500;

/**
 * Raw counters out of a Prometheus server, all of one look at one moment of its clock, series by series, so that the restart
 * of one server is seen. Throws UserError for a selector that is none (WB6150, WB6151) or is refused (WB6152), a token that
 * may not read (WB6153), something else at that address (WB6154), too many series (WB6155); ServiceError WB6180 or WB6181
 * when it could not be asked three times.
 */
export function prometheusLive({ url, label, token, patience }: PrometheusLiveOptions): LiveMetrics {
  const where = { selectors: 'deploy.metrics', address: 'live.prometheus' };
  const api = { url: url.replace(/\/+$/, ''), token, patience: { ...usualPatience, ...patience }, where };
  return {
    kind: 'prometheus',
    async look(queries, sides, before) {
      const parsed = queries.map((query) => ({ query, arms: armsOf(query, label) }));
      const time = await prometheusNow(api);
      const readings: QueryReading[] = [];
      for (const { query, arms } of parsed) {
        const read = (side: string): Promise<SideReading> =>
          readSide({ api, label, side, time, metric: query.name }, arms);
        readings.push({ query, canary: await read(sides.canary), stable: await read(sides.stable) });
      }
      return countAll(readings, sides, { before, of: label === 'version' ? 'version' : 'place' });
    },
  };
}

interface Arms {
  readonly bad: Counter;
  readonly all: Counter;
}

function armsOf(query: LiveQuery, label: string): Arms {
  const arms = { bad: parseCounter(query.bad, query.name), all: parseCounter(query.all, query.name) };
  const selectors = [arms.bad.of, arms.bad.less, arms.all.of, arms.all.less];
  if (selectors.some((selector) => selector?.matchers.some((matcher) => matcher.label === label)))
    throw liveErrors.selectorLabel({ metric: query.name, label });
  return arms;
}

interface Where {
  readonly api: PrometheusApi;
  readonly label: string;
  readonly side: string;
  readonly time: number;
  readonly metric: string;
}

async function readSide(where: Where, { bad, all }: Arms): Promise<SideReading> {
  const ofAll = await series(where, all.of);
  const ofBad = await series(where, bad.of);
  // Many servers show a counter of errors only after the first one.
  const isClean = ofBad.length === 0 && !bad.less && isPartOf(bad.of, all.of, ofAll);
  return {
    all: await less(where, all, readingOf(ofAll, textOf(where, all.of))),
    bad: isClean ? new Map() : await less(where, bad, readingOf(ofBad, textOf(where, bad.of))),
  };
}

/** Takes away what the counter says to take away. */
async function less(where: Where, counter: Counter, reading: Reading): Promise<Reading> {
  if (!(counter.less && reading instanceof Map)) return reading;
  const taken = readingOf(await series(where, counter.less), textOf(where, counter.less));
  if (!(taken instanceof Map)) return taken;
  return new Map([...reading, ...[...taken].map(([name, value]) => [`-${name}`, value] as const)]);
}

function textOf({ label, side }: Where, selector: Selector): string {
  return selectorText(selector, label, side);
}

async function series({ api, label, side, time, metric }: Where, selector: Selector): Promise<readonly Series[]> {
  const found = await seriesAt(api, selectorText(selector, label, side), time, metric);
  if (found.length <= mostSeries) return found;
  throw liveErrors.tooManySeries({ metric, count: found.length, limit: mostSeries });
}

/**
 * Whether what `bad` finds would be among what `all` finds: the same counter, by labels that it has. Only then does finding
 * nothing mean that nothing bad happened; a misspelt name or label is no data.
 */
function isPartOf(bad: Selector, all: Selector, ofAll: readonly Series[]): boolean {
  if (bad.name === undefined || bad.name !== all.name) return false;
  return bad.matchers.every(({ label }) => ofAll.some(({ metric }) => Object.hasOwn(metric, label)));
}

function readingOf(found: readonly Series[], selector: string): Reading {
  if (found.length === 0) return { noData: `Prometheus has no series ${selector}` };
  const values = new Map<string, number>();
  for (const { metric, value } of found) {
    const name = nameOf(metric);
    if (value === undefined) return { noData: `${name} is a histogram, not a counter` };
    const number = numberOf(value[1]);
    if (!(Number.isFinite(number) && number >= 0)) return { noData: `${name} is ${value[1]}` };
    values.set(name, number);
  }
  return values;
}

/** Prometheus writes `NaN`, `+Inf` and `-Inf`. */
function numberOf(text: string): number {
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** One text for one series: `http_requests_total{code="500",pod="a"}`. */
function nameOf({ __name__: name = '', ...labels }: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${sorted.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`;
}
