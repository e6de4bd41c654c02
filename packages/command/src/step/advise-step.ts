import {
  type CheckExplanation,
  clean,
  explainGate,
  fixed,
  type Suggestion,
  subjectText,
  suggestMargins,
  visible,
} from '@weighbridge/core';
import type { Result } from '../command.ts';
import { gateStep } from './gate-step.ts';
import { saveRecord, type Weighing } from './weighing.ts';

interface Advised {
  readonly verdict: string;
  readonly reason: string;
  readonly record: string;
  readonly page: string;
}

/**
 * `gate --explain` and `gate --suggest`: judges, says what would flip each check or which margins can be judged. The
 * exit code stays the verdict's: both are inputs of the action, and no input may turn a failed gate green.
 */
export async function adviseStep(
  weighing: Weighing,
  asked: { readonly explain: boolean; readonly suggest: boolean },
): Promise<Result<Advised>> {
  const judged = await gateStep(weighing);
  await saveRecord(judged);
  const { record, policy } = judged;
  const explained = asked.explain ? explainGate(record) : undefined;
  const suggested = asked.suggest ? suggestMargins(record, policy) : undefined;
  const text = [...explanationLines(explained ?? []), ...(suggested ? suggestionLines(suggested) : [])];
  const { verdict } = record;
  if (!verdict) throw new Error('gate left no verdict');
  return {
    exit: verdict.exit,
    outputs: {
      verdict: verdict.outcome,
      reason: verdict.reason,
      record: `.weighbridge/${record.subject.model}/run.json`,
      page: '',
    },
    text: `${text.join('\n')}\n`,
    json: { ...(explained ? { explain: explained } : {}), ...(suggested ? { suggest: suggested } : {}) },
  };
}

function explanationLines(checks: readonly CheckExplanation[]): string[] {
  return checks.flatMap(({ explanation, outcome, metric, slice, flips }) => [
    `${outcome}: ${subjectText(metric, slice)}: ${visible(explanation)}`,
    ...flips.map((flip) => `   ${visible(flip)}`),
  ]);
}

/** The YAML has its own quotes, which already keep every name on its line. */
function suggestionLines({ margins, yaml }: Suggestion): string[] {
  const lines = margins.map(({ metric, slice, kind, now, suggested, n, enough }) => {
    const subject = `${clean(metric)}${slice ? `, each ${clean(slice)}` : ''}`;
    const judged = enough ? 'can be judged' : `cannot be judged; ${suggested} can`;
    return `${subject}, ${kind}: ${visible(now)} ${judged} on ${fixed(n, 0)} rows`;
  });
  return [...lines, '', yaml];
}
