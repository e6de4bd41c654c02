import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';
import { renderCodeQuality } from './code-quality.ts';
import { renderDotenv } from './dotenv.ts';
import { renderJunit } from './junit.ts';
import { renderOpenMetrics } from './open-metrics.ts';

function check(id: string, outcome: Check['outcome'], value: string | null): Check {
  const slice = { column: 'region', value };
  const limit = { kind: 'max-drop', value: 0.02, written: '0.02' } as const;
  return { id, metric: 'recall', slice, limit, judge: 'harm', outcome, explanation: 'fell by "0.1" & <more>' };
}

const record: RunRecord = {
  version: 1,
  subject: { model: 'churn', forge: 'gitlab', weighbridge: '0.1.0' },
  evaluation: {
    task: 'binary',
    rows: 4,
    positives: 2,
    target: 'y',
    score: 's',
    threshold: 0.5,
    metrics: [
      { name: 'recall', direction: 'higher', value: 0.5, n: 2 },
      { name: 'precision', direction: 'higher', n: 0, undefined: 'no row is predicted positive' },
    ],
    slices: [
      {
        slice: { column: 'region', value: 'n"or\\th\n' },
        rows: 2,
        positives: 1,
        metrics: [{ name: 'recall', direction: 'higher', value: 1, n: 1 }],
      },
    ],
    confusion: { threshold: 0.5, truePositive: 1, falsePositive: 0, falseNegative: 1, trueNegative: 2 },
    curves: { roc: [], calibration: [] },
    digests: { predictions: `sha256:${'0'.repeat(64)}`, rows: `sha256:${'1'.repeat(64)}` },
  },
  verdict: {
    outcome: 'failed',
    exit: 1,
    reason: 'recall fell.',
    policy: `sha256:${'2'.repeat(64)}`,
    onInconclusive: 'warn',
    onIncomparable: 'fail',
    checks: [
      check('1/max-drop/a', 'passed', 'a'),
      check('1/max-drop/b', 'failed', '\u0000<b>'),
      check('1/max-drop/c', 'too small', null),
    ],
  },
};

describe('files for machines', () => {
  it('writes OpenMetrics with escaped labels and its end', () => {
    expect(renderOpenMetrics(record)).toBe(
      [
        '# TYPE weighbridge_recall gauge',
        'weighbridge_recall{model="churn"} 0.5',
        'weighbridge_recall{model="churn",column="region",value="n\\"or\\\\th\\n"} 1',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('writes JUnit that no value can break', () => {
    const text = renderJunit(record);
    expect(text).toContain('<testsuite name="churn" tests="3" failures="1" skipped="1" errors="0">');
    expect(text).toContain(
      'name="recall for region=?&lt;b&gt;, max-drop 0.02"><failure message="failed: fell by &quot;0.1&quot; &amp; &lt;more&gt;"/>',
    );
    expect(text.match(/<testcase /g)).toHaveLength(3);
  });

  it('puts what failed on the policy line that speaks', () => {
    expect(JSON.parse(renderCodeQuality(record, 'weighbridge.yml', () => 17))).toEqual([
      expect.objectContaining({
        severity: 'major',
        fingerprint: 'churn/1/max-drop/b',
        location: { path: 'weighbridge.yml', lines: { begin: 17 } },
      }),
    ]);
  });

  it('writes a dotenv of words and counts', () => {
    expect(renderDotenv({ ...record, subject: { ...record.subject, model: 'a b\nc' } })).toBe(
      'WEIGHBRIDGE_MODEL=a_b_c\nWEIGHBRIDGE_VERDICT=failed\nWEIGHBRIDGE_CHECKS=3\nWEIGHBRIDGE_CHECKS_FAILED=1\n',
    );
  });
});
