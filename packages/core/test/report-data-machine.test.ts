import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataCheck } from '../src/record/data.ts';
import type { RunRecord } from '../src/record/record.ts';
import { annotationsOf } from '../src/report/annotations.ts';
import { renderCodeQuality } from '../src/report/machine/code-quality.ts';
import { renderDotenv } from '../src/report/machine/dotenv.ts';
import { renderJunit } from '../src/report/machine/junit.ts';
import { renderOpenMetrics } from '../src/report/machine/open-metrics.ts';
import { renderSarif } from '../src/report/machine/sarif.ts';
import { anyRecord } from './arbitrary/record.ts';
import { brokenSection, dataBroken, dataBrokenHidden, held } from './records/data-broken.ts';
import { dataWarned } from './records/data-passed.ts';
import { worseSlice } from './records/worse-slice.ts';

function withChecks(checks: readonly DataCheck[]): RunRecord {
  return { ...dataBroken, data: { ...brokenSection, checks: [...checks], explanations: [] } };
}

/** A rule of a column of its own that is broken. */
function brokenRule(index: number): DataCheck {
  return {
    ...held(`c${index}`, 'minimum', 'at least 0', index + 1),
    outcome: 'failed',
    count: 1000 - index,
    rows: [3],
  };
}

describe('annotations of broken data', () => {
  it('say on the schema’s line what was found, what is allowed and what the rows share', () => {
    expect(annotationsOf(dataBroken)).toEqual([
      {
        level: 'error',
        file: 'schemas/churn.yml',
        line: 14,
        column: 5,
        title: 'income: 12.4% empty',
        message: '10,405 of 83,911 rows are empty, 0.5% allowed. All have source=partner_b. First rows: 4, 17, 23.',
      },
      expect.objectContaining({ line: 21, title: 'region: 2 new values' }),
      expect.objectContaining({ line: 9, title: 'customer: 18 repeated' }),
    ]);
  });

  it('name no value that the record does not', () => {
    const [first] = annotationsOf(dataBrokenHidden);
    expect(first?.message).toContain('All share one value of source.');
    expect(JSON.stringify(annotationsOf(dataBrokenHidden))).not.toContain('partner_b');
  });

  it('are ten, the last of which counts the rest', () => {
    const sixteen = annotationsOf(withChecks(Array.from({ length: 16 }, (_, index) => brokenRule(index))));
    expect(sixteen).toHaveLength(10);
    expect(sixteen.at(-1)?.message).toBe('7 more rules are broken. See the job summary.');
    expect(annotationsOf(withChecks(Array.from({ length: 10 }, (_, index) => brokenRule(index))))).toHaveLength(10);
  });

  it('are one where a line speaks for two datasets', () => {
    const rule = brokenRule(0);
    const [only, ...more] = annotationsOf(withChecks([rule, { ...rule, dataset: 'evaluation', count: 2 }]));
    expect(more).toEqual([]);
    expect(only?.message).toContain('Broken in 1 more dataset, too.');
  });

  it('warn where a rule only warns, and place the gate’s checks on its line', () => {
    expect(annotationsOf(dataWarned).map(({ level }) => level)).toEqual(['warning', 'warning']);
    const gate = annotationsOf(worseSlice, { file: 'weighbridge.yml', lineOf: () => 7 });
    expect(gate).toEqual([expect.objectContaining({ level: 'error', file: 'weighbridge.yml', line: 7 })]);
  });

  it('are one short line each, whatever the record holds', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const all = annotationsOf(record, { file: 'weighbridge.yml', lineOf: () => undefined });
        expect(all.length).toBeLessThanOrEqual(10);
        for (const { title, message, line = 1 } of all) {
          expect(Array.from(message).length).toBeLessThanOrEqual(200);
          expect(`${title}${message}`).not.toMatch(/[\r\n\u202e\u200b]/);
          expect(line).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('data in files for machines', () => {
  it('writes one result of SARIF for each broken rule, on its line', () => {
    const log = JSON.parse(renderSarif(dataBroken));
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'data/required',
      'data/enum',
      'data/unique',
    ]);
    expect(run.results).toHaveLength(3);
    expect(run.results[0]).toMatchObject({
      ruleId: 'data/required',
      ruleIndex: 0,
      level: 'error',
      message: { text: '12.4% of income is empty; the schema allows 0.5%. First rows: 4, 17, 23, 41, 66.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'schemas/churn.yml' },
            region: { startLine: 14, startColumn: 5 },
          },
        },
      ],
      partialFingerprints: { 'weighbridge/v1': 'churn/train: income, required, at most 0.5% empty' },
    });
    expect(renderSarif(dataBroken)).not.toContain('partner_b');
  });

  it('writes SARIF without results where nothing is broken, so that earlier alerts are closed', () => {
    expect(JSON.parse(renderSarif(withChecks([held('a', 'required', 'never empty', 1)]))).runs[0].results).toEqual([]);
    expect(JSON.parse(renderSarif(dataWarned)).runs[0].results.map(({ level }: { level: string }) => level)).toEqual([
      'warning',
      'warning',
    ]);
  });

  it('writes a JUnit suite for each dataset', () => {
    const text = renderJunit(dataBroken);
    expect(text).toContain('<testsuite name="churn: data train" tests="14" failures="3" skipped="0" errors="0">');
    expect(text).toContain('<testsuites name="weighbridge" tests="15" failures="4" skipped="0" errors="0">');
    expect(text).toContain(
      '<testcase classname="data.train" name="train: income, required, at most 0.5% empty" file="schemas/churn.yml" line="14"><failure message="12.4% of income is empty; the schema allows 0.5%."/>',
    );
  });

  it('writes code quality with fingerprints that differ and stay', () => {
    const issues = JSON.parse(renderCodeQuality(dataBroken, 'weighbridge.yml', () => undefined));
    expect(issues).toHaveLength(3);
    expect(issues[0]).toEqual({
      description: 'churn: 12.4% of income is empty; the schema allows 0.5%.',
      check_name: 'weighbridge/data/required',
      fingerprint: 'churn/data/train: income, required, at most 0.5% empty',
      severity: 'major',
      location: { path: 'schemas/churn.yml', lines: { begin: 14 } },
    });
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
  });

  it('writes rows and broken rules as OpenMetrics, and counts as dotenv', () => {
    const lines = renderOpenMetrics(dataBroken).split('\n');
    expect(lines).toContain('weighbridge_data_rows{model="churn",dataset="train"} 83911');
    expect(lines).toContain('weighbridge_data_rules_broken{model="churn",dataset="train",severity="error"} 3');
    expect(lines).toContain('weighbridge_data_columns_drifted{model="churn",dataset="train"} 1');
    expect(renderDotenv(dataBroken)).toContain('WEIGHBRIDGE_DATA_RULES=14\nWEIGHBRIDGE_DATA_RULES_BROKEN=3\n');
  });
});
