import { describe, expect, it } from 'vitest';
import { dayAt, lookOn, windowOf } from '../../test/watch-look.ts';
import { digestOf } from '../../test/watch-windows.ts';
import { watch as schema, type Watch, type WatchWindow } from '../record/watch.ts';
import type { Look } from './look.ts';
import { nextWatch } from './next.ts';

function after(before: Watch | undefined, look: Look): Watch {
  return nextWatch(before, look).watch;
}

function emptyOf(day: number): WatchWindow {
  return { ...windowOf(day, []), rows: 0, outcome: 'empty', series: [] };
}

const ringing = after(undefined, lookOn(3, [windowOf(1, []), windowOf(2, ['income']), windowOf(3, ['income'])]));

describe('a window that was judged again', () => {
  it('keeps what cannot be judged for one look: the alarm lasts', () => {
    const service = (day: number, outcome: 'judged' | 'no data'): WatchWindow => ({
      ...windowOf(day, []),
      series: [{ kind: 'service', name: 'errors', outcome, n: 1000, flagged: outcome === 'judged' }],
    });
    const rang = after(undefined, lookOn(2, [service(1, 'judged'), service(2, 'judged')]));
    const down = after(rang, lookOn(3, [service(1, 'no data'), service(2, 'no data'), service(3, 'no data')]));
    expect([rang.phase, down.phase]).toEqual(['alarm', 'alarm']);
    expect(down.windows.map(({ series }) => series[0]?.outcome)).toEqual(['judged', 'judged', 'no data']);
  });

  it('keeps metrics with their labels, and rows that are gone for one look', () => {
    const labels = { matured: true, labelled: 900, missing: 100, duplicated: 0, contradictory: 0 };
    const full = { ...windowOf(3, ['roc_auc']), labels };
    const now = emptyOf(3);
    const [kept] = after(after(undefined, lookOn(3, [full])), lookOn(4, [now])).windows;
    expect(kept).toEqual(full);
    const unlabelled = { ...windowOf(3, []), rows: 500, labels: { ...labels, labelled: 0 } };
    const points = unlabelled.series.map((point) =>
      point.kind === 'metric' ? { ...point, outcome: 'no data' as const } : point,
    );
    const [again] = after(after(undefined, lookOn(3, [full])), lookOn(4, [{ ...unlabelled, series: points }])).windows;
    expect([again?.rows, again?.labels?.labelled]).toEqual([500, 900]);
    expect(again?.series.find(({ kind }) => kind === 'metric')).toEqual(full.series.at(-1));
  });

  it('keeps nothing that was found by other limits', () => {
    const [now] = after(ringing, lookOn(4, [{ ...emptyOf(2), by: digestOf('c') }])).windows.slice(1);
    expect(now?.series).toEqual([]);
  });
});

describe('more windows than are kept', () => {
  it('an alarm goes on where nothing is judged any more', () => {
    const empty = Array.from({ length: 220 }, (_, index) => emptyOf(index + 4));
    const late = after(ringing, lookOn(230, empty));
    expect([late.phase, late.windows.length]).toEqual(['alarm', 200]);
    expect(late.windows.slice(0, 4).map(({ outcome }) => outcome)).toEqual(['judged', 'judged', 'judged', 'empty']);
    const back = after(late, lookOn(232, [windowOf(224, []), windowOf(225, [])]));
    expect(back.phase).toBe('quiet');
  });

  it('an alarm ends by windows within limits alone, however long ago it began', () => {
    const mixed = Array.from({ length: 210 }, (_, index) => windowOf(index + 4, index % 2 === 0 ? ['income'] : []));
    const rule = { k: 3, n: 3, closeAfter: 2 };
    const rang = after(
      undefined,
      lookOn(
        3,
        [1, 2, 3].map((day) => windowOf(day, ['income'])),
        { rule },
      ),
    );
    const late = mixed.reduce((before, window, index) => after(before, lookOn(index + 4, [window], { rule })), rang);
    expect(late.alarms).toMatchObject([{ name: 'income', first: dayAt(0, '00:00:00').toISOString(), of: 3 }]);
    expect(after(late, lookOn(215, [windowOf(214, []), windowOf(215, [])], { rule })).phase).toBe('quiet');
  });
});

describe('a watch of a wide table', () => {
  const names = (columns: number): string[] => Array.from({ length: columns }, (_, index) => `feature_${index}`);
  const shares = ['monthly', 'yearly', 'weekly', null].map((value) => ({ value, share: 0.251_234_567_890_1 }));
  const picture = { kind: 'shares' as const, shares };
  const wideOf = (day: number, columns: number, flagged: readonly string[]): WatchWindow => ({
    ...windowOf(day, []),
    series: names(columns).map((name) => ({
      kind: 'column',
      name,
      outcome: 'judged',
      value: 0.012_345_678_901_2 + day / 1e9,
      was: picture,
      now: picture,
      n: 100_000,
      limit: { kind: 'drift', value: 0.2, written: '0.2' },
      p: 0.123_456_789_012_3,
      adjusted: 0.987_654_321_098_7,
      flagged: flagged.includes(name),
    })),
  });
  const rule = { k: 3, n: 5, closeAfter: 3 };

  it.each([
    [400, 1],
    [1000, 1],
    [1000, 1000],
  ])('of %i columns, %i of which ring, fits in its document', (columns, moved) => {
    const flagged = names(moved);
    const windows = Array.from({ length: 14 }, (_, index) => wideOf(index + 1, columns, index > 9 ? flagged : []));
    const first = after(undefined, lookOn(14, windows, { rule }));
    const watch = after(first, lookOn(15, [wideOf(15, columns, flagged)], { rule }));
    schema.parse(watch);
    expect(JSON.stringify(watch).length).toBeLessThan(1_000_000);
    expect(watch.alarms.length).toBe(moved);
    expect(watch.windows.length).toBeGreaterThanOrEqual(columns === 400 ? 8 : 5);
    const [newest] = watch.windows.at(-1)?.series ?? [];
    expect(newest).toMatchObject({ name: 'feature_0', flagged: true, limit: { value: 0.2 } });
    const again = lookOn(16, [wideOf(15, columns, flagged)], { rule });
    const texts = [after(watch, again), after(after(watch, again), again)].map(({ windows: kept }) =>
      JSON.stringify(kept),
    );
    expect(texts[0] === texts[1]).toBe(true);
  });

  it('loses pictures first, then what is within limits', () => {
    const windows = Array.from({ length: 8 }, (_, index) => wideOf(index + 1, 200, ['feature_1']));
    const pictured = after(undefined, lookOn(8, windows, { rule })).windows.map(({ series }) => series[0]?.was);
    expect(pictured.map((each) => each !== undefined)).toEqual([...Array(6).fill(false), true, true]);
    const wider = Array.from({ length: 8 }, (_, index) => wideOf(index + 1, 400, ['feature_1']));
    const bare = after(undefined, lookOn(8, wider, { rule })).windows.at(-1)?.series;
    expect(bare?.slice(0, 2).map(({ was, value }) => [was !== undefined, value !== undefined])).toEqual([
      [false, true],
      [true, true],
    ]);
  });
});
