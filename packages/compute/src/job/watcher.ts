import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/** Ends the command when this program is killed without a chance to do so itself. */
export interface Watcher {
  /** Says which process group is the command's. */
  guard(group: number): void;
  /** To be called when nobody of the command's is left. */
  dismiss(): Promise<void>;
}

/**
 * Reads from a pipe whose other end only we hold. `done` ends it; the end of the pipe without that word means that we
 * are gone, by SIGKILL for example: then it kills the group, and on Linux everybody with the command's mark in the
 * environment, until none is left. The mark comes as an argument, so that the watcher does not carry it itself.
 */
const script = `
group=
while read -r word; do
  [ "$word" = done ] && exit 0
  group=$word
done
[ -z "$group" ] || kill -s KILL -- "-$group"
[ -r /proc/self/environ ] || exit 0
for round in 1 2 3 4 5 6 7 8 9; do
  found=$(grep -lsF -e "$1" /proc/[0-9]*/environ)
  [ -n "$found" ] || exit 0
  for entry in $found; do
    pid=\${entry#/proc/}
    kill -s KILL "\${pid%/environ}"
  done
done
`;

/** Starts before the command, so that there is no moment without it. Where there is no \`sh\`, nobody watches. */
export function startWatcher(mark: string, path: string | undefined): Watcher {
  if (platform === 'win32') return { guard: () => undefined, dismiss: () => Promise.resolve() };
  const child = spawn('sh', ['-c', script, 'weighbridge-watcher', mark], {
    cwd: '/',
    env: { PATH: path ?? '/usr/local/bin:/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: what ends our process group, at Ctrl-C for example, does not end it.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  // A watcher that ended early takes nothing from the command; what is written to it then has no reader.
  child.stdin.on('error', () => child.stdin.destroy());
  return {
    guard(group) {
      child.stdin.write(`${group}\n`);
    },
    async dismiss() {
      child.stdin.end('done\n');
      await ended;
    },
  };
}
