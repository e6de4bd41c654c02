import { join } from 'node:path';
import {
  anchorStanding,
  type Comparison,
  evaluateBinary,
  type PolicyAt,
  type Predictions,
  planComparisons,
  UserError,
} from '@weighbridge/core';
import { columnsOf, predictionsPath, readFileMetric, sliceMetrics } from './evaluate-step.ts';
import { hideIds } from './hide-ids.ts';
import { candidateModel } from './models.ts';
import type { Referenced } from './references.ts';
import { weighAnchor, weighPair } from './weigh-pair.ts';
import type { Weighing } from './weighing.ts';

/**
 * The same candidate measured and weighed as the base commit's policy wants it. What that policy wants and the
 * predictions do not have stays missing, and missing fails: a column cannot be dropped to escape its check.
 */
export async function weighUnderBase(
  weighing: Weighing,
  { policy, model, digest }: PolicyAt,
  references: { readonly baseline: Referenced | undefined; readonly anchor: Referenced | undefined },
): Promise<Comparison['underBasePolicy']> {
  const predictions = model && (await rowsFor(weighing, model));
  if (!model || !predictions)
    return { policy: digest, evaluation: [], slices: [], alpha: policy.alpha, family: 0, metrics: [] };
  const measured = evaluateBinary(predictions, model.evaluate, { sliceMetrics: sliceMetrics(model) });
  const { evaluation } = weighing.record;
  // The base's own files and keys: a change that points a metric's name at another number is measured as before it.
  const fromFiles = await Promise.all(model.evaluate.metrics.map((metric) => readFileMetric(metric, weighing.context)));
  const metrics = [...measured.metrics, ...fromFiles];
  const candidate = { metrics, slices: measured.slices, predictions, digests: evaluation?.digests };
  const { baseline, anchor } = references;
  const measuredHere = { policy: digest, evaluation: metrics, slices: measured.slices };
  if (!baseline) return { ...measuredHere, alpha: policy.alpha, family: 0, metrics: [] };
  const standing = anchorStanding({
    baseline: baseline.reference,
    ...(anchor ? { anchor: anchor.reference } : {}),
  });
  const terms = { plan: planComparisons(policy, model, standing), threshold: model.evaluate.threshold };
  const pair = weighPair(candidate, baseline.model, { ...terms, against: 'baseline' });
  const far = weighAnchor(candidate, anchor?.model, terms);
  const { alpha, family } = pair;
  return { ...measuredHere, alpha, family, metrics: [...pair.metrics, ...(far?.metrics ?? [])] };
}

/** Rows with the columns that the other policy reads; undefined when the file lacks one of them or is not here. */
async function rowsFor(weighing: Weighing, model: NonNullable<PolicyAt['model']>): Promise<Predictions | undefined> {
  const { context, policyFile } = weighing;
  const own = predictionsPath(model, policyFile);
  const same = own === predictionsPath(weighing.model, policyFile);
  if (same && JSON.stringify(columnsOf(model)) === JSON.stringify(columnsOf(weighing.model))) {
    const { evaluation } = weighing.record;
    return evaluation && (await candidateModel(weighing, evaluation)).predictions;
  }
  try {
    const path = join(context.root, own);
    const { predictions } = await context.data.readPredictions(path, columnsOf(model));
    return hideIds(predictions, context.idKey ?? weighing.model.name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log.warn(`The base commit's policy cannot be applied to these predictions: ${error.message}`);
    return undefined;
  }
}
