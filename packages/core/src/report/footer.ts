import { codeSpan, longestText } from './escape.ts';
import { headOf } from './facts/compared.ts';
import { markdownInk } from './ink.ts';
import { duration } from './number.ts';
import type { View } from './view.ts';

const home = 'https://github.com/weighbridge/weighbridge';

/** How to repeat it, by which policy, how long it took, which version. */
export function footer(view: View): string {
  const { context } = view;
  const parts = [
    `Repeat it: ${codeSpan(context.repeat, 2 * longestText)}`,
    ...policyText(view),
    ...tookText(view),
    ...(context.permission === undefined ? [] : ['Check the token: `npx weighbridge doctor`']),
    versionLink(context.version),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
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
  if (commit === undefined || view.situation === 'loosened policy') return [];
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
  const rescore = view.record.durations?.['rescore'];
  if (rescore !== undefined) return [`Rescoring took ${duration(rescore)} of ${duration(total)}`];
  return [`Took ${duration(total)}`];
}
