import { isMetricName, metricCatalogue } from '../metric/catalogue.ts';
import type { Direction } from '../record/evaluation.ts';

/** Metrics that are not shares: where their values lie. The other ones of the catalogue lie in 0 to 1. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  matthews_corrcoef: [-1, 1],
  cohen_kappa: [-1, 1],
  log_loss: [0, Number.POSITIVE_INFINITY],
};

/** What a policy has to know of a metric that its gate names. */
export interface MetricFacts {
  readonly direction: Direction;
  /** Smallest and largest possible value; absent for numbers from files. */
  readonly range?: readonly [number, number];
  /** Measured by the user's own code: one number, no slices. */
  readonly fromFile: boolean;
}

/** Every metric that a model's gate may name: the catalogue, then the numbers from its files. */
export function knownMetrics(
  fileMetrics: readonly { readonly name: string; readonly direction: Direction }[],
): ReadonlyMap<string, MetricFacts> {
  const facts = new Map<string, MetricFacts>();
  for (const name of Object.keys(metricCatalogue).filter(isMetricName)) {
    facts.set(name, { direction: metricCatalogue[name].direction, range: ranges[name] ?? [0, 1], fromFile: false });
  }
  for (const { name, direction } of fileMetrics) {
    if (!facts.has(name)) facts.set(name, { direction, fromFile: true });
  }
  return facts;
}
