import type { Comparison, Evaluation, RunRecord } from '@weighbridge/core';
import { recordFixture } from '@weighbridge/testing';
import { expect, it } from 'vitest';
import { checkLines } from './check-lines.ts';
import { comparisonLines } from './comparison-lines.ts';
import { metricLines } from './metric-lines.ts';
import { shipLines } from './ship-lines.ts';

const hostile = 'a\r\n::error file=a.py::b\u2028::add-mask::passed';
const shown = 'a\\u000d\\n::error file=a.py::b\\u2028::add-mask::passed';

/** Every line, as a runner would part and trim it. */
function commands(text: string): string[] {
  return text.split(/[\r\n\u2028\u2029]/).filter((line) => line.trimStart().startsWith('::'));
}

function judged(): RunRecord {
  const record = recordFixture({ model: hostile, outcome: 'failed' });
  if (!record.verdict) throw new Error('the fixture has no verdict');
  const check = {
    id: '1/min',
    metric: hostile,
    slice: { column: hostile, value: hostile },
    limit: { kind: 'min', value: 0.8, written: '0.8' },
    judge: 'point',
    outcome: 'failed',
    explanation: hostile,
  } as const;
  return { ...record, verdict: { ...record.verdict, reason: hostile, checks: [check] } };
}

it('checks keep foreign names on their lines', () => {
  const text = checkLines(judged());
  expect(commands(text)).toEqual([]);
  expect(text.split('\n')).toEqual([
    `❌ ${shown} failed: ${shown}`,
    `❌ ${shown} for ${shown}=${shown}, min 0.8: ${shown}`,
    '   0 of 1 checks passed',
    '',
  ]);
});

it('a reason to stop keeps its line', () => {
  const stopped = { command: 'model', code: 'WB1', reason: hostile };
  expect(checkLines({ ...judged(), stopped })).toBe(`❌ ${shown} stopped: ${shown}\n`);
});

it('metrics keep foreign names on their lines', () => {
  const { evaluation } = recordFixture();
  if (!evaluation) throw new Error('the fixture has no evaluation');
  const metrics: Evaluation['metrics'] = [
    { name: hostile, direction: 'higher', value: 0.5, n: 10, unit: '\n::c::' },
    { name: 'recall', direction: 'higher', n: 10, undefined: hostile },
  ];
  const text = metricLines({ ...evaluation, metrics });
  expect(commands(text)).toEqual([]);
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain(`${shown}  0.50000 \\n::c::`);
});

it('deltas keep foreign names on their lines', () => {
  const comparison: Comparison = {
    outcome: 'compared',
    searched: [],
    alpha: 0.05,
    family: 1,
    pairing: { kind: 'unpaired', reason: hostile },
    metrics: [{ name: hostile, direction: 'higher', against: 'baseline', undefined: hostile, n: 10 }],
    flips: [],
  };
  const text = comparisonLines(comparison);
  expect(commands(text)).toEqual([]);
  expect(text.split('\n')).toEqual([
    `Compared with the baseline, unpaired: ${shown}`,
    expect.stringMatching(/^ {2}a\\u000d\\n::error .* {2}undefined: a\\u000d\\n::error/),
    '',
  ]);
  const incomparable = comparisonLines({ ...comparison, outcome: 'incomparable', reason: hostile });
  expect(incomparable).toBe(`Incomparable: ${shown}\n`);
});

it('a rollout keeps foreign names on their lines', () => {
  const record = recordFixture({ model: hostile, outcome: 'passed' });
  const digest = `sha256:${'a'.repeat(64)}`;
  const at = '2026-11-22T10:12:00Z';
  const metric = { name: hostile, minCount: 1, margin: 0.01 };
  const text = shipLines({
    ...record,
    rollout: {
      version: 1,
      model: hostile,
      id: 'r1',
      candidate: { version: hostile, model: digest },
      plan: {
        target: 'process',
        strategy: 'canary',
        steps: [5, 100],
        bakeSeconds: 20,
        maxHoldSeconds: 60,
        staleAfterSeconds: 60,
        noData: 'hold',
        onUndecided: 'abort',
        alpha: 0.05,
        metrics: [metric],
      },
      phase: 'aborted',
      step: 0,
      steps: [{ weight: 5, outcome: 'aborted', from: at, to: at, windows: {}, withoutData: {} }],
      startedAt: at,
      endedAt: at,
      metrics: [
        { ...metric, canary: { bad: 0, all: 0 }, stable: { bad: 0, all: 0 }, outcome: 'no data', reason: hostile },
      ],
      reason: hostile,
      events: [{ at, kind: 'aborted', step: 0, weight: 5, reason: hostile }],
      fence: 1,
    },
  });
  expect(commands(text)).toEqual([]);
  expect(text.split('\n')).toHaveLength(6);
  expect(text).toContain('❌');
});
