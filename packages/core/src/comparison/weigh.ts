import { isConfusionMetric, type MetricName, metricCatalogue } from '../metric/catalogue.ts';
import type { Measured } from '../metric/confusion.ts';
import type { Delta } from '../record/comparison.ts';
import type { SliceName } from '../record/evaluation.ts';
import type { EndLevels } from '../stats/levels.ts';
import { areaDelta } from './area.ts';
import { pairedCells } from './cells.ts';
import { effectivePairedShare, unpairedShare } from './effective-share.ts';
import { deltaLevels } from './family.ts';
import { linearDelta } from './influence.ts';
import { type MeasuredSide, measuredSide } from './measured.ts';
import { accuracyTest, discordance, pairedShare, type ShareInterval, shareOf } from './proportion.ts';
import { type ResampledCells, resampledDelta, resampleSides } from './resampled.ts';
import type { Sides } from './side.ts';
import { boundedInterval, methodName, type Sureness } from './spread.ts';

/** Against what, at which level, and from which seed. */
export interface Weighing {
  readonly against: Delta['against'];
  readonly alpha: number;
  readonly family: number;
  readonly seed: string;
}

/** One set of rows under comparison. Resampled cells are drawn once and only when a metric needs them. */
interface Scale {
  readonly sides: Sides;
  readonly measured: readonly [MeasuredSide, MeasuredSide];
  readonly resampled: () => ResampledCells;
  readonly grouped: boolean;
  readonly weighted: boolean;
}

/** Deltas of metrics on one set of rows: a whole file, or one slice of it. */
export function weigh(
  sides: Sides,
  metrics: readonly MetricName[],
  slice: SliceName | undefined,
  weighing: Weighing,
): Delta[] {
  const { candidate, reference, threshold } = sides;
  let cells: ResampledCells | undefined;
  const seed = JSON.stringify([weighing.seed, weighing.against, slice?.column ?? null, slice?.value ?? null]);
  const scale: Scale = {
    sides,
    measured: [measuredSide(candidate, threshold), measuredSide(reference, threshold)],
    resampled: () => {
      cells ??= resampleSides(sides, seed);
      return cells;
    },
    grouped: Boolean(candidate.cluster || reference.cluster),
    weighted: Boolean(candidate.weight || reference.weight),
  };
  return metrics.map((name) => ({ ...deltaOf(name, scale, weighing), ...(slice && { slice }) }));
}

function deltaOf(name: MetricName, scale: Scale, { against, alpha, family }: Weighing): Delta {
  const { direction } = metricCatalogue[name];
  const n = Math.min(scale.sides.candidate.target.length, scale.sides.reference.target.length);
  const [after, before] = scale.measured.map((side) => side.valueFor(name)) as [Measured, Measured];
  const named = { name, direction, against, n };
  if ('value' in after && 'value' in before) {
    const delta = after.value - before.value;
    const levels = deltaLevels(direction, alpha, family);
    return {
      ...named,
      candidate: after.value,
      reference: before.value,
      delta,
      ...surenessOf(name, delta, scale, levels),
    };
  }
  return {
    ...named,
    ...('value' in after && { candidate: after.value }),
    ...('value' in before && { reference: before.value }),
    undefined: whyUndefined(after, before, against),
  };
}

function whyUndefined(after: Measured, before: Measured, against: string): string {
  if (!('undefined' in after)) return `${against}: ${'undefined' in before ? before.undefined : ''}`;
  return 'undefined' in before && before.undefined === after.undefined
    ? after.undefined
    : `candidate: ${after.undefined}`;
}

/** Chooses the method: DESIGN §8. */
function surenessOf(name: MetricName, delta: number, scale: Scale, levels: EndLevels): Sureness {
  const { sides, measured } = scale;
  const plain = !(scale.grouped || scale.weighted);
  const how = { paired: sides.paired, grouped: scale.grouped, weighted: scale.weighted };
  const bounded = (ends: { low: number; high: number }, method: string) =>
    boundedInterval(ends, delta, name, levels, methodName(method, how));
  const share = shareOf(name);
  if (share) return shareSureness(name, scale, shareInterval(name, scale, levels), bounded);
  if (name === 'roc_auc') {
    const { standardError, z, p, ...ends } = areaDelta(delta, sides, measured, levels);
    const test =
      p === undefined || standardError === undefined
        ? {}
        : { test: { method: 'delong' as const, p, ...(z !== undefined && { z }), standardError } };
    return { interval: bounded(ends, 'delong'), ...(standardError !== undefined && { standardError }), ...test };
  }
  if (plain && isConfusionMetric(name)) {
    const { standardError, ...ends } = resampledDelta(name, delta, scale.resampled(), levels);
    return { interval: bounded(ends, 'multinomial bootstrap'), standardError };
  }
  const { standardError, low, high } = linearDelta(
    name,
    delta,
    sides,
    [measured[0].ranked, measured[1].ranked],
    levels,
  );
  return { interval: bounded({ low, high }, 'student t'), ...(Number.isFinite(standardError) && { standardError }) };
}

function shareInterval(name: MetricName, { sides, grouped, weighted }: Scale, levels: EndLevels): ShareInterval {
  const share = shareOf(name) ?? { among: 'all', hit: 'right' };
  if (!sides.paired) return unpairedShare(share, sides, levels);
  return grouped || weighted
    ? effectivePairedShare(share, sides, levels)
    : pairedShare(discordance(share, pairedCells(sides)), levels);
}

function shareSureness(
  name: MetricName,
  { sides, grouped, weighted }: Scale,
  { standardError, ...ends }: ShareInterval,
  bounded: (ends: { low: number; high: number }, method: string) => NonNullable<Sureness['interval']>,
): Sureness {
  const tested = name === 'accuracy' && sides.paired && !grouped && !weighted;
  return {
    interval: bounded(ends, sides.paired ? 'tango' : 'newcombe'),
    standardError,
    ...(tested && { test: accuracyTest(pairedCells(sides)) }),
  };
}
