import type { ArmCounts, LiveLook, LiveQuery, LiveSides, MetricWindow, NoData } from '@weighbridge/core';

/**
 * The counters of one side for one arm of one metric, as they are now: by series, or why there are none. A series whose name
 * begins with `-` is taken away from the others.
 */
export type Reading = ReadonlyMap<string, number> | NoData;

/** Both arms of one side. */
export interface SideReading {
  readonly bad: Reading;
  readonly all: Reading;
}

export interface QueryReading {
  readonly query: LiveQuery;
  readonly canary: SideReading;
  readonly stable: SideReading;
}

type Counters = Readonly<Record<string, number>>;
type Arm = keyof SideReading;

interface Side {
  readonly metric: string;
  readonly side: string;
  /** Whether a side that shows itself for the first time began after the look before: a canary's own series did. */
  readonly isNew: boolean;
}

/**
 * Whether series belong to one version for good (`version`), or to a place that served another version before (`place`): of
 * the latter, what a side shows at first was not counted by the version that is there now.
 */
export type SeriesOf = 'version' | 'place';

/** What was added to every metric since the look before, and the counters to hand back. */
export function countAll(
  readings: readonly QueryReading[],
  sides: LiveSides,
  { before, of }: { readonly before: Counters | undefined; readonly of: SeriesOf },
): LiveLook {
  // What is not seen now may come back: a counter counts on from what it showed last.
  const counters: Record<string, number> = { ...before };
  const metrics: Record<string, MetricWindow> = {};
  for (const { query, canary, stable } of readings) {
    const ofCanary = { metric: query.name, side: sides.canary, isNew: of === 'version' };
    const ofStable = { metric: query.name, side: sides.stable, isNew: false };
    metrics[query.name] = {
      canary: windowOf(ofCanary, canary, before),
      stable: windowOf(ofStable, stable, before),
    };
    Object.assign(counters, seen(ofCanary, canary), seen(ofStable, stable));
  }
  return { metrics, counters };
}

function windowOf(of: Side, { bad, all }: SideReading, before: Counters | undefined): ArmCounts | NoData {
  if (isNoData(all)) return all;
  if (isNoData(bad)) return bad;
  if (before === undefined) return { noData: 'this is the first look: counting starts here' };
  const wasSeen = Object.keys(before).some((key) => key.startsWith(prefixOf(of, 'all')));
  // Nobody knows how much of what it shows is new.
  if (!wasSeen && !of.isNew) return { noData: `${of.side} shows its first counters: counting starts here` };
  const counts = { bad: added(of, 'bad', bad, before), all: added(of, 'all', all, before) };
  if (counts.all === 0 && counts.bad === 0) return { noData: `${of.side} had no event since the last look` };
  if (counts.bad >= 0 && counts.bad <= counts.all) return counts;
  const found = `${of.side} counts ${counts.bad} bad events of ${counts.all}`;
  return { noData: `${found}: the two selectors do not belong together` };
}

/** Sum over the series. One that got smaller was restarted, and one that is new began since: what they show was added. */
function added(of: Side, arm: Arm, now: ReadonlyMap<string, number>, before: Counters): number {
  return [...now].reduce((sum, [series, value]) => {
    const last = before[prefixOf(of, arm) + series] ?? 0;
    const more = value < last ? value : value - last;
    return series.startsWith('-') ? sum - more : sum + more;
  }, 0);
}

function seen(of: Side, reading: SideReading): Counters {
  const entries = (['bad', 'all'] as const).flatMap((arm) => {
    const counters = reading[arm];
    return isNoData(counters)
      ? []
      : [...counters].map(([series, value]) => [prefixOf(of, arm) + series, value] as const);
  });
  return Object.fromEntries(entries);
}

function isNoData(reading: Reading): reading is NoData {
  return !(reading instanceof Map);
}

function prefixOf({ metric, side }: Side, arm: Arm): string {
  return `${metric} ${side} ${arm} `;
}
