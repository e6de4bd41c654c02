import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult, planScript, type Stopped, type Training } from '@weighbridge/core';
import { collectInputs } from '../step/inputs-step.ts';
import { commandOf, reuseOutputs, type TrainDone, withoutResults } from '../step/train-step.ts';
import { extendRecord, type Weighing } from '../step/weighing.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { modelFolder, writeAtomic, writingTo } from '../workspace/record-file.ts';
import { keepOutputs } from './keep-outputs.ts';
import { madeOutputs } from './outputs.ts';
import { refuseVariables } from './preflight.ts';

/** What the job between `plan` and `collect` leaves, relative to the root. */
function trainFolder(model: string): string {
  return join(modelFolder(model), 'train').replaceAll('\\', '/');
}

/**
 * Before the user's own job, which has nothing of ours: decides whether to train, and writes the script that does it.
 * `script` is where that job looks for it.
 */
export async function planPhase(weighing: Weighing, { reuse, script }: PlanOptions): Promise<TrainDone> {
  const { context, model } = weighing;
  const compute = await context.compute();
  await refuseVariables(weighing, compute);
  const inputs = await collectInputs(weighing, undefined, compute.variables(model.train.env));
  const fresh = withoutResults(weighing, inputs.key);
  const startedAt = context.now();
  const reused = reuse ? await reuseOutputs({ weighing: fresh, inputs, startedAt }) : undefined;
  const folder = trainFolder(model.name);
  await rm(join(context.root, folder), { recursive: true, force: true });
  if (reused) {
    await layOut(reused, folder);
    await writeAtomic(join(context.root, script), '#!/bin/sh\necho "unchanged: an earlier run is reused"\n');
    return { weighing: reused, outcome: 'reused' };
  }
  const { run: command, env, timeout, retry, outputs } = model.train;
  if (command === undefined) throw new Error('train was called without a command');
  sayWhatIsNotDone(weighing);
  const limit = timeout === undefined ? {} : { timeout: timeout / 1000 };
  const text = planScript({ folder, command, pass: env, set: {}, retry, outputs, ...limit });
  await writeAtomic(join(context.root, script), text);
  context.log.info(`train: planned, ${script} runs it`);
  const data = weighing.record.data ?? inputs.data;
  return { weighing: extendRecord(fresh, 'train', startedAt, { data }), outcome: 'planned' };
}

/** The script is one run in one job; what is more than that would be missed in silence. */
function sayWhatIsNotDone({ context, model }: Weighing): void {
  const { repeat, resume, gpu } = model.train;
  const keys = [...(repeat > 1 ? ['repeat'] : []), ...(resume ? ['resume'] : []), ...(gpu ? ['gpu'] : [])];
  if (keys.length === 0) return;
  const names = keys.map((key) => `\`train.${key}\``).join(' and ');
  context.log.warn(
    `train: ${names} needs weighbridge in the job that trains; the planned script runs the command once`,
  );
}

interface PlanOptions {
  readonly reuse: boolean;
  /** Relative to the root. */
  readonly script: string;
}

/** Reused outputs travel where a training would have left them. */
async function layOut({ context, model }: Weighing, folder: string): Promise<void> {
  for (const [name, path] of Object.entries(model.train.outputs)) {
    const target = join(context.root, folder, 'outputs', name);
    await writingTo(target, () => cp(join(context.root, path), target, { recursive: true }));
  }
}

const elsewhere = { undefined: 'not measured: the command ran in a job without weighbridge' };

/** After the user's own job: reads its contract, puts the outputs in place, digests them and writes `training`. */
export async function collectPhase(weighing: Weighing): Promise<TrainDone> {
  const { context, model, record } = weighing;
  const startedAt = context.now();
  const folder = trainFolder(model.name);
  await putInPlace(weighing, folder);
  if (record.training?.reused) return { weighing, outcome: 'reused' };
  const inputs = await collectInputs(weighing);
  // The plan's job had the data, and made the key of it.
  const fresh = withoutResults(weighing, record.subject.key ?? inputs.key);
  const text = await readTextIfThere(join(context.root, folder, 'result'));
  const result = text === undefined ? undefined : parseResult(text);
  const stopped = await stoppedBy(weighing, folder, result);
  const outputs = stopped ? [] : await keepOutputs(fresh, await madeOutputs(fresh, await context.compute()));
  // Kept, in place, and digested: a second copy would only make the job's archive larger.
  await rm(join(context.root, folder, 'outputs'), { recursive: true, force: true });
  const { image } = model.train;
  const training: Training = {
    ...commandOf(weighing),
    ...inputs.training,
    environment: {
      ...inputs.training.environment,
      ...(result?.interpreter === undefined ? {} : { interpreter: result.interpreter }),
      ...(image === undefined ? {} : { image }),
    },
    outputs: [...outputs],
    ...(result && result.attempts > 1 ? { attempts: result.attempts } : {}),
    usage: {
      ...(result ? { wallSeconds: result.wallSeconds } : {}),
      cpuSeconds: elsewhere,
      peakBytes: elsewhere,
      gpu: { devices: [], ...elsewhere },
    },
  };
  const done = extendRecord(fresh, 'train', startedAt, {
    data: record.data ?? inputs.data,
    training,
    ...(stopped ? { stopped } : {}),
  });
  return { weighing: done, outcome: stopped ? 'stopped' : 'trained' };
}

async function putInPlace({ context, model }: Weighing, folder: string): Promise<void> {
  for (const [name, path] of Object.entries(model.train.outputs)) {
    const from = join(context.root, folder, 'outputs', name);
    const target = join(context.root, path);
    if (!(await isThere(from))) continue;
    await writingTo(target, async () => {
      await rm(target, { recursive: true, force: true });
      await cp(from, target, { recursive: true });
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}

/** GNU and BusyBox end a command at its limit with this code. */
const timedOut = 124;

async function stoppedBy(
  weighing: Weighing,
  folder: string,
  result: ReturnType<typeof parseResult>,
): Promise<Stopped | undefined> {
  if (!result)
    return {
      command: 'train',
      code: 'no result',
      reason: 'the job that trains was cancelled, or did not run the plan',
    };
  if (result.exit === timedOut && weighing.model.train.timeout !== undefined)
    return { command: 'train', code: 'timed out', reason: 'training took longer than its timeout' };
  if (result.exit !== 0)
    return { command: 'train', code: `exit ${result.exit}`, reason: `training failed with exit code ${result.exit}` };
  for (const [name, path] of Object.entries(weighing.model.train.outputs)) {
    // A file of that name in the checkout is not what the training job left.
    if (await isThere(join(weighing.context.root, folder, 'outputs', name))) continue;
    return { command: 'train', code: 'no output', reason: `training did not write ${path}, its output ${name}` };
  }
  return undefined;
}
