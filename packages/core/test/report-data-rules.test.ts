import { expect, it } from 'vitest';
import type { RunRecord } from '../src/record/record.ts';
import type { Check } from '../src/record/verdict.ts';
import { renderNote } from '../src/report/note.ts';
import { context } from './context.ts';
import { dataBroken } from './records/data-broken.ts';
import { dataRules } from './records/data-rules.ts';
import { loosened } from './records/loosened.ts';
import { drift } from './records/parts.ts';

const schema: Check = {
  id: 'data/schema',
  metric: 'schema',
  limit: { kind: 'schema', value: 0, written: 'every rule' },
  judge: 'point',
  outcome: 'failed',
  explanation: 'schema s.yml of train was not judged.',
};

function without({ measured: _measured, ...check }: Check, explanation: string): Check {
  return { ...check, explanation };
}

const lost = without(drift('2', 'plan', 0, 'failed'), 'plan is in no dataset that was compared.');
const { column: _column, ...unread } = without(drift('2', 'x', 0, 'incomparable'), 'psi cannot be compared: no LFS.');

function judged(check: Check, outcome: 'failed' | 'inconclusive'): RunRecord {
  const { verdict } = dataRules;
  if (!verdict) throw new Error('the record has a verdict');
  return { ...dataRules, verdict: { ...verdict, outcome, checks: [check] } };
}

it.each([
  [
    'a schema that nobody judged',
    judged(schema, 'failed'),
    /failed: data rules were not judged/,
    /^\*\*schema s\.yml of train was not judged\.\*\*/m,
  ],
  ['a column that is not there', judged(lost, 'failed'), /failed: a column is missing/, /^\*\*plan is in no dataset/m],
  [
    'a base that cannot be read',
    judged(unread, 'inconclusive'),
    /the data of main cannot be read/,
    /^\*\*psi cannot be compared: no LFS\.\*\*/m,
  ],
] as const)('%s', (_case, record, title, reason) => {
  const note = renderNote(record, context);
  expect(note).toMatch(title);
  expect(note).toMatch(reason);
  expect(note).not.toMatch(/0 of 0|Nothing on record/);
});

it('a drift limit that only the base has', () => {
  const { verdict } = loosened;
  if (!verdict?.underBasePolicy) throw new Error('the record has both policies');
  const failed = {
    ...drift('9', 'income', 0.34, 'failed'),
    explanation: 'income drifted by 0.34 (PSI); the policy allows 0.2.',
  };
  const underBasePolicy = { ...verdict.underBasePolicy, checks: [failed] };
  const note = renderNote({ ...loosened, verdict: { ...verdict, underBasePolicy } }, context);
  expect(note).toMatch(/^\*\*income drifted by 0\.34 .*the policy allows 0\.2 under the policy of `main`\.\*\*/m);
});

it('names what the policy leaves unjudged in the fold of the data, each keyword once', () => {
  const { data } = dataBroken;
  const [first, ...others] = data?.datasets ?? [];
  if (!(data && first)) throw new Error('the record has data');
  const schema = {
    path: 's.yml',
    digest: first.digest,
    dialect: 'frictionless',
    ignored: ['geopoint', 'wkt', 'geopoint'],
  };
  const note = renderNote({ ...dataRules, data: { ...data, datasets: [{ ...first, schema }, ...others] } }, context);
  expect(note).toMatch(/Not judged.*, by your `ignore`: `geopoint`, `wkt`\./);
  expect(renderNote({ ...dataRules, data }, context)).not.toContain('by your `ignore`');
});
