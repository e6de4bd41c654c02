import type { Check, CheckOutcome, RunRecord, VerdictWord } from '@weighbridge/core';

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
  if (stopped) return `❌ ${subject.model} stopped: ${stopped.reason}\n`;
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
    `${icon} ${subject.model} ${verdict.outcome}: ${verdict.reason}`,
    ...open.map(checkLine),
    `   ${counts}`,
    '',
  ].join('\n');
}

function checkLine(check: Check): string {
  const slice = check.slice ? ` for ${check.slice.column}=${check.slice.value ?? 'missing'}` : '';
  return `${icons[check.outcome]} ${check.metric}${slice}, ${check.limit.kind} ${check.limit.written}: ${check.explanation}`;
}
