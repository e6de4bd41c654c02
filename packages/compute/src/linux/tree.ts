import { kill } from 'node:process';
import { hasVariable, listProcesses, type ProcessStat, readStat } from './proc.ts';

/** A process of the command, as last seen. */
export interface Seen extends ProcessStat {
  /** Nobody of the command's own waited for it, so its times are in nobody else's. */
  readonly untold: boolean;
}

/**
 * The processes that one command started, to any depth. A process belongs to it when it is in the command's session
 * or process group, has a parent that belongs to it, or carries the command's mark in its environment: that finds one
 * that made itself a daemon, too. One that does so *and* drops its environment between two looks is not found.
 */
export interface ProcessTree {
  /** Looks again; who is there. Only new processes are read in full: cheap enough for five times a second. */
  look(): readonly ProcessStat[];
  /** Looks at every process of the machine anew, and sends each of the command's the signal; how many there were. */
  signalAll(signal: NodeJS.Signals): number;
  /** Everybody who was ever seen, zombies too. */
  seen(): readonly Seen[];
}

/** `root` is the command's own process, leader of its session; `mark` is `NAME=value`. */
export function processTree(root: number, mark: string): ProcessTree {
  const members = new Map<number, ProcessStat>();
  const orphans = new Set<number>();
  const strangers = new Set<number>();
  const doubtful = new Set<number>();
  const ended: Seen[] = [];

  function look(): readonly ProcessStat[] {
    const pids = listProcesses();
    for (const [pid, old] of members) refresh(pid, old);
    forget(new Set(pids));
    settle(pids.filter((pid) => !members.has(pid) && !strangers.has(pid)).flatMap((pid) => readStat(pid) ?? []));
    for (const { pid, parent } of members.values()) if (pid !== root && !members.has(parent)) orphans.add(pid);
    return [...members.values()].filter(({ over }) => !over);
  }

  function refresh(pid: number, old: ProcessStat): void {
    const stat = readStat(pid);
    if (stat?.start === old.start) members.set(pid, stat);
  }

  function forget(alive: ReadonlySet<number>): void {
    for (const pid of strangers) if (!alive.has(pid)) strangers.delete(pid);
    for (const pid of doubtful) if (!alive.has(pid)) doubtful.delete(pid);
    const lost = new Map([...members].filter(([pid]) => !alive.has(pid)));
    ended.push(...reported(lost));
    for (const pid of lost.keys()) {
      members.delete(pid);
      orphans.delete(pid);
    }
  }

  function reported(group: ReadonlyMap<number, ProcessStat>): readonly Seen[] {
    return [...group.values()].map((stat) => ({ ...stat, untold: isUntold(stat, group) }));
  }

  /** An orphan's times are in nobody's, nor are those of a child that went together with one. */
  function isUntold({ pid, parent }: ProcessStat, lost: ReadonlyMap<number, ProcessStat>): boolean {
    if (pid === root) return false;
    if (orphans.has(pid)) return true;
    const lostParent = lost.get(parent);
    return lostParent !== undefined && isUntold(lostParent, lost);
  }

  /** A child may be listed before its parent, so the rest is asked again until nobody joins. */
  function settle(fresh: readonly ProcessStat[]): void {
    let rest = fresh;
    for (let before = -1; before !== rest.length; ) {
      before = rest.length;
      for (const stat of rest) if (belongs(stat)) members.set(stat.pid, stat);
      rest = rest.filter(({ pid }) => !members.has(pid));
    }
    // In the middle of an exec a process has no environment to be seen for a moment: it is asked twice.
    for (const { pid } of rest) {
      if (doubtful.delete(pid)) strangers.add(pid);
      else doubtful.add(pid);
    }
  }

  function belongs({ pid, parent, group, session }: ProcessStat): boolean {
    return pid === root || session === root || group === root || members.has(parent) || hasVariable(pid, mark);
  }

  function signalAll(signal: NodeJS.Signals): number {
    strangers.clear();
    const targets = look();
    for (const target of targets) signalOne(target, signal);
    return targets.length;
  }

  return { look, signalAll, seen: () => [...ended, ...reported(members)] };
}

/** A pid that was given to another process meanwhile is left alone. */
function signalOne({ pid, start }: ProcessStat, signal: NodeJS.Signals): void {
  if (readStat(pid)?.start !== start) return;
  try {
    kill(pid, signal);
  } catch (error) {
    // Ended in this very moment, or became another user's by setuid: nothing that we may end.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}
