import type { TableProfile } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { hideProfile, revealProfile } from './hide-profile.ts';

const profileOf = (...values: string[]): TableProfile => ({
  rows: 10,
  columns: 2,
  profiles: [
    {
      kind: 'category',
      column: 'mail',
      type: 'string',
      missing: 0,
      distinct: values.length,
      values: values.map((value) => ({ value, count: 5 })),
      rest: 0,
    },
    { kind: 'number', column: 'x', type: 'number', missing: 0, edges: [0, 1], counts: [10] },
  ],
});

describe('a profile for the record', () => {
  it('names no value, and leaves numbers as they are', () => {
    const hidden = hideProfile(profileOf('a@b.de', 'c@d.de'), 'key');
    expect(JSON.stringify(hidden)).not.toMatch(/@/);
    expect(hidden.profiles[1]).toEqual(profileOf().profiles[1]);
    expect(hideProfile(profileOf('a@b.de'), 'other')).not.toEqual(hideProfile(profileOf('a@b.de'), 'key'));
  });

  it('is read again by whoever has the same values and the same key', () => {
    const hidden = hideProfile(profileOf('a@b.de', 'gone@d.de'), 'key');
    const [mail] = revealProfile(hidden, profileOf('a@b.de', 'new@d.de'), 'key').profiles;
    expect(mail).toMatchObject({
      values: [{ value: 'a@b.de' }, { value: expect.stringMatching(/^hmac:[0-9a-f]{16}$/) }],
    });
    expect(revealProfile(profileOf('plain'), undefined, 'key')).toEqual(profileOf('plain'));
  });
});
