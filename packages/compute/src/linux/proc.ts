import { readdirSync, readFileSync } from 'node:fs';

/** What one line of `/proc/<pid>/stat` says (proc_pid_stat(5)). Times are in ticks of 10 ms. */
export interface ProcessStat {
  readonly pid: number;
  /** Ended, and only its parent has not yet asked how. */
  readonly over: boolean;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** User and system time of the process itself. */
  readonly ownTicks: number;
  /** The same of its children that ended and were waited for, and of theirs. */
  readonly childTicks: number;
  /** When it started, in ticks since boot: with the pid, this names one process for ever. */
  readonly start: number;
}

/** The kernel writes these times for programs in hundredths of a second, whatever its own clock is. */
export const ticksPerSecond = 100;

/** A process as the kernel shows it, or undefined when there is none. `pid` may be `self`. */
export function readStat(pid: number | 'self'): ProcessStat | undefined {
  const text = readProc(`${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** The name of the program stands in brackets and may hold anything, brackets and line ends, too. */
export function parseStat(text: string): ProcessStat | undefined {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 0 || close < open) return undefined;
  const [state, ...rest] = text.slice(close + 2).split(' ');
  const numbers = rest.map(Number);
  // The man page counts from 1 and the state is its field 3, so its field n is here at n - 4.
  const field = (n: number): number => numbers[n - 4] ?? Number.NaN;
  const stat = {
    pid: Number(text.slice(0, open)),
    over: state === 'Z' || state === 'X',
    parent: field(4),
    group: field(5),
    session: field(6),
    ownTicks: field(14) + field(15),
    childTicks: field(16) + field(17),
    start: field(22),
  };
  return Number.isFinite(stat.pid + stat.ownTicks + stat.childTicks + stat.start) ? stat : undefined;
}

/** Every process that this user can see. */
export function listProcesses(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Whether the process was started with `entry` (`NAME=value`) in its environment, itself or through a parent. */
export function hasVariable(pid: number, entry: string): boolean {
  const environment = readProc(`${pid}/environ`);
  return environment?.split('\0').includes(entry) ?? false;
}

/** The largest resident memory that the process ever had, in bytes (`VmHWM`). */
export function highWater(pid: number): number {
  return kilobytes(readProc(`${pid}/status`), 'VmHWM');
}

/** Resident memory in bytes. */
export function resident(pid: number): number {
  return kilobytes(readProc(`${pid}/status`), 'VmRSS');
}

/** Resident memory with each shared page divided among those who share it, in bytes; undefined where it is not told. */
export function proportional(pid: number): number | undefined {
  const text = readProc(`${pid}/smaps_rollup`);
  return text ? kilobytes(text, 'Pss') : undefined;
}

function kilobytes(text: string | undefined, name: string): number {
  const found = text === undefined ? null : new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  return found ? Number(found[1]) * 1024 : 0;
}

/** Undefined when the process ended meanwhile, or belongs to somebody else. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch (error) {
    if (isErrno(error)) return undefined;
    throw error;
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
