import type { Check, DataCheck, RunRecord, Verdict } from '@weighbridge/core';
import type { Shown, Story } from './stories.ts';
import type { Weighed } from './weigh.ts';

/** The check that made the verdict what it is. */
export function decidingCheck(verdict: Verdict): Check | undefined {
  const checks = failsOnlyOnMain(verdict) ? (verdict.underBasePolicy?.checks ?? []) : verdict.checks;
  const withOutcome = (outcome: Check['outcome']) => checks.find((check) => check.outcome === outcome);
  const compared = checks.find(
    ({ outcome, interval, limit }) => outcome === 'passed' && interval && limit.kind === 'max-drop',
  );
  return withOutcome('failed') ?? withOutcome('inconclusive') ?? compared ?? checks[0];
}

function failsOnlyOnMain({ outcome, checks }: Verdict): boolean {
  return outcome === 'failed' && !checks.some((check) => check.outcome === 'failed');
}

/** How the outcome differs from what the story says; empty when it does not. */
export function differences(story: Story, { record, exit }: Weighed): readonly string[] {
  const { verdict } = record;
  if (!verdict) return ['there is no verdict'];
  const exitCode = story.exit ?? (story.expected === 'failed' || story.expected === 'stopped' ? 1 : 0);
  return [
    ...differs('verdict', verdict.outcome, story.expected),
    ...differs('exit code', exit, exitCode),
    ...decidedOtherwise(story, decidingCheck(verdict)),
    ...(story.shows === undefined || isShown(story.shows, record, verdict) ? [] : [`does not show ${story.shows}`]),
  ];
}

function decidedOtherwise({ decidedBy }: Story, decided: Check | undefined): readonly string[] {
  if (!decidedBy) return [];
  return [
    ...differs('deciding metric', decided?.metric, decidedBy.metric),
    ...differs('deciding slice', decided?.slice?.value ?? undefined, decidedBy.slice),
  ];
}

/** The data rule that stopped a run: of those that are broken the one with the most rows. */
export function stoppingRule({ data, stopped }: RunRecord): DataCheck | undefined {
  const broken = stopped ? (data?.checks ?? []).filter(({ outcome }) => outcome === 'failed') : [];
  return broken.toSorted((a, b) => b.count - a.count)[0];
}

function differs(what: string, found: unknown, expected: unknown): readonly string[] {
  return found === expected ? [] : [`${what} is ${String(found)}, expected ${String(expected)}`];
}

function isShown(what: Shown, { data, training, comparison }: RunRecord, verdict: Verdict): boolean {
  switch (what) {
    case 'what the evaluation resolves':
      return verdict.checks.some(({ resolution }) => resolution?.marginResolved !== undefined);
    case 'a failure under the policy of main':
      return failsOnlyOnMain(verdict) && verdict.underBasePolicy?.outcome === 'failed';
    case 'where the broken rows come from':
      return (data?.explanations ?? []).some(({ column, value }) => column === 'source' && value === 'partner');
    case 'a training that was reused':
      return training?.reused !== undefined;
    case 'why the numbers do not compare':
      return comparison?.outcome === 'incomparable' && comparison.reason !== undefined;
    case 'the model of main scored again':
      return comparison?.rescored !== undefined;
  }
}
