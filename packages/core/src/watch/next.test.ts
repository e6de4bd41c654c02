import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comment, dayAt, issueOf, lookOn, unlooked, windowOf } from '../../test/watch-look.ts';
import { digestOf } from '../../test/watch-windows.ts';
import { watch as schema, type Watch } from '../record/watch.ts';
import type { Look, WatchMove } from './look.ts';
import { nextWatch } from './next.ts';

const drifts = (days: number, flagged: readonly string[] = ['income']) =>
  Array.from({ length: days }, (_, index) => windowOf(index + 1, flagged));

/** A watch whose alarm on income was opened on day 3, with its issue. */
function ringing(flagged: readonly string[] = ['income']): Watch {
  return nextWatch(undefined, lookOn(3, drifts(3, flagged))).watch;
}

function move(before: Watch | undefined, look: Look): WatchMove {
  const moved = nextWatch(before, look);
  schema.parse(moved.watch);
  expect(moved.notice).toBe(moved.watch.notice?.key === before?.notice?.key ? undefined : moved.watch.notice?.kind);
  return moved;
}

const said = ({ watch, issue, notice }: WatchMove) => [watch.phase, issue, notice];

describe('nextWatch', () => {
  it('opens, changes, recovers and reopens, each once', () => {
    const quiet = move(undefined, lookOn(1, [windowOf(1, [])]));
    expect(said(quiet)).toEqual(['quiet', 'none', undefined]);
    const opened = move(quiet.watch, lookOn(3, [windowOf(2, ['income']), windowOf(3, ['income'])]));
    expect(said(opened)).toEqual(['alarm', 'create', 'opened']);
    const issue = issueOf();
    expect(said(move(opened.watch, lookOn(3, [], { issue })))).toEqual(['alarm', 'edit', undefined]);
    const more = move(
      opened.watch,
      lookOn(5, [windowOf(4, ['income', 'source']), windowOf(5, ['source', 'income'])], { issue }),
    );
    expect(said(more)).toEqual(['alarm', 'edit', 'changed']);
    const over = move(more.watch, lookOn(7, [windowOf(6, []), windowOf(7, [])], { issue }));
    expect(said(over)).toEqual(['quiet', 'close', 'recovered']);
    expect(over.watch).toMatchObject({
      openedAt: dayAt(3).toISOString(),
      closedAt: dayAt(7).toISOString(),
      issue: { number: 7 },
    });
    const closed = issueOf(dayAt(7, '06:00:05'), 'bot');
    expect(said(move(over.watch, lookOn(8, [], { issue: closed })))).toEqual(['quiet', 'none', undefined]);
    const again = move(over.watch, lookOn(9, [windowOf(8, ['income']), windowOf(9, ['income'])], { issue: closed }));
    expect(said(again)).toEqual(['alarm', 'reopen', 'opened']);
    expect(again.watch.openedAt).toBe(dayAt(9).toISOString());
  });

  it('of the same windows again changes when somebody looked, and nothing else', () => {
    const first = ringing();
    let now = nextWatch(first, lookOn(3, drifts(3), { issue: issueOf() })).watch;
    const kept = unlooked(now);
    for (let day = 4; day < 34; day += 1) {
      const { watch, issue, notice } = move(now, lookOn(day, drifts(3), { issue: issueOf() }));
      expect([unlooked(watch), watch.lookedAt, issue, notice]).toEqual([
        kept,
        dayAt(day).toISOString(),
        'edit',
        undefined,
      ]);
      now = watch;
    }
  });
});

describe('the windows of a watch', () => {
  it('count for nothing where they are of another champion or by other limits, and are kept', () => {
    const before = ringing();
    const other = move(
      before,
      lookOn(4, [windowOf(4, ['income'], { champion: 2 })], { champion: 2, issue: issueOf() }),
    );
    expect([said(other), other.watch.windows.length]).toEqual([['quiet', 'close', 'recovered'], 4]);
    const limits = move(before, lookOn(4, [], { by: digestOf('c') }));
    expect([limits.watch.phase, limits.watch.windows.length]).toEqual(['quiet', 3]);
  });

  it('are the newest 200, of each the newer judgement, whatever order they come in', () => {
    const all = Array.from({ length: 260 }, (_, index) => windowOf(index + 1, []));
    const { watch } = move(
      nextWatch(undefined, lookOn(260, all.toReversed())).watch,
      lookOn(261, [windowOf(260, ['income'])]),
    );
    expect(watch.windows.map(({ id }) => id)).toEqual(all.slice(60).map(({ id }) => id));
    expect(watch.windows.at(-1)?.series[0]?.flagged).toBe(true);
  });

  it('without a time stand as they were looked at last: rows that come again are the newest', () => {
    const rows = (name: string, flagged: readonly string[]) => {
      const { from: _from, to: _to, ...window } = windowOf(1, flagged);
      return { ...window, id: digestOf(name) };
    };
    const [well, ill] = [rows('a', []), rows('b', ['income'])];
    const ids = (looks: readonly (typeof well)[]) =>
      looks
        .reduce<Watch | undefined>((before, window, day) => nextWatch(before, lookOn(day, [window])).watch, undefined)
        ?.windows.map(({ id }) => id);
    expect(ids([well, ill, ill])).toEqual([well.id, ill.id]);
    expect(ids([well, ill, well])).toEqual([ill.id, well.id]);
  });

  it('of wide tables are those that fit in its document', () => {
    const names = Array.from({ length: 400 }, (_, index) => `column ${index}`);
    const wide = Array.from({ length: 60 }, (_, index) => windowOf(index + 1, [], { names }));
    const { windows } = nextWatch(undefined, lookOn(60, wide)).watch;
    expect(windows.length).toBeGreaterThanOrEqual(15);
    expect(JSON.stringify(windows).length).toBeLessThan(1_000_000);
  });
});

describe('nextWatch, ignored', () => {
  const comments = [comment(dayAt(3, '09:00:00'), '/ignore 7d')];
  const closed = issueOf(dayAt(4, '06:00:05'), 'bot');

  it('closes the issue, says nothing, and reopens it when the time is over', () => {
    const ignored = move(ringing(), lookOn(4, drifts(4), { issue: issueOf(), comments }));
    expect(said(ignored)).toEqual(['ignored', 'close', undefined]);
    const held = move(ignored.watch, lookOn(9, drifts(9), { issue: closed, comments }));
    expect(said(held)).toEqual(['ignored', 'edit', undefined]);
    const late = lookOn(11, drifts(11), { issue: closed, comments });
    const over = move(held.watch, late);
    expect(said(over)).toEqual(['alarm', 'reopen', 'opened']);
    // Killed before the issue was reopened: nobody closed it.
    expect(said(move(over.watch, late))).toEqual(['alarm', 'reopen', undefined]);
  });

  it('ends when another series rings, for good', () => {
    const ignored = move(ringing(), lookOn(4, drifts(4), { issue: issueOf(), comments })).watch;
    const both = move(
      ignored,
      lookOn(6, [windowOf(5, ['income', 'source']), windowOf(6, ['income', 'source'])], { issue: closed, comments }),
    );
    expect(said(both)).toEqual(['alarm', 'reopen', 'opened']);
    expect(said(move(both.watch, lookOn(7, [], { issue: issueOf(), comments })))).toEqual(['alarm', 'edit', undefined]);
  });

  it('holds for a series that stops and rings again, and tells its end to those who heard of it', () => {
    const ignored = move(ringing(), lookOn(4, drifts(4), { issue: issueOf(), comments })).watch;
    const quiet = move(ignored, lookOn(6, [windowOf(5, []), windowOf(6, [])], { issue: closed, comments }));
    expect(said(quiet)).toEqual(['quiet', 'close', 'recovered']);
    const again = move(
      quiet.watch,
      lookOn(8, [windowOf(7, ['income']), windowOf(8, ['income'])], { issue: closed, comments }),
    );
    expect(said(again)).toEqual(['ignored', 'edit', undefined]);
    expect(said(move(again.watch, lookOn(9, [windowOf(7, []), windowOf(8, [])], { issue: closed, comments })))).toEqual(
      ['quiet', 'close', undefined],
    );
  });

  it('takes it as a week when a person closes the issue, and not when we did', () => {
    const byAda = issueOf(dayAt(3, '10:00:00'));
    const ignored = move(ringing(), lookOn(4, drifts(4), { issue: byAda }));
    expect([said(ignored), ignored.watch.ignored]).toEqual([
      ['ignored', 'edit', undefined],
      { until: dayAt(10, '10:00:00').toISOString(), by: 'ada', series: [{ kind: 'column', name: 'income' }] },
    ]);
    expect(move(ignored.watch, lookOn(11, drifts(11), { issue: byAda })).issue).toBe('reopen');
    expect(move(ringing(), lookOn(4, drifts(4), { issue: byAda, ownClosed: true })).issue).toBe('reopen');
    const watched = [comment(dayAt(3, '11:00:00'), '/watch')];
    expect(move(ringing(), lookOn(4, drifts(4), { issue: byAda, comments: watched })).issue).toBe('reopen');
  });
});

/** A day: what is flagged, whether the job is killed before it touches the issue, and what a person does at noon. */
const oneDay = fc.record({
  flagged: fc.subarray(['income', 'source']),
  killed: fc.boolean(),
  person: fc.constantFrom('', '', 'closes', '/ignore 2d', '/ignore 9d', '/watch'),
});

type Issue = Look['issue'];

/** The issue after the move was made. */
function synced(issue: Issue, { watch, issue: todo }: WatchMove, day: number): Issue {
  if (watch.phase === 'alarm') return issueOf();
  return todo === 'none' || !issue?.open ? issue : issueOf(dayAt(day, '06:00:09'), 'bot');
}

function pass(days: readonly (typeof oneDay extends fc.Arbitrary<infer T> ? T : never)[]): void {
  let [now, issue]: [Watch | undefined, Issue] = [undefined, undefined];
  const comments: ReturnType<typeof comment>[] = [];
  for (const [index, { flagged, killed, person }] of days.entries()) {
    const day = index + 1;
    const moved = move(now, lookOn(day, [windowOf(day, flagged)], { issue, comments }));
    now = moved.watch;
    if (moved.issue === 'create') expect(issue).toBeUndefined();
    if (!killed) issue = synced(issue, moved, day);
    if (!killed) expect(issue?.open ?? false).toBe(now.phase === 'alarm');
    if (person.startsWith('/') && issue) comments.push(comment(dayAt(day, '12:00:00'), person));
    if (person === 'closes' && issue?.open) issue = issueOf(dayAt(day, '12:00:00'));
  }
}

it('whatever people and kills do, the issue is open exactly while something rings that is not ignored', () => {
  fc.assert(fc.property(fc.array(oneDay, { minLength: 1, maxLength: 30 }), pass), { numRuns: 200 });
});
