import { tmpdir } from 'node:os';
import { env as own } from 'node:process';
import { Writable } from 'node:stream';
import type { Job } from '@weighbridge/core';
import type { LocalOptions } from '../src/local-compute.ts';

/** A stream of the shell's, and what arrived. */
interface Sink {
  readonly stream: Writable;
  readonly text: () => string;
}

/** Keeps what is written to it. */
function sink(): Sink {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

/** A shell around the compute: its streams, and the variables that every system needs. */
export function shell(more: Partial<LocalOptions> = {}): LocalOptions & { readonly out: Sink; readonly err: Sink } {
  const out = sink();
  const err = sink();
  const { env, ...rest } = more;
  return {
    out,
    err,
    stdout: out.stream,
    stderr: err.stream,
    folder: tmpdir(),
    env: { PATH: own['PATH'], ...env },
    ...rest,
  };
}

/** A start of a command in the temporary folder. */
export function job(command: Job['command'], more: Partial<Job> = {}): Job {
  return { command, folder: tmpdir(), pass: [], set: {}, grace: 5000, ...more };
}
