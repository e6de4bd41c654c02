import type { Subject } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { sameRun } from './subject.ts';

const now: Subject = {
  model: 'churn',
  head: 'a'.repeat(40),
  checkedOut: 'b'.repeat(40),
  forge: 'github',
  run: { id: '7', attempt: 2, job: 'verdict' },
  weighbridge: '0.1.0',
};

describe('sameRun', () => {
  it('takes what an earlier attempt of this run left: jobs that succeeded are not run again', () => {
    expect(sameRun({ ...now, run: { id: '7', attempt: 1, job: 'model' } }, now)).toBe(true);
  });

  it.each([
    ['another run', { run: { id: '6', attempt: 1, job: 'model' } }],
    ['a later attempt', { run: { id: '7', attempt: 3, job: 'model' } }],
    ['another commit', { head: 'c'.repeat(40) }],
    ['another checkout', { checkedOut: 'c'.repeat(40) }],
    ['another model', { model: 'fraud' }],
    ['another version', { weighbridge: '0.2.0' }],
  ])('does not take %s', (_, change) => {
    expect(sameRun({ ...now, ...change }, now)).toBe(false);
  });
});
