import { availableParallelism, totalmem } from 'node:os';

/** What of a machine the engine may use. */
export interface MachineShare {
  readonly threads: number;
  readonly memoryLimitBytes: number;
}

const smallest = 128 * 1024 * 1024;

/**
 * All processors, and half of the memory: that of the container where it has a limit of its own. The other half is for
 * this process and for what else the job runs; what does not fit in ours is spilled to disk.
 */
export function machineShare(): MachineShare {
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { threads: availableParallelism(), memoryLimitBytes: Math.max(smallest, Math.floor(total / 2)) };
}
