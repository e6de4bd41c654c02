import { recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { canonical, recordDigest } from './canonical.ts';
import type { Comparison } from './comparison.ts';
import { type RunRecord, runRecord } from './record.ts';

const digest = `sha256:${'b'.repeat(64)}`;
const comparison: Comparison = {
  outcome: 'compared',
  searched: [{ kind: 'ledger', where: 'the ledger', found: 'record' }],
  baseline: {
    commit: '2'.repeat(40),
    ref: 'main',
    reason: 'merge-base',
    commitsBefore: 0,
    source: 'ledger',
    record: digest,
    ageDays: 1.5,
    ageCommits: 2,
  },
  alpha: 0.05,
  family: 0,
  metrics: [],
  flips: [],
};

/** One weighing as the command line on a developer's machine records it, and as a job of a forge does. */
function twoShells(): readonly [RunRecord, RunRecord] {
  const local = { ...recordFixture(), comparison };
  const { run: _run, checkedOut: _checkedOut, ...subject } = local.subject;
  const evaluation = local.evaluation && {
    ...local.evaluation,
    kept: { kind: 'artifact', digest, location: 'artifact:x' } as const,
  };
  const job: RunRecord = {
    ...local,
    subject: {
      ...subject,
      checkedOut: '3'.repeat(40),
      baseTip: '6'.repeat(40),
      ref: 'refs/pull/318/merge',
      change: { number: 318, fork: false, url: 'https://example.org/318' },
      forge: 'github',
      repository: 'acme/models',
      run: { id: '9', attempt: 2, job: 'model', url: 'https://example.org/9', startedAt: '2026-11-22T00:00:00Z' },
    },
    ...(evaluation ? { evaluation } : {}),
    comparison: {
      ...comparison,
      searched: [],
      baseline: {
        commit: '2'.repeat(40),
        reason: 'base tip',
        commitsBefore: 0,
        source: 'ci-artifact',
        record: digest,
        ageDays: 3,
      },
      trend: [{ commit: '2'.repeat(40), at: '2026-11-01T00:00:00Z', value: 0.7 }],
    },
    durations: { evaluate: 99, gate: 1 },
  };
  return [runRecord.parse(local), runRecord.parse(job)];
}

describe('canonical', () => {
  it('is equal byte for byte wherever one commit was weighed', () => {
    const [local, job] = twoShells();
    expect(canonical(job)).toBe(canonical(local));
  });

  it('says nothing of runs, addresses, times and places', () => {
    const [, job] = twoShells();
    expect(canonical(job)).not.toMatch(/example\.org|318|acme|startedAt|durations|ageDays|searched|github|2026-11/);
  });

  it.each<readonly [string, (record: RunRecord) => RunRecord]>([
    ['a metric', () => recordFixture({ value: 0.7500000000000001 })],
    ['the head', () => recordFixture({ commit: '4'.repeat(40) })],
    ['the verdict', () => recordFixture({ outcome: 'failed' })],
    ['the version of the program', (record) => ({ ...record, subject: { ...record.subject, weighbridge: '0.2.0' } })],
    ['the model’s key', (record) => ({ ...record, subject: { ...record.subject, key: digest } })],
    [
      'the baseline’s commit',
      (record) => ({
        ...record,
        comparison: {
          ...comparison,
          baseline: { commit: '5'.repeat(40), reason: 'merge-base', commitsBefore: 0, source: 'ledger' },
        },
      }),
    ],
  ])('differs with %s', (_name, change) => {
    const record = { ...recordFixture(), comparison };
    expect(canonical(change(record))).not.toBe(canonical(record));
  });

  it('keeps who approved an override, and not when', () => {
    const record = recordFixture();
    const overridden = (by: string, at?: string): RunRecord => ({
      ...record,
      ...(record.verdict
        ? {
            verdict: {
              ...record.verdict,
              override: {
                by,
                commit: '1'.repeat(40),
                rule: 'looser',
                ...(at ? { at, url: 'https://example.org' } : {}),
              },
            },
          }
        : {}),
    });
    expect(canonical(overridden('ada', '2026-11-22T00:00:00Z'))).toBe(canonical(overridden('ada')));
    expect(canonical(overridden('bob'))).not.toBe(canonical(overridden('ada')));
  });

  it('has the digest of its UTF-8 bytes', () => {
    const seen: number[] = [];
    const record = recordFixture({ model: 'größe' });
    recordDigest(record, (bytes) => {
      seen.push(bytes.length);
      return digest;
    });
    expect(seen).toEqual([new TextEncoder().encode(canonical(record)).length]);
  });
});
