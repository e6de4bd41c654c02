import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { digestOf } from '../../test/watch-windows.ts';
import type { AlarmRule } from '../policy/watch.ts';
import type { SeriesPoint, WatchWindow } from '../record/watch.ts';
import { alarmsOf, replayAlarms } from './alarm.ts';

const rule: AlarmRule = { k: 3, n: 5, closeAfter: 3 };

function point(name: string, mark: string): SeriesPoint {
  const judged = mark !== '?';
  return { kind: 'column', name, outcome: judged ? 'judged' : 'no data', n: 10, flagged: mark === '!' };
}

/** Windows of one series: `!` is flagged, `.` is not, `?` has no value, ` ` is not there. */
function windowsOf(marks: string, more: Partial<WatchWindow> = {}): readonly WatchWindow[] {
  return Array.from(marks, (mark, index) => ({
    id: String(index),
    rows: 10,
    outcome: 'judged',
    reference: digestOf('1'),
    by: digestOf('2'),
    series: mark === ' ' ? [] : [point('income', mark)],
    ...more,
  }));
}

/** When it rings: a mark for each window. */
function rings(marks: string, by = rule): string {
  return replayAlarms(windowsOf(marks), by)
    .map(({ ringing }) => (ringing.length > 0 ? 'R' : '-'))
    .join('');
}

it.each([
  ['never with two', '!!...!!...', '----------'],
  ['with the third of five', '!.!.!', '----R'],
  ['not over more than five', '!.!...!', '-------'],
  ['until three in a row are quiet', '!!!..!...', '--RRRRRR-'],
  ['windows without a value are passed over', '!?! !?.?. .', '----RRRRRR-'],
  ['what rang before counts no more', '!!!...!!', '--RRR---'],
  ['and again after three new ones', '!!!...!!!', '--RRR---R'],
])('rings %s', (_, marks, expected) => {
  expect(rings(marks)).toBe(expected);
});

it('1 of 1 rings at once and ends at once', () => {
  expect(rings('!.!!.', { k: 1, n: 1, closeAfter: 1 })).toBe('R-RR-');
});

it('says which windows made it ring, and how it stands now', () => {
  expect(alarmsOf(windowsOf('.!.!!'), rule)).toEqual([
    { kind: 'column', name: 'income', first: '1', since: '4', flagged: 3, of: 5 },
  ]);
  expect(alarmsOf(windowsOf('!!!..'), rule)).toMatchObject([{ first: '0', since: '2', flagged: 3, of: 5 }]);
  expect(alarmsOf([], rule)).toEqual([]);
});

test('windows that were judged by something else count for nothing', () => {
  const other = windowsOf('!!!', { reference: digestOf('9') });
  const looser = windowsOf('!!!', { by: digestOf('9') });
  expect(alarmsOf([...other, ...looser, ...windowsOf('!!')], rule)).toEqual([]);
  expect(alarmsOf([...windowsOf('!!'), ...looser, ...windowsOf('!')], rule)).toHaveLength(1);
});

test('slices are series of their own', () => {
  const slice = (value: string | null): SeriesPoint => ({
    ...point('recall', '!'),
    kind: 'metric',
    slice: { column: 'region', value },
  });
  const windows = windowsOf('!', { series: [slice('north'), slice(null), point('recall', '!')] });
  expect(alarmsOf(windows, { k: 1, n: 1, closeAfter: 1 }).map((alarm) => alarm.slice?.value)).toEqual([
    'north',
    null,
    undefined,
  ]);
});

const marks = fc.array(fc.constantFrom('!', '.', '?', ' '), { maxLength: 40 }).map((all) => all.join(''));
const rules = fc
  .record({ n: fc.integer({ min: 1, max: 6 }), part: fc.double({ min: 0, max: 1, noNaN: true }) })
  .chain(({ n, part }) =>
    fc.record({
      k: fc.constant(1 + Math.floor(part * (n - 1))),
      n: fc.constant(n),
      closeAfter: fc.integer({ min: 1, max: 4 }),
    }),
  );

test('an alarm begins with k flags among n windows, and ends with as many quiet ones as the rule says', () => {
  fc.assert(
    fc.property(marks, rules, (all, by) => {
      const states = rings(all, by);
      const judged = Array.from(all, (mark, index) => ({ mark, rings: states[index] === 'R' })).filter(
        ({ mark }) => mark === '!' || mark === '.',
      );
      for (const [index, { mark, rings: now }] of judged.entries()) {
        const before = judged[index - 1]?.rings ?? false;
        if (now && !before) {
          const last = judged.slice(Math.max(0, index - by.n + 1), index + 1);
          expect(mark).toBe('!');
          expect(last.filter((each) => each.mark === '!').length).toBeGreaterThanOrEqual(by.k);
        }
        if (before && !now)
          expect(judged.slice(index - by.closeAfter + 1, index + 1).every((each) => each.mark === '.')).toBe(true);
        if (before && mark === '!') expect(now).toBe(true);
      }
    }),
  );
});

test('windows without a value change nothing', () => {
  fc.assert(
    fc.property(marks, rules, (all, by) => {
      const judged = all.replace(/[? ]/g, '');
      const names = (windows: readonly WatchWindow[]) => alarmsOf(windows, by).map(({ flagged, of }) => [flagged, of]);
      expect(names(windowsOf(all))).toEqual(names(windowsOf(judged)));
    }),
  );
});
