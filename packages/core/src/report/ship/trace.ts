import type { MetricAnalysis, Rollout, RolloutStep, WindowCounts } from '../../record/rollout.ts';

/** What was known of one metric after one window. */
export interface TracePoint {
  /** Windows looked at so far. */
  readonly windows: number;
  /** Index of the step that the window belongs to. */
  readonly step: number;
  readonly difference: number;
  /** Always-valid ends; absent where they are not known. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Bad and all of both sides at one step. */
type Sums = readonly [bad: number, all: number, stableBad: number, stableAll: number];

/**
 * The difference of the shares after each window, stratified by step with the weights of Mantel and Haenszel; the ends
 * after the last window are those that the record holds. Windows before both sides have been seen have no point.
 */
export function traceOf(rollout: Rollout, metric: MetricAnalysis): TracePoint[] {
  const windows = rollout.steps.flatMap((step, index) =>
    windowsOf(step, metric.name).map((counts) => ({ index, counts })),
  );
  const sums = new Map<number, Sums>();
  const points = windows.flatMap(({ index, counts }, at): TracePoint[] => {
    sums.set(index, added(sums.get(index) ?? [0, 0, 0, 0], counts));
    const difference = stratified([...sums.values()]);
    return difference === undefined
      ? []
      : [{ windows: at + 1, step: index, difference, low: undefined, high: undefined }];
  });
  const last = points.at(-1);
  if (last === undefined) return [];
  return [
    ...points.slice(0, -1),
    { ...last, difference: metric.difference ?? last.difference, low: metric.low, high: metric.high },
  ];
}

function windowsOf({ windows }: RolloutStep, name: string): readonly WindowCounts[] {
  return Object.hasOwn(windows, name) ? (windows[name] ?? []) : [];
}

function added(a: Sums, b: WindowCounts): Sums {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

function stratified(steps: readonly Sums[]): number | undefined {
  let [total, weights] = [0, 0];
  for (const [bad, all, stableBad, stableAll] of steps) {
    if (all === 0 || stableAll === 0) continue;
    const weight = (all * stableAll) / (all + stableAll);
    total += weight * (bad / all - stableBad / stableAll);
    weights += weight;
  }
  return weights > 0 && Number.isFinite(total / weights) ? total / weights : undefined;
}
