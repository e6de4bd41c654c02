import { describe, expect, it } from 'vitest';
import type { Delta } from '../src/record/comparison.ts';
import type { RunRecord } from '../src/record/record.ts';
import type { Check } from '../src/record/verdict.ts';
import { markdownInk } from '../src/report/ink.ts';
import { renderNote } from '../src/report/note.ts';
import { renderPage } from '../src/report/page/page.ts';
import { context } from './context.ts';
import { mainTableOf } from './live.ts';
import { dataRules } from './records/data-rules.ts';
import { loosened } from './records/loosened.ts';
import { deltaOf, relative } from './records/parts.ts';
import { worse } from './records/worse.ts';
import { worseSlice } from './records/worse-slice.ts';

const slice = { column: 'first_order_band', value: '50 and more' };

/** A failed slice, against the baseline and, with the same or with other numbers, against the anchor. */
function failedSlice(anchorWas: number): RunRecord {
  const parts = { n: 1989, slice, failing: 0.003 };
  const here = deltaOf(['recall', 0.57, 0.656, -0.106, -0.053], parts);
  const drop = anchorWas - 0.656;
  const ends = [-0.106 - drop, -0.053 - drop] as const;
  const anchored = deltaOf(['recall', 0.57, anchorWas, ...ends], { ...parts, against: 'anchor' });
  const checks: Check[] = [
    relative('1', 'max-drop', '0.03', here, 'failed'),
    relative('1', 'max-drop-from-anchor', '0.03', anchored, 'failed'),
  ];
  return withParts(worseSlice, [here, anchored], checks);
}

function withParts(record: RunRecord, deltas: readonly Delta[], checks: readonly Check[]): RunRecord {
  const { comparison, verdict } = record;
  if (comparison === undefined || verdict === undefined) throw new Error('the record has both');
  const overall = comparison.metrics.filter((delta) => delta.slice === undefined);
  const kept = verdict.checks.filter((check) => check.slice === undefined);
  return {
    ...record,
    comparison: { ...comparison, metrics: [...overall, ...deltas] },
    verdict: { ...verdict, checks: [...kept, ...checks] },
  };
}

describe('a slice that fails against baseline and anchor', () => {
  it('is one row and one target where both are the same model', () => {
    const note = renderNote(failedSlice(0.656), context);
    const rows = mainTableOf(note).filter((row) => row.includes('❌'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('allowed: −0.03,<br>and from the anchor');
    expect(note.match(/\*\*To pass\*\*.*/)?.[0].match(/recall for/g)).toHaveLength(1);
    expect(note).toContain('2 of 7 checks failed');
  });

  it('is two rows where they differ, and the higher target holds both', () => {
    const note = renderNote(failedSlice(0.67), context);
    expect(mainTableOf(note).filter((row) => row.includes('❌'))).toHaveLength(2);
    const [fact = ''] = /\*\*To pass\*\*.*/.exec(note) ?? [];
    expect(fact.match(/recall for/g)).toHaveLength(1);
    expect(fact).toContain('(0.670, less');
  });

  it('is called by its value where column and value are too long for the headline', () => {
    expect(renderNote(failedSlice(0.656), context)).toContain(
      '### ❌ churn failed: better overall, worse for `50 and more`\n',
    );
  });
});

describe('where it got worse', () => {
  it('lists the slices that lost more rows than they won, and counts the others', () => {
    const { comparison } = worse;
    if (comparison === undefined) throw new Error('the record has a comparison');
    const flips = [
      { newlyWrong: 40, newlyRight: 60 },
      { slice: { column: 'region', value: 'north' }, newlyWrong: 30, newlyRight: 10 },
      { slice: { column: 'region', value: 'south' }, newlyWrong: 10, newlyRight: 50 },
    ];
    const note = renderNote({ ...worse, comparison: { ...comparison, flips } }, context);
    expect(note).toMatch(/\| <code>region.*north<\/code> \| 30 \| 10 \||\| `region=north` \| 30 \| 10 \|/);
    expect(note).not.toContain('south');
    expect(note).toContain('In 1 other slice more rows are newly right than newly wrong.');
  });
});

describe('a looser policy', () => {
  it('says how to name owners where there are none', () => {
    const { verdict } = loosened;
    if (verdict === undefined) throw new Error('the record has a verdict');
    const note = renderNote({ ...loosened, verdict: { ...verdict, owners: [] } }, context);
    expect(note).toContain('Nobody owns `weighbridge.yml` yet: name its owners in `CODEOWNERS` on `main`');
    expect(renderNote(loosened, context)).toContain('an owner of `weighbridge.yml` (acme/ml-leads) approve');
  });

  it('shows on the page what each of the two policies says', () => {
    const [, checks = ''] = renderPage(loosened, context).split('id="checks"');
    const [base = '', here = ''] = (checks.split('<h2')[0] ?? '').split('<h3>By the policy here</h3>');
    expect(base).toContain('<h3>By the policy of main</h3>');
    expect(base).toContain('❌ roc_<wbr>auc');
    expect(here).not.toContain('❌');
  });
});

describe('the metrics of the page', () => {
  it('stand apart from what is limited against the anchor', () => {
    const anchored = ['roc_auc', 'log_loss'].map((name) =>
      deltaOf([name, 0.74, 0.75, -0.02, 0], { n: 6057, against: 'anchor' }),
    );
    const [limited] = anchored;
    if (limited === undefined) throw new Error('two deltas were made');
    const check = relative('0', 'max-drop-from-anchor', '0.03', limited);
    const page = renderPage(withParts(worseSlice, anchored, [check]), context);
    const [main = '', anchor = ''] = (page.split('id="metrics"')[1] ?? '').split('<h3>From the anchor</h3>');
    expect(main.match(/<td>roc_<wbr>auc/g)).toHaveLength(1);
    expect(anchor.split('</table>')[0]?.match(/<tr><td>/g)).toHaveLength(1);
  });
});

describe('a value that is missing', () => {
  it.each([
    ['candidate: no such key', 'recall is undefined: no such key.'],
    ['baseline: no such key', 'recall is undefined: no such key, in the baseline.'],
  ])('says whose it is: %s', (why, sentence) => {
    const { comparison } = dataRules;
    if (comparison === undefined) throw new Error('the record has a comparison');
    const gone: Delta = { name: 'recall', direction: 'higher', against: 'baseline', n: 0, undefined: why };
    const metrics = [...comparison.metrics.filter(({ name }) => name !== 'recall'), gone];
    expect(renderNote({ ...dataRules, comparison: { ...comparison, metrics } }, context)).toContain(sentence);
  });
});

describe('a label of a link', () => {
  it('stays a label where a bracket in it could end it', () => {
    const ink = markdownInk();
    expect(ink.link(ink.code('9f3c2ab'), 'https://example.org/c')).toBe('[`9f3c2ab`](https://example.org/c)');
    expect(ink.link(ink.code('``` ![x'), 'https://example.org/c')).toBe('```` ``` ![x ````');
  });
});
