import { describe, expect, it } from 'vitest';
import {
  around,
  comparisonWith,
  delta,
  evaluationWith,
  gateInput,
  limit,
  line,
  metric,
  modelWith,
  policyWith,
  slice,
} from '../../test/gate-fixtures.ts';
import type { RunRecord } from '../record/record.ts';
import { explainGate } from './explain.ts';
import { type GateInput, judge } from './judge.ts';
import { judgeRelative } from './relative.ts';
import { suggestMargins } from './suggest.ts';

function recordOf(input: GateInput): RunRecord {
  return { version: 1, subject: { model: 'churn', forge: 'local', weighbridge: '0.1.0' }, verdict: judge(input) };
}

function moved(change: number, half: number, judging: 'proof' | 'harm' = 'proof'): GateInput {
  const evaluation = evaluationWith([metric('roc_auc', 0.729 + change)]);
  const gate = [line('roc_auc', { maxDrop: limit('0.005'), judge: judging })];
  return gateInput(gate, { evaluation, comparison: comparisonWith([delta('roc_auc', change, half)]) });
}

describe('explainGate', () => {
  it('says what a failed drop needs', () => {
    const [check] = explainGate(recordOf(moved(-0.018, 0.006)));
    expect(check?.value).toBeCloseTo(0.73, 12);
    expect(check?.margin).toBeCloseTo(0.024, 12);
    expect(check?.flips).toEqual([
      'It passes from 0.730 on these rows (0.729, less the allowed 0.005, plus 0.006 for the interval).',
      'It passes with `max-drop: 0.0241`.',
    ]);
  });

  it('says what would settle an undecided one', () => {
    const [check] = explainGate(recordOf(moved(-0.003, 0.012)));
    // ((1.645 + 0.842) · 0.012 / 1.645 / 0.005)² · 6,057
    expect(check?.rows).toBeGreaterThan(79_500);
    expect(check?.rows).toBeLessThan(79_900);
    expect(check?.flips).toContain(
      'About 79,800 rows (now 6,057) settle it in 4 of 5 cases, if both models are equally good.',
    );
  });

  it('says where a passed one would fail', () => {
    const [check] = explainGate(recordOf(moved(0.012, 0.006)));
    expect(check?.value).toBeCloseTo(0.718, 12);
    expect(check?.flips[0]).toBe(
      'It fails below 0.718 on these rows (0.729, less the allowed 0.005, less 0.006 for the interval).',
    );
  });

  it.each([
    [-0.018, 'proof'],
    [-0.018, 'harm'],
    [-0.003, 'proof'],
  ] as const)('names the value and the limit at which %d turns by %s', (change, judging) => {
    const [check] = explainGate(recordOf(moved(change, 0.006, judging)));
    const at = (value: number, margin: number) =>
      judgeRelative(delta('roc_auc', value - 0.729, 0.006), margin, judging);
    const value = check?.value ?? Number.NaN;
    expect(at(value + 1e-9, 0.005)).toBe('passed');
    expect(at(value - 1e-9, 0.005)).not.toBe('passed');
    const margin = check?.margin ?? Number.NaN;
    expect(at(0.729 + change, margin + 1e-9)).toBe('passed');
    expect(at(0.729 + change, margin - 1e-9)).not.toBe('passed');
  });
});

describe('explainGate, beside drops', () => {
  it('explains absolute limits, small slices, missing numbers and the first run', () => {
    const gate = [
      line('roc_auc', { min: limit('0.75'), maxDrop: limit('0.005') }),
      line('recall', { slice: 'region', maxDrop: limit('0.02') }),
      line('f1', { min: limit('0.5') }),
    ];
    const metrics = [metric('roc_auc', 0.729, { interval: around(0.729, 0.012) })];
    const evaluation = evaluationWith(metrics, [slice('isles', 96, [metric('recall', 0.5)])]);
    const explained = explainGate(
      recordOf(gateInput(gate, { evaluation, comparison: comparisonWith([], { outcome: 'first run' }) })),
    );
    expect(explained.map(({ flips }) => flips)).toEqual([
      ['It passes from 0.750.', 'It passes with `min: 0.729`.'],
      [
        'These rows will show a drop of about 0.00811 in 4 of 5 cases, if the next model’s scores correlate 0.9 with this one’s. ' +
          'The limit of 0.005 needs about 16,000 rows.',
      ],
      ['104 more rows of this slice, or `min-n: 96`, would have it judged.'],
      ['Give the metric a value: a missing number always fails.'],
    ]);
  });

  it('has nothing to say without a verdict', () => {
    const { verdict: _none, ...record } = recordOf(moved(0, 0.01));
    expect(explainGate(record)).toEqual([]);
  });
});

describe('suggestMargins', () => {
  const gate = [
    line('roc_auc', { min: limit('0.70'), maxDrop: limit('0.005') }),
    line('recall', { slice: 'region', maxDrop: limit('0.02'), judge: 'proof' }),
    line('p95 latency', { max: limit('40'), maxRise: limit('10%'), judgeAbsolute: 'bound' }),
  ];
  const north = { column: 'region', value: 'north' };
  const lower = { direction: 'lower', reference: 31.2 } as const;
  const input = gateInput(gate, {
    evaluation: evaluationWith(
      [metric('roc_auc', 0.729), metric('p95 latency', 31, { direction: 'lower', interval: around(31, 1) })],
      [slice('north', 900, [metric('recall', 0.6)])],
    ),
    comparison: comparisonWith([
      delta('roc_auc', 0, 0.004),
      delta('recall', 0, 0.03, { slice: north, n: 300 }),
      delta('p95 latency', -0.2, 1, lower),
    ]),
  });

  it('writes the margins that these rows settle, and keeps the ones that they settle already', () => {
    const { margins, yaml } = suggestMargins(recordOf(input), input.policy);
    expect(margins.map(({ metric: name, now, suggested, n, enough }) => [name, now, suggested, n, enough])).toEqual([
      ['roc_auc', '0.005', '0.007', 6057, false],
      ['recall', '0.02', '0.05', 300, false],
      ['p95 latency', '10%', '10%', 6057, true],
    ]);
    expect(yaml).toBe(`gate:
  - { metric: roc_auc, min: 0.70, max-drop: 0.007 }
  - { metric: recall, slice: region, max-drop: 0.05, judge: proof }
  - { metric: "p95 latency", max: 40, max-rise: 10%, judge: bound }
`);
  });

  it('suggests nothing where nothing is known, and never a margin that does not settle', () => {
    const model = modelWith(gate);
    const none = { version: 1, subject: { model: 'churn', forge: 'local', weighbridge: '0.1.0' } } as const;
    expect(suggestMargins(none, policyWith(model)).margins).toEqual([]);
    for (const half of [0.0001, 0.0037, 0.01, 0.019, 0.2]) {
      const { margins } = suggestMargins(recordOf(moved(0, half)), moved(0, half).policy);
      expect(Number(margins[0]?.suggested)).toBeGreaterThanOrEqual(((1.6448536 + 0.8416212) * half) / 1.645 - 1e-9);
    }
  });
});
