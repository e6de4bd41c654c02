import { describe, expect, it } from 'vitest';
import { comment, dayAt } from '../../test/watch-look.ts';
import type { IssueComment } from '../port/issues.ts';
import { ignoreOf } from './ignore.ts';

/** What one person said on the first day, and for how many days from then it holds. */
const said: readonly (readonly [what: string, body: string, days: number | undefined])[] = [
  ['a duration', '/ignore 7d', 7],
  ['a duration among words', 'A campaign, it will pass.\r\n\r\n  /ignore 1d 12h  \r\nThanks', 1.5],
  ['more than is possible', '/ignore 400d', 90],
  ['two lines', '/ignore 30d\n/ignore 2d', 2],
  ['no duration', '/ignore', undefined],
  ['a duration of no grammar', '/ignore a week', undefined],
  ['other words on the line', 'please /ignore 7d', undefined],
  ['a quotation', '> /ignore 7d', undefined],
  ['an example', 'Write\n```\n/ignore 7d\n```', undefined],
  ['an end at once', '/ignore 7d\n/ignore 0d', undefined],
];

describe('ignoreOf', () => {
  it.each(said)('hears %s', (_what, body, days) => {
    const until = days === undefined ? undefined : dayAt(days).toISOString();
    expect(ignoreOf([comment(dayAt(0), body)], dayAt(1))).toEqual(until && { until, by: 'ada' });
  });

  it.each([false, undefined])('does not hear who may not write (%s)', (mayWrite) => {
    expect(ignoreOf([{ ...comment(dayAt(0), '/ignore 7d'), mayWrite }], dayAt(1))).toBeUndefined();
  });

  const story: readonly (readonly [what: string, comments: readonly IssueComment[], days: number | undefined])[] = [
    ['the newest', [comment(dayAt(1), '/ignore 3d'), comment(dayAt(0), '/ignore 30d')], 4],
    ['an end by /watch', [comment(dayAt(0), '/ignore 30d'), comment(dayAt(1), '/watch')], undefined],
    ['one after an end', [comment(dayAt(0), '/watch'), comment(dayAt(1), '/ignore 2d')], 3],
    ['none that is over', [comment(dayAt(0), '/ignore 2d')], undefined],
    ['none of a time that cannot be read', [{ ...comment(dayAt(0), '/ignore 9d'), at: 'soon' }], undefined],
  ];
  it.each(story)('takes %s', (_what, comments, days) => {
    expect(ignoreOf(comments, dayAt(2, '07:00:00'))?.until).toBe(
      days === undefined ? undefined : dayAt(days).toISOString(),
    );
  });

  it('takes closing for a week, but where more was said', () => {
    const closing = { at: dayAt(1).toISOString(), by: 'grace' };
    expect(ignoreOf([], dayAt(2), { closing })).toEqual({ until: dayAt(8).toISOString(), by: 'grace' });
    expect(ignoreOf([comment(dayAt(0), '/ignore 30d')], dayAt(2), { closing })?.until).toBe(dayAt(30).toISOString());
    expect(ignoreOf([comment(dayAt(2), '/watch')], dayAt(2), { closing })).toBeUndefined();
    expect(ignoreOf([], dayAt(2), { closing, since: closing.at })).toBeUndefined();
  });
});
