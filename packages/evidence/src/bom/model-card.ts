import { cardLimits, type Metric, type RunRecord, type SliceMetrics } from '@weighbridge/core';

/** CycloneDX' `modelCard`, as far as a record knows its facts. */
export interface BomModelCard {
  readonly modelParameters: object;
  readonly quantitativeAnalysis?: object;
  readonly considerations?: object;
}

/** Further slices are in the record. */
const mostSlices = 100;

/** What the model is for, what it was made from and how good it is, by the record alone. */
export function modelCard(record: RunRecord, datasets: readonly string[]): BomModelCard {
  const { evaluation } = record;
  const limits = cardLimits(record);
  const slices = evaluation?.slices.slice(0, mostSlices) ?? [];
  const performanceMetrics = [
    ...(evaluation?.metrics ?? []).flatMap((metric) => performance(metric)),
    ...slices.flatMap((slice) => slice.metrics.flatMap((metric) => performance(metric, slice))),
  ];
  return {
    modelParameters: {
      approach: { type: 'supervised' },
      ...(evaluation ? { task: `${evaluation.task} classification` } : {}),
      datasets: datasets.map((ref) => ({ ref })),
    },
    ...(performanceMetrics.length === 0 ? {} : { quantitativeAnalysis: { performanceMetrics } }),
    ...(limits.length === 0 ? {} : { considerations: { technicalLimitations: limits } }),
  };
}

function performance({ name, value, interval }: Metric, of?: SliceMetrics): object[] {
  if (value === undefined) return [];
  const slice = of ? { slice: `${of.slice.column}=${of.slice.value ?? '(missing)'}` } : {};
  const confidence = interval
    ? { confidenceInterval: { lowerBound: String(interval.low), upperBound: String(interval.high) } }
    : {};
  return [{ type: name, value: String(value), ...slice, ...confidence }];
}
