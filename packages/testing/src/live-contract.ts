import type { LiveLook, LiveMetrics, LiveQuery, LiveSides, MetricWindow } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What one side shows; a counter that is undefined is not shown. */
export interface ShownCounters {
  readonly bad?: number;
  readonly all?: number;
}

/** Counters under test: nothing is shown at first. */
export interface LiveUnderTest {
  readonly live: LiveMetrics;
  readonly query: LiveQuery;
  readonly sides: LiveSides;
  /** Shows these counters instead of what was shown, and resolves once a look sees them. */
  show(canary: ShownCounters | undefined, stable: ShownCounters | undefined): Promise<void>;
  close(): Promise<void>;
}

const none = { noData: expect.stringMatching(/\w{3}/) };
const before = [
  { bad: 2, all: 20 },
  { bad: 10, all: 400 },
] as const;

/** What every reader of counters does (DESIGN §11): differences that see restarts, and "no data" as its own answer. */
export function liveContract(name: string, make: () => Promise<LiveUnderTest>): void {
  describe(`${name} keeps the contract of counters:`, () => {
    const look = around(make);
    itCounts(look);
    itHasNoData(look);
  });
}

type Shown = readonly [ShownCounters | undefined, ShownCounters | undefined];
type Look = (...shown: readonly Shown[]) => Promise<MetricWindow | undefined>;

/** Shows and looks once for each pair, each time with the counters of the look before, as a later job has them. */
function around(make: () => Promise<LiveUnderTest>): Look {
  let under: LiveUnderTest | undefined;
  beforeEach(async () => {
    under = await make();
  });
  afterEach(() => under?.close());
  return async (...shown) => {
    if (!under) throw new Error('no test has begun');
    const { live, query, sides, show } = under;
    let last: LiveLook | undefined;
    for (const [canary, stable] of shown) {
      await show(canary, stable);
      last = await live.look([query], sides, last && JSON.parse(JSON.stringify(last.counters)));
    }
    return last?.metrics[query.name];
  };
}

function itCounts(look: Look): void {
  it('counts nothing at the first look', async () => {
    expect(await look(before)).toEqual({ canary: none, stable: none });
  });

  it('counts what was added, on each side', async () => {
    const now = [
      { bad: 5, all: 50 },
      { bad: 11, all: 460 },
    ] as const;
    expect(await look(before, now)).toEqual({ canary: { bad: 3, all: 30 }, stable: { bad: 1, all: 60 } });
  });

  it('takes a counter that got smaller for one that began again', async () => {
    const now = [
      { bad: 1, all: 8 },
      { bad: 10, all: 460 },
    ] as const;
    expect(await look(before, now)).toEqual({ canary: { bad: 1, all: 8 }, stable: { bad: 0, all: 60 } });
  });

  it('counts a canary that began since from 0, and nothing of the past of the stable side', async () => {
    const first = [undefined, undefined] as const;
    const now = [
      { bad: 1, all: 9 },
      { bad: 10, all: 400 },
    ] as const;
    expect(await look(first, now)).toEqual({ canary: { bad: 1, all: 9 }, stable: none });
    const then = [
      { bad: 1, all: 10 },
      { bad: 10, all: 401 },
    ] as const;
    expect(await look(first, now, then)).toMatchObject({ canary: { all: 1 }, stable: { bad: 0, all: 1 } });
  });
}

function itHasNoData(look: Look): void {
  const stable = { bad: 10, all: 460 };

  it('has no data of a side without an event, and counts the other', async () => {
    expect(await look(before, [before[0], stable])).toEqual({
      canary: { noData: expect.stringContaining('no event since the last look') },
      stable: { bad: 0, all: 60 },
    });
  });

  it('has no data of a side that is not there, and counts on when it is back', async () => {
    const gone = [undefined, stable] as const;
    expect(await look(before, gone)).toMatchObject({ canary: none, stable: { all: 60 } });
    const back = [{ bad: 3, all: 25 }, stable] as const;
    expect(await look(before, gone, back)).toMatchObject({ canary: { bad: 1, all: 5 }, stable: none });
  });

  it('has no data without one of the two counters', async () => {
    expect(await look(before, [{ bad: 5 }, stable])).toMatchObject({ canary: none, stable: { all: 60 } });
    expect(await look(before, [{ all: 50 }, stable])).toMatchObject({ canary: none, stable: { all: 60 } });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('has no data of a counter that is %s', async (value) => {
    const now = [
      { bad: 5, all: value },
      { bad: value, all: 460 },
    ] as const;
    expect(await look(before, now)).toEqual({ canary: none, stable: none });
  });

  it('has no data where more is bad than there is', async () => {
    expect(await look(before, [{ bad: 30, all: 25 }, stable])).toMatchObject({ canary: none, stable: { all: 60 } });
  });
}
