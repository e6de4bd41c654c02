import { datasetsOf, stoppingRules } from './data/rules.ts';
import { codeSpan, longestText } from './escape.ts';
import { headOf } from './facts/compared.ts';
import { markdownInk } from './ink.ts';
import { counted, duration } from './number.ts';
import type { View } from './view.ts';

const home = 'https://github.com/weighbridge/weighbridge';

/** How to repeat it, by which policy, how long it took, which version. */
export function footer(view: View): string {
  const { context } = view;
  const parts = [
    `Repeat it: ${codeSpan(repeatText(view), 2 * longestText)}`,
    ...policyText(view),
    ...tookText(view),
    ...(context.permission === undefined ? [] : ['Check the token: `npx weighbridge doctor`']),
    versionLink(context.version),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** The command that repeats this verdict: where the data stopped the run, validation alone. */
export function repeatText({ record, context }: View): string {
  return stoppingRules(record) === undefined ? context.repeat : context.repeat.replace(' preview ', ' validate ');
}

export function versionLink(version: string): string {
  const ink = markdownInk();
  return ink.link(`weighbridge ${ink.prose(version)}`, home);
}

/** The commit whose policy judged: the base's while the change leaves it alone, else the change's own. */
export function policyCommit(view: View): string | undefined {
  const { comparison } = view.record;
  const untouched = comparison?.changed !== undefined && comparison.changed.policy.length === 0;
  return (untouched ? comparison.baseline?.commit : undefined) ?? headOf(view);
}

function policyText(view: View): string[] {
  const commit = policyCommit(view);
  const isData = stoppingRules(view.record) !== undefined;
  if (commit === undefined || isData || view.situation === 'loosened policy') return [];
  return [`Policy: ${codeSpan(view.context.policyFile)} at ${codeSpan(commit.slice(0, 7))}`];
}

/** Milliseconds of all commands together. */
export function tookOf(view: View): number | undefined {
  const times = Object.values(view.record.durations ?? {});
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0);
}

function tookText(view: View): string[] {
  const total = tookOf(view);
  if (total === undefined) return [];
  const rows = checkedRows(view);
  if (rows !== undefined) return [`Checked ${counted(rows, 'row')} in ${duration(total)}`];
  const rescore = view.record.durations?.['rescore'];
  if (rescore !== undefined) return [`Rescoring took ${duration(rescore)} of ${duration(total)}`];
  return [`Took ${duration(total)}`];
}

/** Rows of the datasets that the broken run looked at. */
function checkedRows({ record }: View): number | undefined {
  const rules = stoppingRules(record);
  const rows = rules === undefined ? [] : datasetsOf(rules, rules.checks).flatMap((facts) => facts.rows ?? []);
  return rows.length === 0 ? undefined : rows.reduce((sum, count) => sum + count, 0);
}
