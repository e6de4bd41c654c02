import { memoryLedger, recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
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

describe('findAnchor', () => {
  it.each(['champion', 'first-accepted'] as const)('%s is the oldest accepted record', async (anchor) => {
    const found = findAnchor(anchor, await entries(), now);
    expect(found.record?.subject.head).toBe(commits[1]);
    expect(found.reference).toMatchObject({
      commit: commits[1],
      reason: 'first accepted',
      source: 'ledger',
      ageDays: 9,
    });
    expect(found.why.includes('no registry')).toBe(anchor === 'champion');
  });

  it('is absent when the policy wants none, or nothing was accepted yet', async () => {
    expect(findAnchor('none', await entries(), now)).toEqual({ why: 'the policy wants no anchor' });
    expect(findAnchor('champion', undefined, now).reference).toBeUndefined();
    expect(findAnchor('champion', (await entries()).slice(-1), now).why).toMatch(/none yet/);
  });
});

describe('trendOf', () => {
  it('lists accepted values, oldest first', async () => {
    const points = trendOf('roc_auc', await entries());
    expect(points.map(({ value }) => value)).toEqual([0.71, 0.72, 0.73]);
    expect(trendOf('recall', await entries())).toEqual([]);
  });
});
