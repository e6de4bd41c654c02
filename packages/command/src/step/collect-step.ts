import { join } from 'node:path';
import { type Digest, inputErrors, type Runner, type Stopped } from '@weighbridge/core';
import * as z from 'zod';
import { readBytesIfThere } from '../workspace/bytes.ts';
import { collectSections } from './collect-sections.ts';
import { compareStep } from './compare-step.ts';
import { evaluateStep, predictionsPath } from './evaluate-step.ts';
import { gateStep } from './gate-step.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** The record with `evaluation` and `comparison`: from the files here, else from the jobs before this one. */
export async function candidateRecord(weighing: Weighing, baseline?: string): Promise<Weighing> {
  const evaluated = await candidateEvaluation(weighing);
  if (evaluated.record.stopped) return evaluated;
  return evaluated.record.comparison ? evaluated : compareStep(evaluated, { baseline });
}

/**
 * The record with `evaluation`: measured from the file here, else from the jobs before this one; or the record that an
 * earlier step or job of this run stopped.
 */
export async function candidateEvaluation(weighing: Weighing): Promise<Weighing> {
  // Without a run nothing says that a record lying here measured the file that is missing now.
  const alone = weighing.context.runner.run === undefined;
  if (alone) return evaluateStep(weighing);
  if (weighing.record.stopped) return weighing;
  if (!(await predictionsAreHere(weighing))) {
    const collected = await collectSections(weighing);
    // When nothing came from another job, evaluate names the missing file and the cure.
    return collected.record.evaluation || collected.record.stopped ? collected : evaluateStep(weighing);
  }
  // What this very job measured before, in an earlier step or attempt, is older than the file; another job's is not.
  const others = await collectSections(weighing, ({ run }) => run?.job !== weighing.record.subject.run?.job);
  const { evaluation, stopped } = others.record;
  if (stopped) return others;
  if (others === weighing || !evaluation || (await isHere(weighing, evaluation.digests.predictions)))
    return evaluateStep(weighing);
  return others;
}

/** Whether the predictions file here is the one that was measured: another, for example a committed one, is not weighed. */
async function isHere(weighing: Weighing, digest: Digest): Promise<boolean> {
  const { context, model, policyFile } = weighing;
  const own = await context.data.digestFile(join(context.root, predictionsPath(model, policyFile)));
  if (own !== digest)
    context.log.warn('The predictions file here is not the one that this run measured; it is left alone.');
  return own === digest;
}

/** The record to report: a verdict if any job reached one, else whatever can still be judged here, else `stopped`. */
export async function recordForReport(weighing: Weighing, needs: string | undefined): Promise<Weighing> {
  const stopped = stoppedBy(needs);
  const collected = await collectSections(weighing);
  const { verdict } = collected.record;
  // A job that failed or was cancelled left no pass: what is found then came from an earlier attempt, or before the end.
  if (stopped && verdict?.exit === 0) return stoppedRecord(weighing, stopped);
  if (verdict || collected.record.stopped) return collected;
  if (collected.record.comparison) return gateStep(collected);
  if (await predictionsAreHere(weighing)) return gateStep(await candidateRecord(weighing));
  const reason = stopped ?? unheard(weighing.context.runner);
  if (!reason) throw inputErrors.nothingToReport({ model: weighing.model.name });
  return stoppedRecord(weighing, reason);
}

/** Of a stopped run only the subject counts: no metric of it may stand beside the word. */
function stoppedRecord(weighing: Weighing, stopped: Stopped): Weighing {
  const { version, subject, durations } = weighing.record;
  const record = { version, subject, ...(durations ? { durations } : {}) };
  return extendRecord({ ...weighing, record }, 'report', weighing.context.now(), { stopped });
}

/** GitLab tells a job nothing of the jobs before it: where their record should be and is not, one of them stopped. */
function unheard({ kind }: Runner): Stopped | undefined {
  if (kind !== 'gitlabCi') return undefined;
  return {
    command: 'report',
    code: 'no record',
    reason: 'no record reached this job: an earlier job failed or did not run',
  };
}

async function predictionsAreHere(weighing: Weighing): Promise<boolean> {
  const path = predictionsPath(weighing.model, weighing.policyFile);
  return (await readBytesIfThere(join(weighing.context.root, path))) !== undefined;
}

const needsShape = z.record(z.string(), z.looseObject({ result: z.string() }));

/** Why no record came, from `toJSON(needs)`. Undefined when every job before this one says it succeeded. */
export function stoppedBy(needs: string | undefined): Stopped | undefined {
  if (needs === undefined) return undefined;
  const parsed = needsShape.safeParse(parseNeeds(needs));
  if (!parsed.success)
    throw inputErrors.inputType({ name: 'needs', value: needs.slice(0, 40), wanted: 'the JSON of toJSON(needs)' });
  const bad = Object.entries(parsed.data).find(([, { result }]) => result !== 'success');
  if (!bad) return undefined;
  const [job, { result }] = bad;
  const words: Readonly<Record<string, string>> = {
    failure: 'failed before it wrote a record',
    cancelled: 'was cancelled',
    skipped: 'was skipped',
  };
  return { command: job, code: result, reason: `the job ${job} ${words[result] ?? otherResult(result)}` };
}

/** Gitea 1.26 starts every job of an approved run at once, and then states a number for one that still runs. */
function otherResult(result: string): string {
  return /^\d+$/.test(result) ? 'had not finished when this job began' : `ended as ${result}`;
}

function parseNeeds(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw inputErrors.inputType(
      { name: 'needs', value: text.slice(0, 40), wanted: 'the JSON of toJSON(needs)' },
      { cause },
    );
  }
}
