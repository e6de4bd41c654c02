import { forbidding, type GateInput, judge, PermissionError, renderTitle } from '@weighbridge/core';
import { columnsAskedFor } from './asked-columns.ts';
import { basePolicy } from './base-policy.ts';
import { baseSchemas } from './base-schemas.ts';
import { readApprovals } from './override-step.ts';
import { reportContext } from './report-context.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** Judges the record by the policy here, and by the base commit's when the change alters it; writes `verdict`. */
export async function gateStep(weighing: Weighing): Promise<Weighing> {
  const { context, policy, model, policyDigest, record } = weighing;
  const startedAt = context.now();
  const base = await basePolicy(weighing);
  const askedColumns = await columnsAskedFor(weighing);
  const schemas = await baseSchemas(weighing, record.subject.mergeBase, record.data?.datasets ?? []);
  const input = {
    policy,
    model,
    digest: policyDigest,
    evaluation: record.evaluation,
    comparison: record.comparison,
    data: record.data,
    stopped: record.stopped,
    base,
    schemas,
    askedColumns,
  };
  const first = judge(input);
  const held = first.underBasePolicy?.outcome === 'failed';
  const verdict = held ? judge({ ...input, ...(await readApprovals(weighing, looserFiles(weighing, input))) }) : first;
  return extendRecord(weighing, 'gate', startedAt, { verdict });
}

/** The files whose looser rules hold the change: the schemas that forbid the data, and the policy where it forbids too. */
function looserFiles({ policyFile }: Weighing, input: GateInput): readonly string[] {
  const schemas = forbidding(input.data, input.schemas ?? []).map(({ schema }) => schema.path);
  const byPolicy = judge({ ...input, schemas: [] }).underBasePolicy?.outcome === 'failed';
  return [...new Set([...(byPolicy || schemas.length === 0 ? [policyFile] : []), ...schemas])];
}

/** An extra line beside the job's own check; without the permission the exit code still says it. */
export async function setStatus(judged: Weighing): Promise<void> {
  const { context, record } = judged;
  const { head, run } = record.subject;
  const { statuses } = context.forge;
  const { verdict, stopped } = record;
  if (!statuses || head === undefined || !(verdict || stopped)) return context.log.info('No commit status here.');
  const state = !stopped && verdict?.exit === 0 ? 'success' : 'failure';
  const url = run && context.forge.links.run(run.id);
  try {
    await statuses.set(head, {
      context: `weighbridge/${record.subject.model}`,
      state,
      description: renderTitle(record, reportContext(judged)),
      ...(url ? { url } : {}),
    });
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`No commit status was set: ${error.message}.`);
  }
}
