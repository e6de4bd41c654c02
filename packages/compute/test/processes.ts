import { readlinkSync } from 'node:fs';
import { listProcesses, readStat } from '../src/linux/proc.ts';

/** Processes that work in a folder and are not over. */
export function processesIn(folder: string): readonly number[] {
  return listProcesses().filter((pid) => readStat(pid)?.over === false && folderOf(pid) === folder);
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
