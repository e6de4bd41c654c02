import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { kill } from 'node:process';

/** Names one process for ever: a pid is used again, a pid with its start is not. */
export interface Identity {
  readonly pid: number;
  /** Of Linux the boot's id and the start in ticks since then; elsewhere the start as `ps` writes it. */
  readonly start: string;
}

const bootId = '/proc/sys/kernel/random/boot_id';

/** What a process writes of itself, as a script of `sh`; `readIdentity` reads it. */
export const identityScript = `echo $$; cat ${bootId} /proc/$$/stat 2>/dev/null || LC_ALL=C ps -o lstart= -p $$`;

/** Reads what `identityScript` wrote. Undefined for anything else. */
export function readIdentity(text: string): Identity | undefined {
  const [first = '', second = '', third] = text.split('\n').map((line) => line.trim());
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid < 2 || second === '') return undefined;
  const stat = third === undefined || third === '' ? undefined : parseStat(third);
  return { pid, start: stat ? `${second} ${stat.start}` : second };
}

/** The process that has this pid now; undefined when there is none, or it has ended. */
export function identityOf(pid: number): Identity | undefined {
  if (!existsSync(bootId)) return fromPs(pid);
  const stat = readStat(pid);
  if (!stat || stat.over) return undefined;
  return { pid, start: `${readFileSync(bootId, 'utf8').trim()} ${stat.start}` };
}

/** Whether this very process still runs. */
export function isAlive({ pid, start }: Identity): boolean {
  return identityOf(pid)?.start === start;
}

/** Whether anybody of a process group still runs; one who ended, and was not waited for, does not. */
export function isGroupAlive(group: number): boolean {
  try {
    kill(-group, 0);
  } catch (error) {
    // EPERM is what macOS answers for a group of those who have ended.
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')) return false;
    throw error;
  }
  return !existsSync('/proc/self/stat') || membersOf(group).length > 0;
}

function fromPs(pid: number): Identity | undefined {
  try {
    const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C' };
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }).trim();
    return start === '' ? undefined : { pid, start };
  } catch (error) {
    // `ps` ends with 1 where nobody has this pid.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}

/** Those of a group whose environment holds `entry` (`NAME=value`); nobody where there is no `/proc`. */
export function markedMembers(group: number, entry: string): readonly number[] {
  if (!existsSync('/proc/self/environ')) return [];
  return membersOf(group).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  });
}

/** Those of a group that run (Linux). */
function membersOf(group: number): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const stat = readStat(pid);
    return stat?.group === group && !stat.over;
  });
}

interface Stat {
  readonly over: boolean;
  readonly group: number;
  /** Ticks since boot. */
  readonly start: string;
}

function readStat(pid: number): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch (error) {
    // It ended meanwhile, or is somebody else's: ENOENT, ESRCH, EACCES.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** proc_pid_stat(5). The program's name stands in brackets and may hold anything; the state, field 3, comes after it. */
function parseStat(text: string): Stat | undefined {
  const [state, ...rest] = text.slice(text.lastIndexOf(') ') + 2).split(' ');
  const field = (n: number): string => rest[n - 4] ?? '';
  if (!/^[A-Za-z]$/.test(state ?? '') || !/^\d+$/.test(field(22))) return undefined;
  return { over: state === 'Z' || state === 'X', group: Number(field(5)), start: field(22) };
}
