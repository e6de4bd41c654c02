import type { Check, Verdict } from '@weighbridge/core';
import type { Story } from './stories.ts';
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
  const decided = decidingCheck(verdict);
  const { metric, slice } = story.decidedBy;
  const exitCode = story.expected === 'failed' ? 1 : 0;
  return [
    ...differs('verdict', verdict.outcome, story.expected),
    ...differs('exit code', exit, exitCode),
    ...differs('deciding metric', decided?.metric, metric),
    ...differs('deciding slice', decided?.slice?.value ?? undefined, slice),
    ...(story.shows === undefined || isShown(story.shows, verdict) ? [] : [`does not show ${story.shows}`]),
  ];
}

function differs(what: string, found: unknown, expected: unknown): readonly string[] {
  return found === expected ? [] : [`${what} is ${String(found)}, expected ${String(expected)}`];
}

function isShown(what: NonNullable<Story['shows']>, verdict: Verdict): boolean {
  switch (what) {
    case 'what the evaluation resolves':
      return verdict.checks.some(({ resolution }) => resolution?.marginResolved !== undefined);
    case 'a failure under the policy of main':
      return failsOnlyOnMain(verdict) && verdict.underBasePolicy?.outcome === 'failed';
  }
}
