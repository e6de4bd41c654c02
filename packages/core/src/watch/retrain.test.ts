import { expect, it } from 'vitest';
import { dayAt, lookOn, sha256, windowOf } from '../../test/watch-look.ts';
import { digestOf } from '../../test/watch-windows.ts';
import { type Retraining, retrainDecision, type Watch } from '../record/watch.ts';
import { nextWatch } from './next.ts';
import { isOwnCommit, retrainingMessage, retrainingOf } from './own-commit.ts';
import { decideRetraining, decisionDigest, plannedRetraining, type RetrainInputs } from './retrain.ts';

const ringing = nextWatch(
  undefined,
  lookOn(40, [windowOf(39, ['income', 'roc_auc']), windowOf(40, ['income', 'roc_auc'])]),
).watch;

function asked(more: Partial<RetrainInputs> & { readonly state?: Partial<Watch> } = {}): RetrainInputs {
  const { state, ...rest } = more;
  return {
    watch: { ...ringing, ...state },
    policy: {
      on: ['drift', 'performance'],
      workflow: 'w.yml',
      commit: [],
      cooldown: 7 * 24 * 3_600_000,
      maxPerMonth: 4,
      maxWithoutSuccess: 2,
    },
    at: dayAt(40),
    occasion: 'schedule',
    ownCommit: false,
    sha256,
    ...rest,
  };
}

function started(day: number, champion = 1, windows = 'f'): Retraining {
  const at = dayAt(day).toISOString();
  return {
    at,
    reference: digestOf(String(champion)),
    windows: digestOf(windows),
    decision: digestOf('d'),
    branch: 'b',
  };
}

const same = decideRetraining(asked()).inputs.windows;

it.each<readonly [rule: string, inputs: RetrainInputs, text: string]>([
  ['alarm', asked({ state: { alarms: [] } }), 'no alarm of drift or performance'],
  ['alarm', asked({ policy: { ...asked().policy, on: ['prediction'] } }), 'no alarm of prediction'],
  [
    'own commit',
    asked({ ownCommit: true, occasion: 'push of main' }),
    'this look was started by a commit of our own (push of main)',
  ],
  ['open', asked({ open: 'pull request #12' }), 'pull request #12 is still open'],
  ['cooldown', asked({ state: { retrainings: [started(34)] } }), 'last one 6 days ago, at least 7 days'],
  [
    'month',
    asked({ state: { retrainings: [12, 18, 25, 31].map((day) => started(day, 3)) } }),
    '4 of at most 4 in 30 days',
  ],
  [
    'something new',
    asked({ state: { retrainings: [{ ...started(30), windows: same }] } }),
    'nothing new since the last one',
  ],
  [
    'success',
    asked({ state: { retrainings: [started(1), started(20)] } }),
    '2 in a row made no new champion, so a person must look',
  ],
  [
    'ignored',
    asked({ state: { phase: 'ignored', ignored: { until: dayAt(44).toISOString(), by: 'ada' } } }),
    'ignored until 2026-02-14 06:00 UTC',
  ],
])('waits by the rule of %s', (rule, inputs, text) => {
  const decision = retrainDecision.parse(decideRetraining(inputs));
  expect([decision.outcome, decision.reasons.at(-1)]).toEqual(['wait', { rule, holds: false, text }]);
  expect(decision.reasons.slice(0, -1).every(({ holds }) => holds)).toBe(true);
});

it('retrains, and says why by every rule', () => {
  const decision = retrainDecision.parse(
    decideRetraining(asked({ state: { retrainings: [started(1), started(9, 3)] } })),
  );
  expect([decision.outcome, ...decision.reasons.map(({ text }) => text)]).toEqual([
    'retrain',
    'drift of income in 2 of 2 windows, performance of roc_auc in 2 of 2 windows',
    'started by the schedule',
    'no other one open',
    'last one 31 days ago, at least 7 days',
    '0 of at most 4 in 30 days',
    'windows that the last one did not know',
    '0 of at most 2 without a new champion',
    'not ignored',
  ]);
  const planned = plannedRetraining(decision, sha256);
  expect(planned.branch).toBe('weighbridge/retrain-churn-20260210-0600');
  expect(planned.decision).toBe(decisionDigest(JSON.parse(JSON.stringify(decision)), sha256));
});

it('knows a new champion also where the reference is a file', () => {
  const file = { digest: digestOf('e'), name: 'reference.csv', rows: 10 };
  const retrainings = [started(1, 1), started(20, 1)];
  const outcome = (record: string) =>
    decideRetraining(asked({ state: { reference: { ...file, record: digestOf(record) }, retrainings } })).outcome;
  expect([outcome('1'), outcome('2')]).toEqual(['wait', 'retrain']);
});

const ada = { name: 'Ada', email: 'ada@example.org' };
const message = retrainingMessage('churn', digestOf('d'));

it.each([
  ['a retraining', message, { name: 'weighbridge', email: 'weighbridge@localhost' }, true],
  ['a manifest of ours', 'churn v1.4.0', { name: 'weighbridge', email: 'weighbridge@localhost' }, true],
  ['its squash', `Retrain churn: drift of income (#12)\n\n* ${message}\n\nCo-authored-by: Ada`, ada, true],
  [
    'its merge on GitHub',
    'Merge pull request #12 from acme/weighbridge/retrain-churn-20260210-0600\n\nRetrain',
    ada,
    true,
  ],
  ['its merge on GitLab', "Merge branch 'weighbridge/retrain-churn-20260210-0600' into 'main'", ada, true],
  ['work of a person', 'Retrain by hand\n\nAs Weighbridge-Retraining: did', ada, false],
  ['a merge of a person', 'Merge branch retrain', ada, false],
])('isOwnCommit of %s', (_name, text, author, own) => {
  expect(isOwnCommit(text, author)).toBe(own);
  if (text.includes('sha256')) expect(retrainingOf(text)).toBe(digestOf('d'));
});
