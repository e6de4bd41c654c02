import type { ServiceCounts, ServiceHistory, TimeSpan } from '@weighbridge/core';
import { type Patience, type PrometheusApi, seriesAt, usualPatience } from './prometheus-api.ts';
import { type Counter, isPlainName, parseCounter, rangeText, type Selector } from './selector.ts';

export interface PrometheusHistoryOptions {
  /** Address of the server: `http://prometheus:9090`. */
  readonly url: string;
  /** Bearer token; it is in no error. */
  readonly token?: string | undefined;
  readonly patience?: Partial<Patience>;
}

/** Extrapolation may make a share of bad events so much larger than it can be, and is then cut. */
const slack = 0.01;

/**
 * What was added to raw counters in a stretch of time that is past, by Prometheus' own `increase`, which knows of restarts:
 * summed over the series, extrapolated to the ends of the stretch and rounded to whole events. It does not see the first
 * value of a series that began within it. Throws UserError for a selector that is none (WB6150) or is refused (WB6152), a
 * token that may not read (WB6153), something else at that address (WB6154); ServiceError WB6180 or WB6181 when it could not
 * be asked three times.
 */
export function prometheusHistory({ url, token, patience }: PrometheusHistoryOptions): ServiceHistory {
  const where = { selectors: 'monitor.service', address: 'monitor.prometheus' };
  const api = { url: url.replace(/\/+$/, ''), token, patience: { ...usualPatience, ...patience }, where };
  return {
    async count({ bad, all }, span) {
      const counters = { bad: parseCounter(bad, subject), all: parseCounter(all, subject) };
      const ofAll = await added(api, counters.all, span);
      if (typeof ofAll !== 'number') return ofAll;
      const ofBad = await addedBad(api, counters, span);
      return typeof ofBad === 'number' ? countsOf(ofBad, ofAll, span) : ofBad;
    },
  };
}

/** How errors name what is counted. */
const subject = 'monitor.service';

type Added = number | { readonly noData: string };

/** Many servers show a counter of errors only after the first one: then nothing bad happened, where the names are right. */
async function addedBad(
  api: PrometheusApi,
  { bad, all }: { readonly bad: Counter; readonly all: Counter },
  span: TimeSpan,
): Promise<Added> {
  const found = await added(api, bad, span);
  const mayBeClean = typeof found !== 'number' && !bad.less && isPlainName(bad.of) && bad.of.name === all.of.name;
  if (!mayBeClean || (await sumOf(api, bad.of, span)) !== undefined) return found;
  const labels = bad.of.matchers.map(({ label }) => ({ label, operator: '!=', value: '' }) as const);
  const known = await sumOf(api, { ...all.of, matchers: [...all.of.matchers, ...labels] }, span);
  return known === undefined ? found : 0;
}

async function added(api: PrometheusApi, { of, less }: Counter, span: TimeSpan): Promise<Added> {
  const whole = await increase(api, of, span);
  if (typeof whole !== 'number' || less === undefined) return whole;
  const taken = await increase(api, less, span);
  return typeof taken === 'number' ? whole - taken : taken;
}

async function increase(api: PrometheusApi, selector: Selector, span: TimeSpan): Promise<Added> {
  const text = rangeText(selector, span);
  const found = await sumOf(api, selector, span);
  if (found === undefined) return { noData: `Prometheus has no data for ${text} at ${span.to.toISOString()}` };
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(found) ? Number(found) : Number.NaN;
  return Number.isFinite(number) ? number : { noData: `Prometheus says ${found} for ${text}` };
}

/** What Prometheus writes for the sum: a number, `NaN`, `+Inf`; undefined where it has nothing to add up. */
async function sumOf(api: PrometheusApi, selector: Selector, span: TimeSpan): Promise<string | undefined> {
  const query = `sum(increase(${rangeText(selector, span)}))`;
  const [first] = await seriesAt(api, query, span.to.getTime() / 1000, subject);
  return first && (first.value?.[1] ?? 'a histogram');
}

function countsOf(bad: number, all: number, span: TimeSpan): ServiceCounts {
  const [badEvents, events] = [Math.round(bad), Math.round(all)];
  const stretch = `from ${span.from.toISOString()} to ${span.to.toISOString()}`;
  if (badEvents === 0 && events === 0) return { noData: `no event ${stretch}` };
  if (badEvents >= 0 && bad <= all * (1 + slack) + 1) return { bad: Math.min(badEvents, events), all: events };
  return { noData: `${badEvents} bad events of ${events} ${stretch}: the two selectors do not belong together` };
}
