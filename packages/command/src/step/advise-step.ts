import { explainGate, fixed, suggestMargins } from '@weighbridge/core';
import type { Result } from '../command.ts';
import { gateStep } from './gate-step.ts';
import { saveRecord, type Weighing } from './weighing.ts';

interface Advised {
  readonly verdict: string;
  readonly reason: string;
  readonly record: string;
  readonly page: string;
}

/** `gate --explain` and `gate --suggest`: judges, says what would flip each check or which margins can be judged. */
export async function adviseStep(
  weighing: Weighing,
  asked: { readonly explain: boolean; readonly suggest: boolean },
): Promise<Result<Advised>> {
  const judged = await gateStep(weighing);
  await saveRecord(judged);
  const { record, policy } = judged;
  const explained = asked.explain ? explainGate(record) : undefined;
  const suggested = asked.suggest ? suggestMargins(record, policy) : undefined;
  const text = [
    ...(explained ?? []).flatMap(({ explanation, outcome, metric, slice, flips }) => [
      `${outcome}: ${metric}${slice ? ` for ${slice.column}=${slice.value ?? 'missing'}` : ''}: ${explanation}`,
      ...flips.map((flip) => `   ${flip}`),
    ]),
    ...(suggested?.margins ?? []).map(
      ({ metric, slice, kind, now, suggested: margin, n, enough }) =>
        `${metric}${slice ? `, each ${slice}` : ''}, ${kind}: ${now} ${enough ? 'can be judged' : `cannot be judged; ${margin} can`} on ${fixed(n, 0)} rows`,
    ),
    ...(suggested ? ['', suggested.yaml] : []),
  ];
  const { verdict } = record;
  return {
    exit: 0,
    outputs: {
      verdict: verdict?.outcome ?? '',
      reason: verdict?.reason ?? '',
      record: `.weighbridge/${record.subject.model}/run.json`,
      page: '',
    },
    text: `${text.join('\n')}\n`,
    json: { ...(explained ? { explain: explained } : {}), ...(suggested ? { suggest: suggested } : {}) },
  };
}
