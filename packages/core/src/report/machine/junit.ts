import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';

/** The checks as a JUnit file: one suite per model, one case per check; what could not be judged is `skipped`. */
export function renderJunit(record: RunRecord): string {
  const { subject, verdict, stopped } = record;
  const cases = stopped ? [stoppedCase(stopped.command, stopped.reason)] : (verdict?.checks ?? []).map(checkCase);
  const failures = cases.filter((text) => text.includes('<failure')).length;
  const skipped = cases.filter((text) => text.includes('<skipped')).length;
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="weighbridge" ${counts}>`,
    `  <testsuite name="${xml(subject.model)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function checkCase(check: Check): string {
  const start = `    <testcase classname="${xml(check.metric)}" name="${xml(checkTitle(check))}"`;
  if (check.outcome === 'passed') return `${start}/>`;
  const tag = check.outcome === 'failed' ? 'failure' : 'skipped';
  return `${start}><${tag} message="${xml(`${check.outcome}: ${check.explanation}`)}"/></testcase>`;
}

function stoppedCase(command: string, reason: string): string {
  return `    <testcase classname="weighbridge" name="${xml(command)}"><failure message="${xml(reason)}"/></testcase>`;
}

/** `recall for region=north, max-drop 0.02`: a check in one line of plain text. */
export function checkTitle({ metric, slice, limit }: Check): string {
  const where = slice ? ` for ${slice.column}=${slice.value ?? 'missing'}` : '';
  return `${metric}${where}, ${limit.kind} ${limit.written}`;
}

/** Characters that XML 1.0 cannot hold at all are written as `?`. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, ' ');
}
