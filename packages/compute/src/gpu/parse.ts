import { type GpuDevice, gpuReasons } from '@weighbridge/core';
import type { Answer } from '../ask.ts';

/** Fields that every `nvidia-smi` knows, in the order of a line. */
export const query: readonly string[] = [
  '--query-gpu=name,uuid,memory.total,driver_version,memory.used,utilization.gpu',
  '--format=csv,noheader,nounits',
];

/** One device at one moment; undefined where it does not tell (utilisation under MIG). */
export interface GpuSample {
  readonly device: GpuDevice;
  /** The driver's version, which is the same for all. */
  readonly driver: string | undefined;
  readonly usedMiB: number | undefined;
  /** 0 to 1. */
  readonly utilisation: number | undefined;
}

/** Texts of nvidia-smi and the reason they stand for. Exit codes alone do not tell: 255 is "other error". */
const failures: readonly (readonly [RegExp, string])[] = [
  [/Driver\/library version mismatch/i, gpuReasons.mismatch],
  [/No devices were found/i, gpuReasons.noDevices],
  [/couldn't communicate with the NVIDIA driver|Driver Not Loaded|NVML Shared Library Not Found/i, gpuReasons.noDriver],
  [/Insufficient Permissions|GPU access blocked/i, gpuReasons.noPermission],
  [/GPU is lost|has fallen off the bus|Unable to determine the device handle/i, gpuReasons.lost],
];

/** Exit codes of nvidia-smi (its manual, "RETURN VALUE"), for texts that are not known. */
const exits: Readonly<Record<number, string>> = {
  4: gpuReasons.noPermission,
  9: gpuReasons.noDriver,
  12: gpuReasons.noDriver,
  15: gpuReasons.lost,
  127: gpuReasons.noTool,
};

/** Why there are no devices in the answer; undefined when it is one to read. */
export function reasonOf({ exit, text, late }: Answer): string | undefined {
  if (late) return gpuReasons.silent;
  const known = failures.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) return known;
  if (exit === 0) return undefined;
  return exits[exit ?? -1] ?? gpuReasons.failed;
}

/** Lines of `query`; undefined when one of them is something else. */
export function parseSamples(text: string): readonly GpuSample[] | undefined {
  const lines = linesOf(text).map(parseSample);
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

function parseSample(line: string): GpuSample | undefined {
  const [name, uuid, total, driver, used, utilisation, ...rest] = line.split(',').map((field) => field.trim());
  if (name === undefined || utilisation === undefined || rest.length > 0) return undefined;
  const memoryMiB = numberOf(total);
  const percent = numberOf(utilisation);
  return {
    device: { name, ...(isKnown(uuid) ? { uuid } : {}), ...(memoryMiB === undefined ? {} : { memoryMiB }) },
    driver: isKnown(driver) ? driver : undefined,
    usedMiB: numberOf(used),
    utilisation: percent === undefined ? undefined : Math.min(percent, 100) / 100,
  };
}

/** MIG instances by the UUID of their device, from `nvidia-smi -L`: indented lines under each device's own. */
export function parseMig(text: string): ReadonlyMap<string, readonly string[]> {
  const instances = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of linesOf(text)) {
    const device = /^GPU \d+: .*\(UUID: (?<uuid>[^)]+)\)/.exec(line)?.groups?.['uuid'];
    const profile = /^\s+MIG (?<profile>\S+)\s+Device\s+\d+:/.exec(line)?.groups?.['profile'];
    if (device !== undefined) {
      current = [];
      instances.set(device, current);
    }
    if (profile !== undefined) current.push(profile);
  }
  return instances;
}

/** The newest CUDA that the driver serves, as the header of plain `nvidia-smi` names it. */
export function parseCuda(text: string): string | undefined {
  return /CUDA (?:UMD )?Version\s*:\s*(\d+(?:\.\d+)+)/.exec(text)?.[1];
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]` stand where there is no value. */
function isKnown(field: string | undefined): field is string {
  return field !== undefined && field !== '' && !/^\[.*\]$|^N\/A$/.test(field);
}

function numberOf(field: string | undefined): number | undefined {
  const number = isKnown(field) ? Number(field) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
