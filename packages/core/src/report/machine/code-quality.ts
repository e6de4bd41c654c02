import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';
import { checkTitle } from './junit.ts';

/** Where the `gate` line of a check stands in the policy file, 1-based; undefined when it is not known. */
export type LineOf = (check: Check) => number | undefined;

/**
 * What did not pass, in the code quality format that GitLab shows in the merge request (a subset of Code Climate's):
 * on the policy line that speaks. Fingerprints stay equal between runs, so that GitLab sees what is new.
 */
export function renderCodeQuality(record: RunRecord, policyFile: string, lineOf: LineOf): string {
  const { subject, verdict } = record;
  const bad = (verdict?.checks ?? []).filter(({ outcome }) =>
    ['failed', 'inconclusive', 'incomparable'].includes(outcome),
  );
  const issues = bad.map((check) => ({
    description: `${subject.model}: ${checkTitle(check)}: ${check.explanation}`,
    check_name: `weighbridge/${check.metric}`,
    fingerprint: `${subject.model}/${check.id}`,
    severity: check.outcome === 'failed' ? 'major' : 'minor',
    location: { path: policyFile, lines: { begin: lineOf(check) ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
