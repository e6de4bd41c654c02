import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { constrainedMemory } from 'node:process';
import { type CommandLine, commandEnvironment, type MachineFacts } from '@weighbridge/core';
import { gpuFactsOf } from '../gpu/facts.ts';
import type { LocalOptions } from '../local-compute.ts';
import { interpreterOf } from './interpreter.ts';

const usualPatience = 10_000;

/** What this machine is. Asks `nvidia-smi` and the interpreter with the environment that the command gets. */
export async function machineFacts(command: CommandLine, options: LocalOptions): Promise<MachineFacts> {
  const { folder, patience = usualPatience } = options;
  const env = commandEnvironment(options.env, [], {});
  const [gpu, interpreter] = await Promise.all([
    gpuFactsOf(env, patience),
    interpreterOf(command, { env, folder, patience }),
  ]);
  const cpu = cpus()[0]?.model.trim();
  return {
    os: `${systemName()} ${arch()}`,
    ...(cpu ? { cpu } : {}),
    cores: availableParallelism(),
    memoryBytes: memoryBytes(totalmem(), constrainedMemory()),
    gpu,
    ...(interpreter === undefined ? {} : { interpreter }),
  };
}

/** What the job may use: the machine's memory, or less where a container is limited. No limit is 0 or beyond any RAM. */
export function memoryBytes(machine: number, limit: number): number {
  return limit > 0 && limit < machine ? limit : machine;
}

/** `Ubuntu 24.04.1 LTS`: the distribution says more than the kernel, which a container borrows. */
function systemName(): string {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    const name = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(textOf(file))?.[1];
    if (name !== undefined) return name;
  }
  return `${type()} ${release()}`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
