import { costOf, type Training } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import type { Facts } from './preflight.ts';
import type { Repeated } from './repeat.ts';

const notTold = { undefined: 'not measured: the command was over too soon, or this system does not tell it' };

/** Times, peaks and cost of all runs together. */
export function usageOf(
  { context, model }: Weighing,
  ran: Repeated,
  { machine }: Facts,
  startedAt: Date,
): NonNullable<Training['usage']> {
  const gpu = ran.last.end.gpu ?? machine.gpu;
  const cost = model.train.prices && costOf(model.train.prices, ran.wallSeconds, machine.gpu);
  if (cost && 'undefined' in cost) context.log.warn(`train: ${cost.undefined}`);
  return {
    startedAt: startedAt.toISOString(),
    wallSeconds: ran.wallSeconds,
    cpuSeconds: ran.cpuSeconds ?? notTold,
    peakBytes: ran.peakBytes ?? notTold,
    ...(gpu.devices.length > 0 || gpu.undefined !== undefined ? { gpu } : {}),
    ...(cost && !('undefined' in cost) ? { cost } : {}),
  };
}
