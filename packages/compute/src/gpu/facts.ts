import { type GpuDevice, type GpuFacts, gpuReasons, type Variables } from '@weighbridge/core';
import { type Answer, ask } from '../ask.ts';
import { findProgram } from '../program.ts';
import { parseCuda, parseMig, parseSamples, query, reasonOf } from './parse.ts';

/** What this machine's `nvidia-smi` says, or why it says nothing. Asked three times, side by side. */
export async function gpuFactsOf(env: Variables, patience: number): Promise<GpuFacts> {
  const file = findProgram('nvidia-smi', env);
  if (file === undefined) return { devices: [], undefined: gpuReasons.noTool };
  const question = (...words: string[]): Promise<Answer> => ask({ file, words, env, patience });
  const [table, list, head] = await Promise.all([question(...query), question('-L'), question()]);
  const reason = reasonOf(table);
  if (reason !== undefined) return { devices: [], undefined: reason };
  const listed = parseSamples(table.text);
  if (listed === undefined) return { devices: [], undefined: gpuReasons.unreadable };
  if (listed.length === 0) return { devices: [], undefined: gpuReasons.noDevices };
  const driver = listed[0]?.driver;
  const cuda = parseCuda(head.text);
  const mig = parseMig(list.text);
  return {
    ...(driver === undefined ? {} : { driver }),
    ...(cuda === undefined ? {} : { cuda }),
    devices: listed.map(({ device }) => withMig(device, mig)),
  };
}

function withMig(device: GpuDevice, mig: ReadonlyMap<string, readonly string[]>): GpuDevice {
  const profiles = mig.get(device.uuid ?? '') ?? [];
  return profiles.length > 0 ? { ...device, mig: [...profiles] } : device;
}
