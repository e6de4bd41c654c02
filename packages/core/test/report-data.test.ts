import { describe, expect, it } from 'vitest';
import type { DataCheck, DataDiff } from '../src/record/data.ts';
import type { RunRecord } from '../src/record/record.ts';
import { byteLength } from '../src/report/budget.ts';
import { renderNote } from '../src/report/note.ts';
import { renderPage } from '../src/report/page/page.ts';
import { context } from './context.ts';
import { mainTableOf } from './live.ts';
import { brokenSection, dataBroken, dataBrokenHidden, held } from './records/data-broken.ts';
import { dataPassed, trainingFailed } from './records/data-passed.ts';

const [diff] = brokenSection.diff ?? [];

function withChecks(checks: readonly DataCheck[]): RunRecord {
  return { ...dataBroken, data: { ...brokenSection, checks: [...checks], explanations: [] } };
}

function withDiff(change: Partial<DataDiff>): RunRecord {
  if (diff === undefined) throw new Error('the record has a diff');
  return { ...dataBroken, data: { ...brokenSection, diff: [{ ...diff, ...change }] } };
}

function broken(column: string, parts: Partial<DataCheck>): DataCheck {
  return { ...held(column, 'minimum', 'at least 0', 3), outcome: 'failed', count: 12, rows: [3], ...parts };
}

/** The main table's cells of a note whose one broken rule is this. */
function cellsOf(check: DataCheck): string[] {
  const [, , row = ''] = mainTableOf(renderNote(withChecks([check]), context));
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('a note of 5,000 broken rules', () => {
  const many = withChecks(
    Array.from({ length: 5000 }, (_, index) => broken(`column_number_${index}`, { dataset: `set ${index % 40}` })),
  );

  it('fits, counts what it leaves out, and has a page below 1 MB', () => {
    const note = renderNote(many, context);
    expect(byteLength(note)).toBeLessThan(60_000);
    expect(note).toContain('the data broke 5,000 of 5,000 rules');
    expect(note).toContain('4,995 more broken rules are in the report.');
    expect(byteLength(renderPage(many, context))).toBeLessThan(1_000_000);
  });

  it('keeps verdict, reason, source and links where nothing else fits', () => {
    const note = renderNote({ ...dataBroken }, { ...context, budget: 1500 });
    expect(note).toContain('- **Likely source** all 10,405 rows');
    expect(note).toContain('schemas/churn.yml');
    expect(note).not.toContain('<details');
  });
});

describe('what a rule found', () => {
  it.each<readonly [string, Partial<DataCheck>, string]>([
    ['rows', {}, '**12 rows** (0)<br>0.014%'],
    ['rows beyond a tolerated share', { tolerance: { share: 0.0001 } }, '**0.014%** (0%)<br>12 rows'],
    [
      'values that were there before',
      { rule: 'enum', distinct: 2, was: { count: 3, of: 9, distinct: 1 } },
      '**2 other values** (1)<br>12 rows',
    ],
    ['repeats', { rule: 'primaryKey' }, '**12 repeated** (0)'],
    ['a column that is not there', { rule: 'field', count: 1 }, '**not there**'],
    ['a measured value', { rule: 'aggregate', measured: 1234.56 }, '**1,235**'],
    ['rows of the training data', { rule: 'noOverlap' }, '**12 rows in both** (0)<br>0.014%'],
    ['what could not be judged', { count: 0, reason: 'no such column' }, '**cannot be judged**<br>no such column'],
  ])('%s', (_name, parts, found) => {
    expect(cellsOf(broken('age', parts))[2]).toBe(found);
  });

  it('shows as many decimals as tell it from its limit', () => {
    const check = broken('age', { rule: 'required', count: 420, of: 83_911, tolerance: { share: 0.005 } });
    expect(cellsOf(check)[2]).toContain('**0.501%**');
  });
});

describe('datasets', () => {
  it('are named where more than one has broken rules', () => {
    const two = withChecks([broken('age', {}), broken('age', { dataset: 'evaluation' })]);
    const note = renderNote(two, context);
    expect(note).toContain('❌&nbsp;`age`<br>in `train`');
    expect(note).toContain('❌&nbsp;`age`<br>in `evaluation`');
    expect(renderNote(dataBroken, context)).not.toContain('in `train`');
  });
});

describe('a diff of two datasets', () => {
  const same = { rowsWas: 6057, rowsNow: 6057, columnsWas: 14, columnsNow: 14, columns: [], unchanged: 14 };
  const other: DataDiff = { dataset: 'evaluation', by: 'profile', why: 'it is kept outside git', ...same };
  const both = { ...dataBroken, data: { ...brokenSection, diff: [...(brokenSection.diff ?? []), other] } };

  it('names each, and has no table where nothing moved', () => {
    const note = renderNote(both, context);
    expect(note).toContain('<b>Data diff</b>: of 2 datasets');
    expect(note).toContain('`train`: 3,118 rows added, 411 removed, 5,902 changed');
    const [, rest = ''] = note.split('`evaluation`: by profile, as many rows');
    expect(rest.split('</details>')[0]?.trim()).toBe(
      'Compared by the profile on record, not by rows: it is kept outside git.\n\n14 columns did not change beyond noise.',
    );
  });
});

describe('a data diff', () => {
  it('by profile says that it is one, and why', () => {
    const note = renderNote(withDiff({ by: 'profile', why: 'the file is not in git' }), context);
    expect(note).toContain('<b>Data diff</b>: by profile, +2,707 rows');
    expect(note).toContain('Compared by the profile on record, not by rows: the file is not in git.');
  });

  it('by nothing says why', () => {
    const note = renderNote(withDiff({ by: 'none', why: 'LFS pointers only', columns: [] }), context);
    expect(note).toContain('Nothing to compare with: LFS pointers only.');
  });

  it('shows no value that the record does not have', () => {
    for (const text of [renderNote(dataBrokenHidden, context), renderPage(dataBrokenHidden, context)]) {
      expect(text).not.toContain('partner_b');
      expect(text).toMatch(/one value of .*source/);
    }
  });
});

describe('data that holds', () => {
  it('is one fold that says so', () => {
    expect(renderNote(dataPassed, context)).toContain(
      '<b>Data</b>: 14 of 14 rules hold; 4 columns changed beyond noise',
    );
  });
});

describe('a training that failed', () => {
  it('shows the last lines of its output, none of them live', () => {
    const note = renderNote(trainingFailed, context);
    expect(note).toContain('### ❌ churn stopped: training failed with exit code 3');
    expect(note.match(/```/g)).toHaveLength(2);
    const long = {
      ...trainingFailed,
      stopped: {
        ...(trainingFailed.stopped ?? { command: '', code: '', reason: '' }),
        tail: Array.from({ length: 40 }, () => '界'.repeat(4000)),
      },
    };
    expect(byteLength(renderNote(long, context))).toBeLessThan(60_000);
  });
});
