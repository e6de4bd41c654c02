import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { kill, platform } from 'node:process';
import type { JobEnd } from '@weighbridge/core';
import { processTree } from '../linux/tree.ts';
import { type UsageMeter, usageMeter } from '../linux/usage.ts';

/** The processes of a command on this system, to be ended and measured. */
export interface Processes extends UsageMeter {
  /** Sends the signal to everybody; whether anybody was there. */
  signalAll(signal: NodeJS.Signals): boolean;
  /** Whether anybody is there. */
  anyLeft(): boolean;
}

/** With Linux' `/proc` every process is found and measured; elsewhere the process group is known, and nothing is measured. */
export function processesOf(root: number, mark: string): Processes {
  if (existsSync('/proc/self/stat')) {
    const tree = processTree(root, mark);
    return {
      ...usageMeter(tree),
      signalAll: (signal) => tree.signalAll(signal) > 0,
      anyLeft: () => tree.look().length > 0,
    };
  }
  return { ...unmeasured, ...(platform === 'win32' ? windowsTree(root) : processGroup(root)) };
}

const unmeasured: UsageMeter = {
  sample: () => undefined,
  rootEnded: () => undefined,
  strangerEnded: () => undefined,
  total: (): Pick<JobEnd, 'cpuSeconds' | 'peakBytes'> => ({}),
};

function processGroup(root: number): Pick<Processes, 'signalAll' | 'anyLeft'> {
  return { signalAll: (signal) => reaches(root, signal), anyLeft: () => reaches(root, 0) };
}

function reaches(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM is what macOS answers for a group of zombies.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false;
    throw error;
  }
}

/** Windows has no signal that asks a program to end: whoever is left is ended at once. */
function windowsTree(root: number): Pick<Processes, 'signalAll' | 'anyLeft'> {
  return {
    signalAll: () => spawnSync('taskkill', ['/pid', String(root), '/t', '/f'], { windowsHide: true }).status === 0,
    anyLeft: () => false,
  };
}
