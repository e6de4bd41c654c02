import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Variables } from '@weighbridge/core';

/** The command's output on its way to the log. */
export interface Output {
  /** Sends on what the stream holds, until it ends. */
  follow(from: Readable, name: 'stdout' | 'stderr'): void;
  /**
   * Waits for the streams to end, a moment at most: nobody of the command's is left then, and a pipe that somebody
   * who escaped still holds is cut. Then nothing of the command reaches the log any more, and the runner reads
   * commands again.
   */
  end(): Promise<void>;
  /** The last lines, at most 4 kB of text without colours. */
  tail(): string;
}

interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Variables;
}

const tailBytes = 4000;
const keptBytes = 4 * tailBytes;
const patience = 1000;
const lineEnd = 0x0a;

/**
 * Live output. GitHub's runner, and those that read the same commands (Gitea's, Forgejo's), obey `::set-output::` and
 * the like in a log, so they are told to stop, and told to go on by a word that only we know: 256 random bits made for
 * this start, in no argument, variable or file. Both streams of the command go through one stream of ours there: the
 * runner reads ours side by side, and a line of the other could overtake the word that stops it.
 *
 * What this cannot do: the command runs as the same user on the same machine. It may read this program's memory and
 * first environment (`/proc/<pid>/environ`), and the files behind GITHUB_ENV if it guesses where they lie. Against a
 * hostile command only a job without credentials helps, which is what the documentation's workflows give it.
 */
export function openOutput(streams: Streams): Output {
  const word = streams.env['GITHUB_ACTIONS'] === 'true' ? randomBytes(32).toString('hex') : undefined;
  const targets = { stdout: streams.stdout, stderr: word === undefined ? streams.stderr : streams.stdout };
  const unfinished = new Map<Writable, Readable>();
  const sources: Readable[] = [];
  let kept: Buffer = Buffer.alloc(0);
  if (word !== undefined) streams.stdout.write(`::stop-commands::${word}\n`);

  function follow(from: Readable, name: 'stdout' | 'stderr'): void {
    const to = targets[name];
    sources.push(from);
    from.on('data', (chunk: Buffer) => {
      kept = lastOf(Buffer.concat([kept, lastOf(chunk)]));
      // The two streams of the command may share ours: one does not go on with the other's line.
      if (unfinished.has(to) && unfinished.get(to) !== from) to.write('\n');
      if (chunk.at(-1) === lineEnd) unfinished.delete(to);
      else unfinished.set(to, from);
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
  }

  async function end(): Promise<void> {
    await Promise.all(sources.map(closeSoon));
    for (const to of unfinished.keys()) to.write('\n');
    if (word !== undefined) streams.stdout.write(`::${word}::\n`);
  }

  return { follow, end, tail: () => tailOf(kept) };
}

async function closeSoon(source: Readable): Promise<void> {
  if (source.closed) return;
  const timer = setTimeout(() => source.destroy(), patience);
  await once(source, 'close');
  clearTimeout(timer);
}

function lastOf(bytes: Buffer): Buffer {
  return bytes.length > keptBytes ? bytes.subarray(-keptBytes) : bytes;
}

/** A progress bar writes its line again and again behind a carriage return: its last state is what a reader saw. */
function tailOf(bytes: Buffer): string {
  const lines = stripVTControlCharacters(bytes.toString('utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1));
  const whole = Buffer.from(lines.join('\n'));
  if (whole.length <= tailBytes) return whole.toString('utf8');
  const cut = whole.subarray(-tailBytes).toString('utf8');
  const firstEnd = cut.indexOf('\n');
  return firstEnd < 0 ? cut.replace(/^\uFFFD+/, '') : cut.slice(firstEnd + 1);
}
