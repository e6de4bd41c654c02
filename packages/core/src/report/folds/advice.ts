import type { Check } from '../../record/verdict.ts';
import { codeSpan } from '../escape.ts';
import { rounded } from '../facts/to-pass.ts';
import type { Fold } from '../fold.ts';
import { markdownInk } from '../ink.ts';
import { count, counted, decimalsOfHalfWidth, fixed, roundedUp } from '../number.ts';
import { rowOf } from '../reason.ts';
import { relativeSide } from '../rows.ts';
import { rowsByMargin, undecidedCheck } from '../settle.ts';
import { writtenLimit } from '../shape.ts';
import { table } from '../table.ts';
import type { View } from '../view.ts';

/** How many rows each margin would need, where the verdict is open. */
export function rowsNeededFold(view: View): Fold | undefined {
  const check = undecidedCheck(view);
  const margins = check === undefined ? [] : rowsByMargin(check);
  if (check === undefined || margins.length === 0) return undefined;
  const now = check.n ?? rowOf(view, check)?.n ?? 0;
  const side = relativeSide(check) === 'rise' ? 'Rise' : 'Drop';
  const lines = margins.map(({ written, rows, isPolicy }) => [
    isPolicy ? `${written} (policy)` : written,
    count(rows),
    rows <= now && !isPolicy ? 'enough' : 'too few',
  ]);
  const head = [`${side} you would accept`, 'Rows needed', `Now ${count(now)}`];
  const alpha = view.record.comparison?.alpha ?? 0.05;
  const note = `Rows are for 80% power at α = ${alpha}, one-sided, from the spread of paired scores seen in this run.`;
  return {
    title: `How many rows for which ${side.toLowerCase()}`,
    result: undefined,
    body: `${table([head, ...lines], ['r', 'r', 'l'])}\n\n${note}`,
  };
}

/** On the first run: what these rows can and cannot tell, before the first yellow verdict. */
export function limitsFold(view: View): Fold | undefined {
  if (view.situation !== 'first run') return undefined;
  const waiting = view.groups.flatMap((group) => group.checks).filter((check) => check.slice === undefined);
  const check = waiting.find((candidate) => candidate.resolution?.marginResolved !== undefined);
  if (check?.resolution?.marginResolved === undefined) return undefined;
  return {
    title: 'Are these limits sensible?',
    result: undefined,
    body: resolutionText(view, check, check.resolution.marginResolved),
  };
}

function resolutionText(view: View, check: Check, resolved: number): string {
  const ink = markdownInk();
  const { assumedCorrelation, rowsNeeded } = check.resolution ?? {};
  const rows = counted(check.n ?? view.record.evaluation?.rows ?? 0, 'row');
  const side = relativeSide(check) ?? 'drop';
  const shows = `${rows} show a ${ink.name(check.metric)} ${side} of about ${roundUp(resolved)} in 4 of 5 cases`;
  const start =
    assumedCorrelation === undefined
      ? `These ${shows}.`
      : `If the next model’s scores correlate ${fixed(assumedCorrelation, 1)} with this one’s, ${shows}.`;
  const limit = `Your limit of ${writtenLimit(check, ink)}`;
  if (resolved <= check.limit.value) return `${start} ${limit} can be judged.`;
  const about = rowsNeeded === undefined ? 'more' : `about ${count(roundedUp(rowsNeeded))}`;
  return `${start} ${limit} is finer: expect “inconclusive” for small ${side}s, or evaluate on ${about} rows.`;
}

/** As many digits as an interval's half-width has, rounded up, so that no more is promised than holds. */
function roundUp(value: number): string {
  const decimals = decimalsOfHalfWidth(value) ?? 3;
  return fixed(rounded(value, decimals, true), decimals);
}

/** Fix first, then the knob: how a meant drop is let through. */
export function ifMeantFold(view: View): Fold | undefined {
  const { deciding } = view;
  const side = deciding === undefined ? undefined : relativeSide(deciding);
  if (view.outcome !== 'failed' || view.situation !== 'compared' || deciding === undefined || side === undefined)
    return undefined;
  const word = view.context.capabilities.changeWord;
  const body = `Raise \`${deciding.limit.kind}\` in ${codeSpan(view.context.policyFile)} in this ${word}. It will be weighed under both policies and needs an approval from the owners of that file.`;
  return { title: `If the ${side} is meant`, result: undefined, body };
}
