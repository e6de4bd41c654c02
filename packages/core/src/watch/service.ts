import type { ServiceLimit } from '../policy/watch.ts';
import type { ServiceCounts } from '../port/watch.ts';
import type { SeriesName } from '../record/watch.ts';
import { binomialSurvival } from '../stats/binomial.ts';
import { type MeasuredPoint, unjudged } from './series.ts';

/** A limit of the policy and what was counted in a window. */
export interface ServiceFacts {
  readonly limit: ServiceLimit;
  readonly counts: ServiceCounts;
}

/**
 * The share of bad events against the largest accepted one: p of the exact binomial test that it is not above. Counters
 * that were read between two scrapes may be no whole numbers, and the bad ones more than all; both are put right.
 */
export function servicePoint({ limit, counts }: ServiceFacts): MeasuredPoint {
  const name: SeriesName = { kind: 'service', name: limit.name };
  if ('noData' in counts) return unjudged(name, 'no data', counts.noData);
  const all = Math.round(counts.all);
  if (!(Number.isFinite(all) && Number.isFinite(counts.bad)))
    return unjudged(name, 'no data', 'the counters are not numbers');
  if (all <= 0) return unjudged(name, 'no data', 'no events were counted');
  const bad = Math.min(all, Math.max(0, Math.round(counts.bad)));
  const value = bad / all;
  return {
    point: {
      ...name,
      outcome: 'judged',
      value,
      direction: 'lower',
      n: all,
      limit: { kind: 'max', value: limit.max, written: limit.written },
      p: binomialSurvival(bad - 1, all, limit.max),
    },
    over: value > limit.max,
  };
}
