import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import process from 'node:process';
import { type Digest, refusedNames, type TrainingMachine, variableDigests, type WatchEngine } from '@weighbridge/core';
import type { Shell } from './shell/shell.ts';

/** The embedded engine. Its library is found or fetched when the first table is opened. */
export async function tableEngine({ env, log }: Shell): Promise<WatchEngine> {
  const { duckdbEngine, libraryOptions, loadDuckdb } = await import('@weighbridge/table');
  const workingFolder = process.cwd();
  const place = { env, workingFolder, home: homedir(), onProgress: (line: string) => log.info(line) };
  return duckdbEngine({
    load: () => loadDuckdb(libraryOptions(place)),
    tempFolder: env['RUNNER_TEMP'] || tmpdir(),
  });
}

/** A runner that cancels asks twice; what the interrupted command left is being kept meanwhile. */
function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

function sha256(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** This machine. */
export async function trainingMachine({ env, progress }: Shell): Promise<TrainingMachine> {
  const { digestOutput, localCompute } = await import('@weighbridge/compute');
  const compute = localCompute({
    env,
    folder: process.cwd(),
    stdout: progress,
    stderr: process.stderr,
    signals: process,
  });
  return {
    ...compute,
    async run(job) {
      const end = await compute.run(job);
      if (end.outcome === 'interrupted') ignoreSignals();
      return end;
    },
    refused: refusedNames,
    variables: (names) => variableDigests(env, names, sha256),
    digest: digestOutput,
  };
}
