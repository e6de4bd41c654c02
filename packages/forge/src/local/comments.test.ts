import { expect, test } from 'vitest';
import { readComments } from './comments.ts';

const writtenAt = '2026-11-02T09:00:00.000Z';

test('comments with names and times, in the order of their times', () => {
  const text = '@ada 2026-11-01T11:00:00+01:00\nIt is the holiday.\n\n/ignore 3d\n@grace 2026-10-01T00:00:00Z\nseen';
  expect(readComments(text, 'me', writtenAt)).toEqual([
    { author: 'grace', body: 'seen', at: '2026-10-01T00:00:00.000Z', mayWrite: true },
    { author: 'ada', body: 'It is the holiday.\n\n/ignore 3d', at: '2026-11-01T10:00:00.000Z', mayWrite: true },
  ]);
});

test('lines without a name are the owner’s, of when the file was written; a line that only looks like a name is text', () => {
  const body = '/ignore 7d\n@ada yesterday\nthanks';
  expect(readComments(`${body}\r\n`, 'me', writtenAt)).toEqual([{ author: 'me', body, at: writtenAt, mayWrite: true }]);
  expect(readComments('\n \n', 'me', writtenAt)).toEqual([]);
});
