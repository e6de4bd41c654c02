import { describe, expect, it } from 'vitest';
import { comment, dayAt, issueOf, lookOn, windowOf } from '../../test/watch-look.ts';
import { watch as schema, type Watch } from '../record/watch.ts';
import type { Look, WatchMove } from './look.ts';
import { nextWatch } from './next.ts';

function move(before: Watch | undefined, look: Look): WatchMove {
  const moved = nextWatch(before, look);
  schema.parse(moved.watch);
  return moved;
}

const drifts = (days: number) => Array.from({ length: days }, (_, index) => windowOf(index + 1, ['income']));
const said = ({ watch, issue }: WatchMove) => [watch.phase, issue];

const ringing = move(undefined, lookOn(3, drifts(3))).watch;

/** Closed with the job's own token, which on some forges is a person's who may write. */
const ownly = (day: number, clock: string) => issueOf(dayAt(day, clock));

describe('the issue was closed', () => {
  it('by us as nothing rang: a new alarm, killed before it reopened the issue, is no word of a person', () => {
    const over = move(ringing, lookOn(5, [windowOf(4, []), windowOf(5, [])], { issue: issueOf() }));
    expect(said(over)).toEqual(['quiet', 'close']);
    const issue = ownly(5, '06:00:09');
    const seen = move(over.watch, lookOn(6, [], { issue })).watch;
    const anew = move(seen, lookOn(8, [windowOf(7, ['income']), windowOf(8, ['income'])], { issue }));
    expect(said(anew)).toEqual(['alarm', 'reopen']);
    expect(said(move(anew.watch, lookOn(9, [], { issue })))).toEqual(['alarm', 'reopen']);
  });

  it('before this alarm began: that was about another one', () => {
    const over = move(ringing, lookOn(5, [windowOf(4, []), windowOf(5, [])]));
    const anew = move(over.watch, lookOn(8, [windowOf(7, ['income']), windowOf(8, ['income'])]));
    expect(said(move(anew.watch, lookOn(9, [], { issue: issueOf(dayAt(6)) })))).toEqual(['alarm', 'reopen']);
    expect(said(move(anew.watch, lookOn(9, [], { issue: issueOf(dayAt(8, '09:00:00')) })))).toEqual([
      'ignored',
      'edit',
    ]);
  });

  it('by us just after what was ignored had ended: no week is added', () => {
    const comments = [comment(dayAt(3, '06:00:30'), '/ignore 1d')];
    const ignored = move(ringing, lookOn(4, drifts(4), { at: dayAt(4, '06:00:29'), issue: issueOf(), comments }));
    expect(said(ignored)).toEqual(['ignored', 'close']);
    const next = lookOn(5, drifts(5), { issue: ownly(4, '06:00:35'), comments });
    expect(said(move(ignored.watch, next))).toEqual(['alarm', 'reopen']);
  });

  it.each([false, undefined])('by somebody of whom it is not known that they may write (%s)', (closerMayWrite) => {
    const { closerMayWrite: _may, ...rest } = issueOf(dayAt(3, '10:00:00'), 'eve');
    const issue = { ...rest, ...(closerMayWrite === undefined ? {} : { closerMayWrite }) };
    const moved = move(ringing, lookOn(4, drifts(4), { issue }));
    expect([said(moved), moved.watch.ignored]).toEqual([['alarm', 'reopen'], undefined]);
  });
});

describe('the issue was reopened by a person while it is ignored', () => {
  const comments = [comment(dayAt(3, '09:00:00'), '/ignore 30d')];
  const ignored = move(ringing, lookOn(4, drifts(4), { issue: issueOf(), comments })).watch;
  const held = move(ignored, lookOn(5, drifts(5), { issue: ownly(4, '06:00:05'), comments })).watch;

  it('as by `/watch`, and it stays so', () => {
    const open = move(held, lookOn(6, drifts(6), { issue: issueOf(), comments }));
    expect([said(open), open.watch.ignored]).toEqual([['alarm', 'edit'], undefined]);
    expect(said(move(open.watch, lookOn(7, drifts(7), { issue: issueOf(), comments })))).toEqual(['alarm', 'edit']);
  });

  it('but what is said after that holds', () => {
    const more = [...comments, comment(dayAt(5, '12:00:00'), '/ignore 2d')];
    expect(said(move(held, lookOn(6, drifts(6), { issue: issueOf(), comments: more })))).toEqual(['ignored', 'close']);
  });

  it('and not where we were killed before we closed it', () => {
    expect(said(move(ignored, lookOn(5, drifts(5), { issue: issueOf(), comments })))).toEqual(['ignored', 'close']);
  });

  it('or closed by a person and reopened', () => {
    const closed = move(ringing, lookOn(4, drifts(4), { issue: issueOf(dayAt(3, '10:00:00')) })).watch;
    expect(said(move(closed, lookOn(5, drifts(5), { issue: issueOf() })))).toEqual(['alarm', 'edit']);
  });
});
