import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { platform } from 'node:process';
import type { Readable } from 'node:stream';
import { commandEnvironment, type Job, type JobEnd } from '@weighbridge/core';
import { sampleGpus } from '../gpu/sample.ts';
import type { LocalOptions } from '../local-compute.ts';
import { type Program, programOf } from '../program.ts';
import { watchEnding } from './ending.ts';
import { type Output, openOutput } from './output.ts';
import { type Processes, processesOf } from './processes.ts';
import { startWatcher } from './watcher.ts';

/** Marks the command's processes. It is no secret: it finds what an honest command left, not what hides. */
const markName = 'WEIGHBRIDGE_PROCESS';
/** Milliseconds between samples; the first come sooner, for commands that are short. */
const sampleEvery = 200;
const firstSample = 5;

type Child = ChildProcessByStdio<null, Readable, Readable>;
type Exit = Pick<JobEnd, 'exit' | 'signal'>;

interface Started {
  readonly child: Child;
  readonly root: number;
}

/**
 * Runs a command to its end. Nothing is written but its output; whoever it started is gone when this returns. A command
 * that cannot be started ends as in a shell: 127 when there is no such program, 126 when it cannot be run.
 */
export async function runJob(job: Job, options: LocalOptions): Promise<JobEnd> {
  const mark = `${markName}=${randomUUID()}`;
  const [, id = ''] = mark.split('=');
  const env = commandEnvironment(options.env, job.pass, { ...job.set, [markName]: id });
  const program = programOf(job.command, env);
  if (program.note !== undefined) options.stderr.write(`${program.note}\n`);
  // Both are there before the command is: nothing of it is unwatched, or read as a command by the runner.
  const watcher = startWatcher(mark, env['PATH']);
  const output = openOutput(options);
  const began = performance.now();
  const started = await start(program, job.folder, env);
  if (typeof started === 'number') {
    await Promise.all([output.end(), watcher.dismiss()]);
    return cannotStart(program, started, options, began);
  }
  watcher.guard(started.root);
  const processes = processesOf(started.root, mark);
  const ended = await follow(started.child, { job, options, processes, output, began });
  await watcher.dismiss();
  return ended;
}

interface Running {
  readonly job: Job;
  readonly options: LocalOptions;
  readonly processes: Processes;
  readonly output: Output;
  readonly began: number;
}

async function follow(child: Child, { job, options, processes, output, began }: Running): Promise<JobEnd> {
  output.follow(child.stdout, 'stdout');
  output.follow(child.stderr, 'stderr');
  const ending = watchEnding(job, processes, options.signals);
  const gpus = sampleGpus({
    // Without the mark: the sampler is not the command's.
    env: commandEnvironment(options.env, [], {}),
    interval: options.gpuInterval,
    onEnd: processes.strangerEnded,
  });
  const stopSampling = sampleOften(processes);
  const exit = await exitOf(child, processes);
  const notes = await ending.endOthers();
  const wallSeconds = (performance.now() - began) / 1000;
  stopSampling();
  await output.end();
  ending.close();
  const gpu = await gpus.stop();
  for (const note of notes) options.stderr.write(`${note}\n`);
  const measured = { wallSeconds, ...processes.total(), ...(gpu ? { gpu } : {}) };
  return { outcome: ending.outcome(), ...exit, ...measured, tail: output.tail() };
}

/** The child, once the system has taken it; the exit code that a shell would give when it did not. */
async function start(
  program: Program,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Started | number> {
  try {
    const child = spawn(program.file, program.words, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A session and process group of its own. On Windows this would open a window instead.
      detached: platform !== 'win32',
    });
    if (child.pid !== undefined) return { child, root: child.pid };
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve(codeOf(error)));
    });
  } catch (error) {
    // Words that no system call takes, with a NUL inside for example.
    return codeOf(error);
  }
}

function codeOf(error: unknown): number {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 127 : 126;
}

function cannotStart(program: Program, exit: number, { stderr }: LocalOptions, began: number): JobEnd {
  const tail = `${program.file}: ${exit === 127 ? 'no such program or folder' : 'cannot be run'}`;
  stderr.write(`${tail}\n`);
  return { outcome: 'ended', exit, wallSeconds: (performance.now() - began) / 1000, tail };
}

function exitOf(child: Child, processes: Processes): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      processes.rootEnded();
      resolve({ ...(code === null ? {} : { exit: code }), ...(signal === null ? {} : { signal }) });
    });
  });
}

function sampleOften(processes: Processes): () => void {
  let delay = firstSample;
  let timer: NodeJS.Timeout;
  function next(): void {
    processes.sample();
    timer = setTimeout(next, delay);
    delay = Math.min(sampleEvery, delay * 2);
  }
  next();
  return () => clearTimeout(timer);
}
