import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { GpuDevice, GpuFacts, Variables } from '@weighbridge/core';
import { findProgram } from '../program.ts';
import { type GpuSample, parseSamples, query } from './parse.ts';

/** Watches the GPUs while a command runs. */
export interface GpuSampling {
  /** Ends it; the devices with their peaks, undefined where none was seen. */
  stop(): Promise<GpuFacts | undefined>;
}

interface Sampling {
  readonly env: Variables;
  /** Milliseconds. */
  readonly interval: number | undefined;
  /** Called when the sampling program ended. */
  readonly onEnd: () => void;
}

interface Seen {
  readonly sample: GpuSample;
  readonly peakMiB: number | undefined;
  readonly utilisations: readonly [sum: number, count: number];
}

const usualInterval = 5000;
/** One that hangs in the kernel takes no signal and is left behind. */
const farewell = 1000;

/**
 * One `nvidia-smi` that repeats itself: starting it anew each time would wake the driver each time, where it does not
 * stay loaded. It ends with us, since it then writes into a pipe without a reader. Peaks are of the whole device:
 * another job on the same one is in them.
 */
export function sampleGpus({ env, interval = usualInterval, onEnd }: Sampling): GpuSampling {
  const file = findProgram('nvidia-smi', env);
  if (file === undefined) return { stop: () => Promise.resolve(undefined) };
  const seen = new Map<string, Seen>();
  const child = spawn(file, [...query, `--loop-ms=${interval}`], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => {
      onEnd();
      resolve();
    });
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    for (const sample of parseSamples(line) ?? []) {
      const key = sample.device.uuid ?? sample.device.name;
      seen.set(key, withSample(seen.get(key), sample));
    }
  });
  return {
    async stop() {
      child.kill('SIGKILL');
      let timer: NodeJS.Timeout | undefined;
      const tired = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, farewell);
      });
      await Promise.race([ended, tired]);
      clearTimeout(timer);
      child.stdout.destroy();
      child.unref();
      return seen.size === 0 ? undefined : summary([...seen.values()]);
    },
  };
}

function withSample(before: Seen | undefined, sample: GpuSample): Seen {
  const { usedMiB, utilisation } = sample;
  const [sum, count] = before?.utilisations ?? [0, 0];
  const peaks = [before?.peakMiB, usedMiB].filter((value) => value !== undefined);
  return {
    sample,
    peakMiB: peaks.length === 0 ? undefined : Math.max(...peaks),
    utilisations: utilisation === undefined ? [sum, count] : [sum + utilisation, count + 1],
  };
}

function summary(all: readonly Seen[]): GpuFacts {
  const driver = all[0]?.sample.driver;
  return { ...(driver === undefined ? {} : { driver }), devices: all.map(deviceOf) };
}

function deviceOf({ sample, peakMiB, utilisations: [sum, count] }: Seen): GpuDevice {
  return {
    ...sample.device,
    ...(peakMiB === undefined ? {} : { peakMiB }),
    ...(count === 0 ? {} : { utilisation: sum / count }),
  };
}
