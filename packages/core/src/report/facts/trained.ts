import type { Training } from '../../record/training.ts';
import type { Ink } from '../ink.ts';
import { counted, decimalsOfHalfWidth, duration, fixed } from '../number.ts';
import type { View } from '../view.ts';
import { commitText } from './compared.ts';

/** `unchanged: reused the run of 4be91c7, 0 s`; else what of the training a reader has to know. */
export function trained(view: View, ink: Ink): string | undefined {
  const { training } = view.record;
  if (training === undefined) return undefined;
  const sentences = [...(training.reused === undefined ? [] : [reusedText(view, training.reused, ink)])];
  sentences.push(...legsText(training), ...spreadText(view, training, ink));
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

type Reused = NonNullable<Training['reused']>;

function reusedText(view: View, { commit, from, savedSeconds }: Reused, ink: Ink): string {
  const run = commit === undefined ? `a run from ${ink.prose(from)}` : `the run of ${commitText(commit, view, ink)}`;
  const saved = savedSeconds === undefined || savedSeconds < 1 ? '' : ` instead of ${duration(savedSeconds * 1000)}`;
  return `unchanged: reused ${run}, 0 s${saved}.`;
}

/** Resumed and repeated trainings are said, as they differ from one that ran through. */
export function legsText({ legs = 1, attempts = 1 }: Training): string[] {
  const parts = [
    ...(legs > 1 ? [`in ${legs} legs, resumed from its checkpoint`] : []),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ];
  return parts.length === 0 ? [] : [`${parts.join(', ')}.`.replace(/^(\d)/, 'in $1')];
}

/** The spread between seeds of the primary metric, where it widened the interval that decides. */
function spreadText(view: View, { spread = [] }: Training, ink: Ink): string[] {
  const own = spread.find(({ metric }) => metric === view.primary?.metric);
  if (own === undefined || !/spread between runs/.test(view.primary?.interval?.method ?? '')) return [];
  const { deviation, low, high, runs, metric } = own;
  const decimals = decimalsOfHalfWidth(deviation) ?? 3;
  const range = `${fixed(low, decimals)} to ${fixed(high, decimals)}`;
  const name = ink.name(metric);
  return [
    `${counted(runs, 'run')} that differ by their seed spread ${name} by ${fixed(deviation, decimals)} (standard deviation, ${range}); the interval is widened by that.`,
  ];
}
