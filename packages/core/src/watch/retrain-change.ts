import { listed } from '../policy/source.ts';
import type { NewChange } from '../port/forge.ts';
import type { RetrainDecision, Retraining } from '../record/watch.ts';
import { clean, codeSpan } from '../report/escape.ts';
import { retrainingTrailer } from './own-commit.ts';
import { causeOf } from './retrain-rules.ts';

/** Longest reason in the text of a change, in code points. */
const longestReason = 240;

/** Where the decision lies on a retraining's branch, relative to the policy's folder: not part of a model's key. */
export function decisionPath(model: string): string {
  return `.weighbridge-retraining/${model}.json`;
}

/** The change that a retraining comes back as. A squash that takes its text for a message keeps the trailer. */
export function retrainingChange(decision: RetrainDecision, planned: Retraining, baseRef: string): NewChange {
  const { model, reasons } = decision;
  const names = [...new Set(decision.inputs.alarms.filter(causeOf).map(({ name }) => name))];
  const body = [
    `Production is no longer what ${codeSpan(model)} was trained on, so it is trained anew. This is weighed like any other change: nothing is merged or deployed without it.`,
    '',
    ...reasons.map(({ rule, text }) => `- **${rule}**: ${codeSpan(text, longestReason)}`),
    '',
    `The decision is ${codeSpan(decisionPath(model), longestReason)}; it does not change the model’s key.`,
    '',
    retrainingTrailer(planned.decision),
    '',
  ];
  return {
    headRef: planned.branch,
    baseRef,
    title: clean(`Retrain ${model}: ${listed(names, 40)}`, 72),
    body: body.join('\n'),
  };
}
