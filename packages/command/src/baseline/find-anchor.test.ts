import { memoryLedger, recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import type { Believe } from '../trust/believe.ts';
import { findAnchor, trendOf } from './find-anchor.ts';

const commits = ['1', '2', '3', '4'].map((digit) => digit.repeat(40));
const now = new Date('2026-11-11T00:00:00Z');

/** A failed record first, then three accepted ones, a day apart. */
async function entries() {
  let day = 0;
  const clock = () => {
    day += 1;
    return new Date(Date.UTC(2026, 10, day));
  };
  const ledger = memoryLedger(new Map(), { now: clock });
  for (const [index, commit] of commits.entries()) {
    await ledger.append(
      recordFixture({ commit, value: 0.7 + index / 100, outcome: index === 0 ? 'failed' : 'passed' }),
    );
  }
  return (await ledger.entries('churn')) ?? [];
}

const believe: Believe = async () => ({ kind: 'local' });

describe('findAnchor', () => {
  it.each(['champion', 'first-accepted'] as const)('%s is the oldest accepted record', async (anchor) => {
    const found = await findAnchor(anchor, { entries: await entries(), believe, now });
    expect(found.record?.subject.head).toBe(commits[1]);
    expect(found.reference).toMatchObject({
      commit: commits[1],
      reason: 'first accepted',
      source: 'ledger',
      ageDays: 9,
    });
    expect(found.why.includes('no champion')).toBe(anchor === 'champion');
  });

  it("is the champion's record where the registry names one, and it is believed", async () => {
    const all = await entries();
    const [newest] = all.filter(({ record }) => record.verdict?.outcome === 'passed');
    if (!newest) throw new Error('no accepted entry');
    const champion = { version: 'v1.2.0', record: newest.digest };
    const found = await findAnchor('champion', { entries: all, believe, now, champion });
    expect(found.reference).toMatchObject({ reason: 'champion', ref: 'v1.2.0', commit: newest.commit });
    const forged: Believe = async ({ digest }) =>
      digest === newest.digest ? { refused: 'forged' } : { kind: 'local' };
    const other = await findAnchor('champion', { entries: all, believe: forged, now, champion });
    expect([other.reference?.reason, other.why]).toEqual([
      'first accepted',
      expect.stringMatching(/v1\.2\.0 was passed over: forged/),
    ]);
  });

  it('is absent when the policy wants none, or nothing was accepted yet', async () => {
    const all = await entries();
    expect(await findAnchor('none', { entries: all, believe, now })).toEqual({ why: 'the policy wants no anchor' });
    expect((await findAnchor('champion', { entries: undefined, believe, now })).reference).toBeUndefined();
    expect((await findAnchor('champion', { entries: all.slice(-1), believe, now })).why).toMatch(/none yet/);
  });

  it('passes over records that are not believed, and says why', async () => {
    const forged: Believe = async ({ commit }) =>
      commit === commits[1] ? { refused: 'its run was on feature' } : { kind: 'local' };
    const found = await findAnchor('first-accepted', { entries: await entries(), believe: forged, now });
    expect([found.record?.subject.head, found.why]).toEqual([commits[2], expect.stringMatching(/on feature/)]);
    const none = await findAnchor('first-accepted', {
      entries: await entries(),
      believe: async () => ({ refused: 'no' }),
      now,
    });
    expect([none.record, none.why]).toEqual([undefined, expect.stringMatching(/none.*: no$/)]);
  });

  it.each([0, 1, 300, 499])('asks a few times only, when %i runs have lost their artifacts', async (lost) => {
    const [one] = await entries();
    if (!one) throw new Error('no entry');
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...one,
      digest: `sha256:${index}`,
      commit: String(index),
    })).reverse();
    const asked: string[] = [];
    const believeLate: Believe = async ({ digest }) => {
      asked.push(digest);
      return Number(digest.slice(7)) < lost ? { refused: 'gone', gone: true } : { kind: 'local' };
    };
    const found = await findAnchor('champion', { entries: many, believe: believeLate, now });
    expect(found.reference?.commit).toBe(String(lost));
    expect(asked.length).toBeLessThanOrEqual(20);
  });
});

describe('trendOf', () => {
  it('lists accepted values, oldest first', async () => {
    const points = trendOf('roc_auc', await entries());
    expect(points.map(({ value }) => value)).toEqual([0.71, 0.72, 0.73]);
    expect(trendOf('recall', await entries())).toEqual([]);
  });
});
