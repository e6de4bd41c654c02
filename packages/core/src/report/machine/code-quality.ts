import { brokenSentence } from '../../data-check/reason.ts';
import type { DataCheck } from '../../record/data.ts';
import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';
import { ruleId, ruleTitle } from './data-rules.ts';
import { checkTitle } from './junit.ts';

/** Where the `gate` line of a check stands in the policy file, 1-based; undefined when it is not known. */
export type LineOf = (check: Check) => number | undefined;

/**
 * What did not pass, in the code quality format that GitLab shows in the merge request (a subset of Code Climate's):
 * on the line of the policy, or of the data's schema, that speaks. Fingerprints stay equal between runs, so that GitLab sees what is new.
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
  const broken = (record.data?.checks ?? []).filter(({ outcome }) => outcome === 'failed');
  const rules = broken.map((check) => ruleIssue(record, check, policyFile));
  return `${JSON.stringify([...rules, ...issues], null, 2)}\n`;
}

/** A rule of leakage stands in the policy, and of that only the file is known. */
function ruleIssue({ subject, data }: RunRecord, check: DataCheck, policyFile: string): object {
  const schema = data?.datasets.find(({ name }) => name === check.dataset)?.schema?.path;
  const isLeakage =
    check.place === undefined &&
    ['noOverlap', 'timeOrder', 'targetAmongFeatures', 'evaluationChanged'].includes(check.rule);
  return {
    description: `${subject.model}: ${brokenSentence(check).replaceAll('`', '')}`,
    check_name: `weighbridge/${ruleId(check)}`,
    fingerprint: `${subject.model}/data/${ruleTitle(check)}`,
    severity: check.severity === 'error' ? 'major' : 'minor',
    location: {
      path: check.place?.file ?? (isLeakage ? policyFile : (schema ?? policyFile)),
      lines: { begin: Math.max(1, check.place?.line ?? 1) },
    },
  };
}
