import * as z from 'zod';
import { digest } from './evaluation.ts';

const seconds = z.number().nonnegative();

/** A fact that could not be had, with the reason: "not measured: the command ran under sh without our program". */
const absent = z.strictObject({ undefined: z.string() });

/** What `nvidia-smi` said of one device, and the peaks seen while training ran. */
export const gpuDevice = z.strictObject({
  name: z.string(),
  uuid: z.string().optional(),
  /** Total memory in MiB. */
  memoryMiB: z.number().nonnegative().optional(),
  /** Largest memory in use while the command ran, in MiB. */
  peakMiB: z.number().nonnegative().optional(),
  /** Mean utilisation while the command ran, 0 to 1. */
  utilisation: z.number().min(0).max(1).optional(),
  /** MIG instances of the device, as their profile names. */
  mig: z.array(z.string()).optional(),
});
export type GpuDevice = z.output<typeof gpuDevice>;

export const gpuFacts = z.strictObject({
  driver: z.string().optional(),
  cuda: z.string().optional(),
  devices: z.array(gpuDevice),
  /** Why there is nothing to say: "no nvidia-smi", "driver/library version mismatch". */
  undefined: z.string().optional(),
});
export type GpuFacts = z.output<typeof gpuFacts>;

/** What one output was, and where the next job finds its bytes. */
export const trainingOutput = z.strictObject({
  name: z.string(),
  path: z.string(),
  /** Of a folder: the digest of its canonical manifest of paths and digests. */
  digest,
  bytes: z.number().int().nonnegative(),
  /** Files, where the output is a folder. */
  files: z.number().int().positive().optional(),
  kept: z
    .strictObject({
      kind: z.enum(['artifact', 'store']),
      digest,
      location: z.string(),
      expiresAt: z.string().optional(),
    })
    .optional(),
});
export type TrainingOutput = z.output<typeof trainingOutput>;

/** A metric's spread between runs that differ by nothing but their seed. */
export const runSpread = z.strictObject({
  metric: z.string(),
  runs: z.number().int().min(2),
  mean: z.number(),
  /** Sample standard deviation between runs. */
  deviation: z.number().nonnegative(),
  /** 95% interval of the standard deviation, from the chi-square distribution of (k−1)s²/σ². */
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
});
export type RunSpread = z.output<typeof runSpread>;

/** What training read, ran, used and wrote. Without `train.run`, only the digests that could be read. */
export const trainingSection = z.strictObject({
  /** As the policy writes it. */
  command: z.union([z.string(), z.array(z.string())]).optional(),
  params: z.strictObject({ path: z.string(), digest, values: z.record(z.string(), z.string()) }).optional(),
  environment: z.strictObject({
    lockfile: z.strictObject({ path: z.string(), digest }).optional(),
    interpreter: z.string().optional(),
    image: z.string().optional(),
    /** Name of the GPU model that goes into the key. */
    gpu: z.string().optional(),
    os: z.string().optional(),
    cpu: z.string().optional(),
    cores: z.number().int().positive().optional(),
  }),
  seeds: z.array(z.number().int()).optional(),
  outputs: z.array(trainingOutput),
  /** The run whose bytes were taken instead of training again. */
  reused: z
    .strictObject({
      commit: z.string().optional(),
      record: digest.optional(),
      from: z.string(),
      savedSeconds: seconds.optional(),
    })
    .optional(),
  /** Legs of one training, when it was resumed; attempts, when it was tried again. */
  legs: z.number().int().positive().optional(),
  attempts: z.number().int().positive().optional(),
  spread: z.array(runSpread).optional(),
  /** Times, peaks and cost: not part of the canonical form. */
  usage: z
    .strictObject({
      startedAt: z.string().optional(),
      wallSeconds: seconds.optional(),
      cpuSeconds: z.union([seconds, absent]).optional(),
      /** Largest sum of resident memory over the process tree, in bytes. */
      peakBytes: z.union([z.number().nonnegative(), absent]).optional(),
      gpu: gpuFacts.optional(),
      cost: z.strictObject({ amount: z.number().nonnegative(), currency: z.string(), rate: z.string() }).optional(),
    })
    .optional(),
});
export type Training = z.output<typeof trainingSection>;
