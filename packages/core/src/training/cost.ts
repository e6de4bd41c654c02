import type { TrainPolicy } from '../policy/policy.ts';
import type { GpuFacts } from '../record/training.ts';
import { gpuReasons } from './gpu-reason.ts';

/** What a training cost, and the rate in words: `1.006 USD an hour (NVIDIA A10G)`. */
export interface Cost {
  readonly amount: number;
  readonly currency: string;
  readonly rate: string;
}

/** Why it cannot be said. */
export interface NoCost {
  readonly undefined: string;
}

type Prices = NonNullable<TrainPolicy['prices']>;

const secondsPerHour = 3600;
/** The key of a machine without a GPU. */
const plainMachine = 'cpu';
const noGpus: readonly (string | undefined)[] = [undefined, gpuReasons.noTool, gpuReasons.noDevices];

/**
 * Wall time × price of one hour of the machine, which is found by the name of its GPU: as `nvidia-smi` writes it,
 * whatever its case, with or without `NVIDIA` before it. A price is of the whole machine, however many GPUs are in it.
 */
export function costOf(prices: Prices, wallSeconds: number, gpu: GpuFacts): Cost | NoCost {
  const machine = machineOf(gpu);
  if (typeof machine !== 'string') return machine;
  const entry = Object.entries(prices.perHour).find(([name]) => comparable(name) === comparable(machine));
  if (!entry) return { undefined: noPrice(machine, Object.keys(prices.perHour)) };
  const [name, perHour] = entry;
  const { currency } = prices;
  return {
    amount: (perHour * wallSeconds) / secondsPerHour,
    currency,
    rate: `${perHour} ${currency} an hour (${name})`,
  };
}

function machineOf({ devices, undefined: reason }: GpuFacts): string | NoCost {
  const names = [...new Set(devices.map(({ name }) => name))];
  if (names.length > 1) return { undefined: `no cost: this machine has different GPUs (${names.join(', ')})` };
  const [name] = names;
  if (name !== undefined) return name;
  return noGpus.includes(reason) ? plainMachine : { undefined: `no cost: the GPU is not known (${reason})` };
}

function noPrice(machine: string, known: readonly string[]): string {
  const names = known.length === 0 ? 'none' : known.join(', ');
  return `no cost: \`train.prices.per-hour\` has no price for ${machine}; it has: ${names}`;
}

function comparable(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^nvidia\s+/, '');
}
