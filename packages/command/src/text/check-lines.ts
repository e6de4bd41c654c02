import {
  type Check,
  type CheckOutcome,
  clean,
  type RunRecord,
  subjectText,
  type Verdict,
  type VerdictWord,
  visible,
} from '@weighbridge/core';

const icons: Readonly<Record<CheckOutcome, string>> = {
  passed: '✅',
  failed: '❌',
  inconclusive: '⚠️',
  'not judged': '  ',
  'too small': '  ',
  incomparable: '⚠️',
};

const verdictIcons: Readonly<Record<VerdictWord, string>> = {
  passed: '✅',
  failed: '❌',
  inconclusive: '⚠️',
  stopped: '❌',
};

/** The verdict, then what did not pass, then how many did: for a terminal. */
export function checkLines({ subject, verdict, stopped }: RunRecord): string {
  if (stopped) return `❌ ${clean(subject.model)} stopped: ${visible(stopped.reason)}\n`;
  if (!verdict) return '';
  const open = verdict.checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'too small');
  const passed = verdict.checks.filter(({ outcome }) => outcome === 'passed').length;
  const small = verdict.checks.filter(({ outcome }) => outcome === 'too small').length;
  const icon = verdictIcons[verdict.outcome];
  const counts = [
    `${passed} of ${verdict.checks.length} checks passed`,
    ...(small > 0 ? [`${small} too small to judge`] : []),
  ].join(', ');
  return [
    `${icon} ${clean(subject.model)} ${verdict.outcome}: ${visible(verdict.reason)}`,
    ...open.map(checkLine),
    ...wayOn(verdict),
    `   ${counts}`,
    '',
  ].join('\n');
}

/** Who can let through what only the base forbids. */
function wayOn({ underBasePolicy, override, checks, owners = [], ownedFiles = [] }: Verdict): readonly string[] {
  const failsHere = checks.some(({ outcome }) => outcome === 'failed');
  if (underBasePolicy?.outcome !== 'failed' || override || failsHere || ownedFiles.length === 0) return [];
  const named =
    owners.length === 0 ? 'CODEOWNERS of the base names none' : owners.map((owner) => clean(owner)).join(', ');
  const files = ownedFiles.map((file) => clean(file)).join(' and of ');
  return [`   It passes once an owner of ${files} (${named}) approves this head.`];
}

function checkLine({ outcome, metric, slice, limit, explanation }: Check): string {
  const subject = subjectText(metric, slice);
  return `${icons[outcome]} ${subject}, ${limit.kind} ${visible(limit.written)}: ${visible(explanation)}`;
}
