import { trainingErrors } from '../error/training-errors.ts';
import type { Place, UserError } from '../error/user-error.ts';
import type { TrainPolicy } from '../policy/policy.ts';
import type { GpuDevice, GpuFacts } from '../record/training.ts';
import { gpuReasons } from './gpu-reason.ts';

type GpuPolicy = NonNullable<TrainPolicy['gpu']>;

/** One thing that a command can use as a GPU: a device, or a MIG instance of one. */
interface Unit {
  readonly name: string;
  /** Undefined where the device does not tell. */
  readonly bytes: number | undefined;
}

const mebibyte = 2 ** 20;
const gigabyte = 1e9;

/** Refuses a machine whose GPUs are not what the policy needs, with what is missing and how to cure it. */
export function checkGpu(wanted: GpuPolicy, found: GpuFacts, place?: Place): void {
  const [first] = gpuProblems(wanted, found, place);
  if (first) throw first;
}

/** All that is missing; empty when nothing is. Memory that a device does not tell is not held against it. */
export function gpuProblems(wanted: GpuPolicy, found: GpuFacts, place?: Place): readonly UserError[] {
  const options = place ? { place } : {};
  const units = found.devices.flatMap(unitsOf);
  if (units.length === 0) return [absence(found.undefined, options)];
  const names = units.map(({ name }) => name).join(', ');
  const few =
    units.length < wanted.count
      ? [trainingErrors.fewGpus({ found: units.length, wanted: wanted.count, names }, options)]
      : [];
  return [...few, ...smallOnes(wanted, units, options)];
}

function absence(reason: string | undefined, options: { readonly place?: Place }): UserError {
  if (reason === gpuReasons.noTool) return trainingErrors.noGpu({}, options);
  if (reason === undefined || reason === gpuReasons.noDevices) return trainingErrors.noGpuDevices({}, options);
  if (reason === gpuReasons.mismatch) return trainingErrors.gpuMismatch({}, options);
  if (reason === gpuReasons.noDriver) return trainingErrors.gpuDriver({}, options);
  if (reason === gpuReasons.silent) return trainingErrors.gpuSilent({}, options);
  return trainingErrors.gpuFailed({ reason }, options);
}

/** Enough of the large ones will do: the smaller ones beside them are no problem. */
function smallOnes(
  { count, memoryBytes }: GpuPolicy,
  units: readonly Unit[],
  options: { readonly place?: Place },
): readonly UserError[] {
  if (memoryBytes === undefined) return [];
  const small = units.flatMap(({ name, bytes }) =>
    bytes !== undefined && bytes < memoryBytes ? [{ name, bytes }] : [],
  );
  const [first] = small;
  if (!first || units.length - small.length >= count) return [];
  const { name, bytes } = first;
  return [trainingErrors.smallGpu({ name, found: gigabytes(bytes), wanted: gigabytes(memoryBytes) }, options)];
}

/** With MIG on, a command sees the instances, not the device; their profile's name says their memory (`3g.20gb`). */
function unitsOf({ name, memoryMiB, mig }: GpuDevice): readonly Unit[] {
  if (mig) return mig.map((profile) => ({ name: `${name} MIG ${profile}`, bytes: memoryOfProfile(profile) }));
  return [{ name, bytes: memoryMiB === undefined ? undefined : memoryMiB * mebibyte }];
}

function memoryOfProfile(profile: string): number | undefined {
  const size = /\.(\d+)gb/.exec(profile)?.[1];
  return size === undefined ? undefined : Number(size) * gigabyte;
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / gigabyte).toFixed(1))} GB`;
}
