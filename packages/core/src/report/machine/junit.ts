import { brokenSentence } from '../../data-check/reason.ts';
import type { DataCheck } from '../../record/data.ts';
import type { RunRecord } from '../../record/record.ts';
import type { Check } from '../../record/verdict.ts';
import { ruleTitle } from './data-rules.ts';

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
}

/**
 * The checks as a JUnit file: one suite per model with one case per check, and one suite per dataset with one case per
 * data rule. What could not be judged is `skipped`, and so is a broken rule that only warns.
 */
export function renderJunit(record: RunRecord): string {
  const { subject, verdict, stopped } = record;
  const own = stopped ? [stoppedCase(stopped.command, stopped.reason)] : (verdict?.checks ?? []).map(checkCase);
  const suites = [{ name: subject.model, cases: own }, ...dataSuites(record)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="weighbridge" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${xml(name)}" ${counts(cases)}>`,
      ...cases,
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(cases: readonly string[]): string {
  const failures = cases.filter((text) => text.includes('<failure')).length;
  const skipped = cases.filter((text) => text.includes('<skipped')).length;
  return `tests="${cases.length}" failures="${failures}" skipped="${skipped}" errors="0"`;
}

function dataSuites({ subject, data }: RunRecord): Suite[] {
  const checks = data?.checks ?? [];
  const names = [...new Set(checks.map(({ dataset }) => dataset))];
  return names.map((dataset) => ({
    name: `${subject.model}: data ${dataset}`,
    cases: checks.filter((check) => check.dataset === dataset).map(ruleCase),
  }));
}

function ruleCase(check: DataCheck): string {
  const place = check.place === undefined ? '' : ` file="${xml(check.place.file)}" line="${check.place.line}"`;
  const start = `    <testcase classname="${xml(`data.${check.dataset}`)}" name="${xml(ruleTitle(check))}"${place}`;
  if (check.outcome === 'passed') return `${start}/>`;
  if (check.outcome === 'not judged') {
    return `${start}><skipped message="${xml(`not judged: ${check.reason ?? 'no reason is known'}`)}"/></testcase>`;
  }
  const tag = check.severity === 'error' ? 'failure' : 'skipped';
  const text = `${check.severity === 'error' ? '' : 'warning: '}${brokenSentence(check).replaceAll('`', '')}`;
  return `${start}><${tag} message="${xml(text)}"/></testcase>`;
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
