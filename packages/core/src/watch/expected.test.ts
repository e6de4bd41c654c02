import { expect, test } from 'vitest';
import { digestOf } from '../../test/watch-windows.ts';
import type { AlarmRule } from '../policy/watch.ts';
import type { SeriesKind, SeriesPoint, WatchWindow } from '../record/watch.ts';
import { replayAlarms } from './alarm.ts';
import { expectationOf, expectedFalseAlarms } from './expected.ts';
import { expectedRings } from './rings.ts';

/** How often one series begins to ring along given flags, as alarms are replayed. */
function ringsAlong(flags: readonly boolean[], rule: AlarmRule): number {
  const windows = flags.map(
    (flagged, index): WatchWindow => ({
      id: String(index),
      rows: 1,
      outcome: 'judged',
      reference: digestOf('1'),
      by: digestOf('2'),
      series: [{ kind: 'column', name: 'x', outcome: 'judged', n: 1, flagged }],
    }),
  );
  return replayAlarms(windows, rule).filter(({ window, ringing }) => ringing[0]?.since === window.id).length;
}

test.each([
  { k: 1, n: 1, closeAfter: 1 },
  { k: 2, n: 3, closeAfter: 3 },
  { k: 3, n: 5, closeAfter: 2 },
  { k: 2, n: 2, closeAfter: 4 },
  { k: 1, n: 4, closeAfter: 2 },
])('the chain of $k of $n, ending after $closeAfter, is the mean over all runs of flags', (rule) => {
  const windows = 9;
  for (const p of [0.01, 0.3, 0.8]) {
    let mean = 0;
    for (let run = 0; run < 2 ** windows; run++) {
      const flags = Array.from({ length: windows }, (_, index) => ((run >> index) & 1) === 1);
      const flagged = flags.filter((flag) => flag).length;
      mean += p ** flagged * (1 - p) ** (windows - flagged) * ringsAlong(flags, rule);
    }
    expect(expectedRings(p, rule, windows)).toBeCloseTo(mean, 12);
  }
});

test('a series that is always or never flagged rings once or never', () => {
  const rule = { k: 3, n: 10, closeAfter: 1000 };
  expect([expectedRings(1, rule, 50), expectedRings(0, rule, 50), expectedRings(0.5, rule, 0)]).toEqual([1, 0, 0]);
  expect(expectedRings(1, rule, 2)).toBe(0);
});

// P(all of k normals, correlated by rho, are above the quantile of q): scipy 1.17.1, integrate.quad.
test.each([
  [0.05, 0.3, 3, 0.0017224559545446706],
  [0.005, 0.5, 3, 0.00012076948033704693],
  [0.0025, 0.1, 2, 1.5169878420680284e-5],
  [0.01, 0.9, 3, 0.003954433418742761],
])('windows that share a reference: q %d, correlation %d, %d of as many', (alpha, correlation, k, expected) => {
  const found = expectedFalseAlarms({
    alpha,
    rule: { k, n: k, closeAfter: 1 },
    windowsPerYear: k,
    families: [{ correlations: [correlation] }],
  });
  expect(found / expected).toBeCloseTo(1, 6);
});

const usual = { k: 3, n: 5, closeAfter: 3 };

test('false alarms add up over series and families, and grow with what windows share', () => {
  const at = (...families: readonly (readonly number[])[]) =>
    expectedFalseAlarms({
      alpha: 0.05,
      rule: usual,
      windowsPerYear: 365,
      families: families.map((correlations) => ({ correlations })),
    });
  expect(at([0.2, 0.2], [0])).toBeCloseTo(at([0.2, 0.2]) + at([0]), 14);
  expect(at([0.2, 0.4])).toBeCloseTo((at([0.2, 0.2]) + at([0.4, 0.4])) / 2, 14);
  const grown = [0, 0.05, 0.2, 0.5].map((rho) => at([rho, rho, rho]));
  expect(grown).toEqual([...grown].sort((a, b) => a - b));
  expect([at(), at([])]).toEqual([0, 0]);
});

test('part of a window a year is part of an alarm; unknown ones are none', () => {
  const at = (windowsPerYear: number) =>
    expectedFalseAlarms({
      alpha: 0.05,
      rule: { k: 1, n: 1, closeAfter: 1 },
      windowsPerYear,
      families: [{ correlations: [0] }],
    });
  expect(at(0.5)).toBeCloseTo(0.025, 14);
  expect([at(0), at(-1), at(Number.NaN), at(Number.POSITIVE_INFINITY)]).toEqual([0, 0, 0, 0]);
});

function windowOf(...points: readonly (Partial<SeriesPoint> & { readonly kind: SeriesKind })[]): WatchWindow {
  const series = points.map((point, index) => ({
    name: `s${index}`,
    outcome: 'judged' as const,
    n: 100,
    p: 0.5,
    flagged: false,
    ...point,
  }));
  return { id: '1', rows: 100, outcome: 'judged', reference: digestOf('1'), by: digestOf('2'), series };
}

test('families are those of the newest window that has them', () => {
  const data = [{ kind: 'column' }, { kind: 'column' }, { kind: 'prediction' }] as const;
  const change = { value: 0, low: -1, high: 1 };
  const old = windowOf({ kind: 'metric', n: 50, change }, { kind: 'metric', n: 20, change }, { kind: 'metric', n: 50 });
  const untested = { kind: 'column', outcome: 'not in both', p: undefined, n: 0 } as const;
  const newest = windowOf(...data, untested, { kind: 'service' });
  const expected = expectedFalseAlarms({
    alpha: 0.05,
    rule: usual,
    windowsPerYear: 52,
    families: [{ correlations: [0.1, 0.1, 0.5] }, { correlations: [1 / 3, 1 / 3, 0] }, { correlations: [0] }],
  });
  const rows = { data: 900, evaluation: 100 };
  expect(expectationOf([old, newest], { alpha: 0.05 }, usual, 52, rows)).toBeCloseTo(expected, 14);
  expect(expectationOf([], { alpha: 0.05 }, usual, 52, 900)).toBe(0);
  expect(expectationOf([newest], { alpha: 0.05 }, usual, 52, 0)).toBeGreaterThan(0);
});
