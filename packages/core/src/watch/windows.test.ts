import { describe, expect, it } from 'vitest';
import { planWindows } from './windows.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const at = (text: string): Date => new Date(text);
const terms = { length: day, settle: 0, now: at('2026-11-22T06:00:00Z'), most: 200 };
const ids = (first: string, more = {}) =>
  planWindows(at(first), { ...terms, ...more }).map(({ id }) => id.slice(0, 13));

describe('planWindows', () => {
  it('cuts whole days, and leaves out the one that is not over', () => {
    expect(ids('2026-11-20T13:30:00Z')).toEqual(['2026-11-20T00', '2026-11-21T00']);
  });

  it('waits for rows that arrive late', () => {
    expect(ids('2026-11-20T13:30:00Z', { settle: 6 * hour })).toEqual(['2026-11-20T00', '2026-11-21T00']);
    expect(ids('2026-11-20T13:30:00Z', { settle: 6 * hour + 1 })).toEqual(['2026-11-20T00']);
  });

  it('cuts the same windows whenever it looks, and whatever row came first', () => {
    const early = ids('2026-10-01T00:00:00Z', { length: 7 * day });
    expect(ids('2026-10-17T01:00:00Z', { length: 7 * day }).every((id) => early.includes(id))).toBe(true);
  });

  it('keeps the newest where there are too many, and none of the future', () => {
    expect(ids('2020-01-01T00:00:00Z', { most: 2 })).toEqual(['2026-11-20T00', '2026-11-21T00']);
    expect(ids('2026-11-23T00:00:00Z')).toEqual([]);
  });
});
