import { join } from 'node:path';
import { evaluateBinary, type RunSpread, spreadOf, type TrainingMachine } from '@weighbridge/core';
import { columnsOf, predictionsPath } from '../step/evaluate-step.ts';
import type { Weighing } from '../step/weighing.ts';
import { largest, runTraining, sum, type Trained } from './run-training.ts';

/** One training, or several that differ by their seed. */
export interface Repeated {
  /** The run whose outputs are here. */
  readonly last: Trained;
  /** In the order of the policy: the first one's outputs are the model. Empty without `repeat`. */
  readonly seeds: readonly number[];
  readonly spread: readonly RunSpread[];
  readonly wallSeconds: number;
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
}

/**
 * Runs the command once for each seed, the first seed last, so that its outputs are the ones that stay. Stops at the
 * first run that does not succeed.
 */
export async function repeatTraining(weighing: Weighing, compute: TrainingMachine, leg: number): Promise<Repeated> {
  const { repeat } = weighing.model.train;
  if (repeat < 2) return repeated([await runTraining(weighing, compute, { leg })], [], []);
  const runs: Trained[] = [];
  const measured: ReadonlyMap<string, number>[] = [];
  const seeds = Array.from({ length: repeat }, (_, index) => index + 1);
  for (const seed of seeds.toReversed()) {
    const run = await runTraining(weighing, compute, { leg, seed });
    runs.push(run);
    if (run.end.outcome !== 'ended' || run.end.exit !== 0) return repeated(runs, seeds, []);
    measured.push(await metricsNow(weighing));
  }
  return repeated(runs, seeds, spreadOf(measured));
}

async function metricsNow({ context, model, policyFile }: Weighing): Promise<ReadonlyMap<string, number>> {
  const path = join(context.root, predictionsPath(model, policyFile));
  const { predictions } = await context.data.readPredictions(path, columnsOf(model));
  const { metrics } = evaluateBinary(predictions, model.evaluate);
  return new Map(metrics.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

function repeated(runs: readonly Trained[], seeds: readonly number[], spread: readonly RunSpread[]): Repeated {
  const last = runs.at(-1);
  if (!last) throw new Error('nothing was run');
  return {
    last,
    seeds,
    spread,
    wallSeconds: sum(runs.map(({ wallSeconds }) => wallSeconds)) ?? 0,
    cpuSeconds: sum(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: largest(runs.map(({ peakBytes }) => peakBytes)),
  };
}
