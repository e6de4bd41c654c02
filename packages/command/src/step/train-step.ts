import { type Digest, fixed, ServiceError, type Stopped, type Training, type TrainingMachine } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { keepOutputs, keepReused, rememberRun } from '../train/keep-outputs.ts';
import { madeOutputs, missingOutput } from '../train/outputs.ts';
import { checkedFacts, type Facts } from '../train/preflight.ts';
import { type Repeated, repeatTraining } from '../train/repeat.ts';
import { checkpointOf, dropCheckpoint, leaveCheckpoint } from '../train/resume.ts';
import { usageOf } from '../train/usage.ts';
import { ignoreFolder } from '../workspace/record-file.ts';
import { collectInputs, type Inputs } from './inputs-step.ts';
import { findReusable, restoreOutputs } from './reuse-step.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** What a training left, and whether there is more of it to do in a next job. */
export interface TrainDone {
  readonly weighing: Weighing;
  readonly outcome: 'planned' | 'trained' | 'reused' | 'unfinished' | 'stopped';
}

/** Everything that is known before the command starts. */
export interface Planned {
  readonly weighing: Weighing;
  readonly compute: TrainingMachine;
  readonly facts: Facts;
  readonly inputs: Inputs;
  readonly startedAt: Date;
}

/** Runs the policy's command, or takes the outputs of an earlier run with the same key; writes `training`. */
export async function trainStep(weighing: Weighing, { reuse }: { readonly reuse: boolean }): Promise<TrainDone> {
  const planned = await planTraining(weighing);
  const reused = reuse ? await reuseOutputs(planned) : undefined;
  if (reused) return { weighing: reused, outcome: 'reused' };
  return runPlanned(planned);
}

/** Facts, preflight and key: seconds, before anything is run. */
export async function planTraining(weighing: Weighing): Promise<Planned> {
  const { context, model } = weighing;
  const { run: command } = model.train;
  if (command === undefined) throw new Error('train was called without a command');
  const startedAt = context.now();
  await ignoreFolder(context.root);
  const compute = await context.compute();
  const facts = await checkedFacts(weighing, compute, command);
  const inputs = await collectInputs(weighing, facts.machine, compute.variables(model.train.env));
  return { weighing: withoutResults(weighing, inputs.key), compute, facts, inputs, startedAt };
}

/** The record as it stands before a training: with its key, and without what an earlier model was found to be. */
export function withoutResults(weighing: Weighing, key: Digest): Weighing {
  const { stopped: _, evaluation: __, comparison: ___, verdict: ____, ...rest } = weighing.record;
  return { ...weighing, record: { ...rest, subject: { ...rest.subject, key } } };
}

/** The outputs of an earlier run with the same key, put in place; undefined when there are none to be had. */
export async function reuseOutputs({
  weighing,
  inputs,
  startedAt,
}: Pick<Planned, 'weighing' | 'inputs' | 'startedAt'>): Promise<Weighing | undefined> {
  const { context } = weighing;
  const found = await findReusable(weighing, inputs.key);
  if (!found || !(await restoreOutputs(found, weighing))) return undefined;
  const { outputs, usage, seeds, spread } = found.training;
  const commit = found.commit?.slice(0, 7);
  context.log.info(`train: unchanged: reused the run of ${commit ?? found.from}, 0 s`);
  const training: Training = {
    ...commandOf(weighing),
    ...inputs.training,
    outputs: await keepReused(weighing, outputs),
    ...(seeds ? { seeds } : {}),
    ...(spread ? { spread } : {}),
    reused: {
      ...(found.commit === undefined ? {} : { commit: found.commit }),
      ...(found.record === undefined ? {} : { record: found.record }),
      from: found.from,
      ...(usage?.wallSeconds === undefined ? {} : { savedSeconds: usage.wallSeconds }),
    },
  };
  return extendRecord(weighing, 'train', startedAt, { data: dataOf(weighing, inputs), training });
}

async function runPlanned(planned: Planned): Promise<TrainDone> {
  const { weighing, compute, inputs } = planned;
  const { context, model } = weighing;
  const checkpoint = await checkpointOf(weighing, inputs.key);
  announce(context, weighing, checkpoint?.leg ?? 1);
  const ran = await repeatTraining(weighing, compute, checkpoint?.leg ?? 1);
  const { outcome } = ran.last.end;
  const stopped = stoppedBy(ran) ?? (await unwritten(planned, ran));
  if (outcome === 'leg over' || (outcome === 'interrupted' && model.train.resume)) {
    const leg = await leaveCheckpoint(weighing, inputs.key, checkpoint);
    if (typeof leg === 'object') return stop(planned, ran, leg);
    if (outcome === 'interrupted') throw interrupted(`The checkpoint of leg ${leg} is kept.`);
    context.log.info(`train: leg ${leg} is over, its checkpoint is kept; the next job goes on`);
    return { weighing: withTraining(planned, ran, [], leg), outcome: 'unfinished' };
  }
  if (outcome === 'interrupted') throw interrupted('Nothing was kept.');
  if (stopped) return stop(planned, ran, stopped);
  await dropCheckpoint(weighing);
  const outputs = await keepOutputs(weighing, await madeOutputs(weighing, compute));
  const done = withTraining(planned, ran, outputs, checkpoint?.leg ?? 1);
  await rememberRun(done);
  context.log.info(`train: ended in ${fixed(ran.last.wallSeconds, 1)} s, ${outputs.length} outputs of ${model.name}`);
  return { weighing: done, outcome: 'trained' };
}

function interrupted(what: string): ServiceError {
  return new ServiceError(
    'WB3495',
    `Training was interrupted: the job was cancelled or its machine was taken away. ${what} Run the job again.`,
  );
}

function announce({ log }: Context, { model }: Weighing, leg: number): void {
  const { run = '', repeat } = model.train;
  const text = typeof run === 'string' ? run : run.join(' ');
  const runs = repeat > 1 ? `, ${repeat} runs` : '';
  log.info(`train: ${text.split('\n')[0] ?? ''}${leg > 1 ? ` (leg ${leg})` : ''}${runs}`);
}

/** Of a training that failed nothing is kept but the reason: half an output is no output. */
function stop(planned: Planned, ran: Repeated, stopped: Stopped): TrainDone {
  const done = withTraining(planned, ran, [], 1);
  return { weighing: { ...done, record: { ...done.record, stopped } }, outcome: 'stopped' };
}

/** The command as the policy writes it. */
export function commandOf({ model }: Weighing): Pick<Training, 'command'> {
  const { run: command } = model.train;
  if (command === undefined) return {};
  return { command: typeof command === 'string' ? command : [...command] };
}

function withTraining(planned: Planned, ran: Repeated, outputs: Training['outputs'], legs: number): Weighing {
  const { weighing, facts, inputs, startedAt } = planned;
  const training: Training = {
    ...commandOf(weighing),
    ...inputs.training,
    environment: { ...facts.environment, ...inputs.training.environment },
    outputs,
    ...(ran.seeds.length > 0 ? { seeds: [...ran.seeds] } : {}),
    ...(ran.spread.length > 0 ? { spread: [...ran.spread] } : {}),
    ...(legs > 1 ? { legs } : {}),
    ...(ran.last.attempts > 1 ? { attempts: ran.last.attempts } : {}),
    usage: usageOf(weighing, ran, facts, startedAt),
  };
  return extendRecord(weighing, 'train', startedAt, { data: dataOf(weighing, inputs), training });
}

/** What `validate` found in the same data stays. */
function dataOf({ record }: Weighing, { data }: Inputs): NonNullable<Weighing['record']['data']> {
  return record.data && sameDigests(record.data.datasets, data.datasets) ? record.data : data;
}

function sameDigests(
  a: readonly { readonly name: string; readonly digest: Digest }[],
  b: readonly { readonly name: string; readonly digest: Digest }[],
): boolean {
  const text = (list: typeof a): string => JSON.stringify(list.map(({ name, digest }) => [name, digest]).sort());
  return text(a) === text(b);
}

function stoppedBy({ last: { end, attempts } }: Repeated): Stopped | undefined {
  const tries = attempts > 1 ? `, ${attempts} times` : '';
  const tail = tailOf(end.tail);
  if (end.outcome === 'timed out')
    return { command: 'train', code: 'timed out', reason: 'training took longer than its timeout', ...tail };
  if (end.outcome !== 'ended' || end.exit === 0) return undefined;
  const how = end.exit === undefined ? `was ended by ${end.signal ?? 'a signal'}` : `failed with exit code ${end.exit}`;
  return { command: 'train', code: `exit ${end.exit ?? end.signal}`, reason: `training ${how}${tries}`, ...tail };
}

/** The last 40 lines, each cut: they are shown to whoever has to say why it failed. */
function tailOf(text: string): Pick<Stopped, 'tail'> {
  const lines = text.trimEnd().split(/\r?\n/u).slice(-40);
  return text.trim() === '' ? {} : { tail: lines.map((line) => line.slice(0, 500).toWellFormed()) };
}

/** An output that was there before and is older than this run would be another model's. */
async function unwritten({ weighing, startedAt }: Planned, { last }: Repeated): Promise<Stopped | undefined> {
  if (last.end.outcome !== 'ended') return undefined;
  const missing = await missingOutput(weighing, startedAt);
  return missing === undefined ? undefined : { command: 'train', code: 'no output', reason: missing };
}
