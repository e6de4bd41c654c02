import {
  brokenSentence,
  type DataCheck,
  type DataSection,
  type DatasetFacts,
  type Digest,
  dataOutcome,
  dataStopReason,
  fixed,
  type ModelPolicy,
  type RunRecord,
  type Stopped,
  type TableEngine,
  type TableProfile,
  type UnderBaseSchema,
  visible,
} from '@weighbridge/core';
import { isTrained } from '../train/trained.ts';
import { type Base, type BaseDataset, baseDataset, baseOf, withBaseFolder } from '../validate/base-data.ts';
import { type CheckedDataset, checkDataset } from '../validate/check-dataset.ts';
import { compareTables } from '../validate/compare-datasets.ts';
import { explainBroken } from '../validate/explain.ts';
import { factsOfDataset } from '../validate/facts-of-dataset.ts';
import { revealProfile } from '../validate/hide-profile.ts';
import { leakageChecks } from '../validate/leakage.ts';
import { type OpenDataset, openDataset } from '../validate/open-dataset.ts';
import { judgeByBaseSchemas } from '../validate/under-base-schema.ts';
import { collectInputs } from './inputs-step.ts';
import { extendRecord, type Weighing } from './weighing.ts';

/** Whether the policy asks anything of the data: without a schema, leakage rules, drift lines or a watch nothing is read. */
export function asksOfData({ data, leakage, drift, monitor }: ModelPolicy): boolean {
  const schemas = Object.values(data).some(({ schema }) => schema !== undefined);
  // Production will be held against the profile of this record.
  const isProfiled = monitor !== undefined && monitor.reference === undefined;
  return (
    schemas || isProfiled || drift.length > 0 || leakage.noOverlap !== undefined || leakage.timeOrder !== undefined
  );
}

/** Judges the data, says what changed in it since the base, and writes `data`; a broken rule of severity error stops the run. */
export async function validateStep(weighing: Weighing): Promise<Weighing> {
  const { context } = weighing;
  const startedAt = context.now();
  const { data: known, key } = await collectInputs(weighing);
  const base = await baseOf(weighing);
  const engine = await context.tables();
  try {
    const data = await withBaseFolder((folder) => validateAll({ weighing, engine, base, folder }, known.datasets));
    const stopped = stoppedBy(data.checks ?? []);
    const rest = remaining(weighing.record, stopped !== undefined);
    logData(weighing, data);
    // A training that this run has done before has the fuller key: of the machine, too.
    const ofTraining = isTrained(rest.training) ? rest.subject.key : undefined;
    const fresh = { ...weighing, record: { ...rest, subject: { ...rest.subject, key: ofTraining ?? key } } };
    const done = extendRecord(fresh, 'validate', startedAt, { data, ...(stopped ? { stopped } : {}) });
    return base.found ? { ...done, base: base.found } : done;
  } finally {
    await engine.close();
  }
}

/** What was found with other data says nothing of this: a run that stops here has no model. */
function remaining(record: RunRecord, stops: boolean): RunRecord {
  const { stopped: _, verdict: __, comparison: ___, evaluation, training, ...rest } = record;
  if (stops) return rest;
  return { ...rest, ...(training ? { training } : {}), ...(evaluation ? { evaluation } : {}) };
}

interface Work {
  readonly weighing: Weighing;
  readonly engine: TableEngine;
  readonly base: Base;
  readonly folder: string;
}

/** One dataset with everything that was found about it. */
export interface Validated {
  readonly dataset: OpenDataset;
  readonly checked: CheckedDataset;
  readonly was: BaseDataset;
}

async function validateAll(work: Work, known: readonly DatasetFacts[]): Promise<DataSection> {
  const { weighing, engine, base } = work;
  const { model } = weighing;
  const opened = await openAll(work, known);
  const judged: Validated[] = [];
  for (const dataset of opened) judged.push(await validateOne(work, dataset, opened));
  const key = weighing.context.idKey ?? model.name;
  const { alpha } = weighing.policy;
  const compared = await compareTables(engine, { validated: judged, key, alpha, lines: model.drift });
  const { diff, drift, profiles } = compared;
  const validated = judged.map((one) => revealed(one, profiles.get(one.dataset.name), key));
  const leakage = await leakageChecks(model, engine, opened, diff);
  const checks: readonly DataCheck[] = [...validated.flatMap(({ checked }) => checked.checks), ...leakage];
  const explanations = await explainBroken(engine, validated);
  const underBase = await judgeByBaseSchemas(weighing, engine, base.commit, opened);
  return {
    datasets: known.map((facts) => withTable(facts, opened, profiles, key)),
    ...(checks.length > 0 ? { checks: [...checks] } : {}),
    ...(underBase.length > 0 ? { underBaseSchema: [...underBase] } : {}),
    ...(explanations.length > 0 ? { explanations: [...explanations] } : {}),
    ...(diff.length > 0 ? { diff: [...diff] } : {}),
    ...(drift.length > 0 ? { drift: [...drift] } : {}),
    ...(base.facts ? { base: base.facts } : {}),
  };
}

/** A dataset with a schema must be here; one without is looked at where it is. */
async function openAll({ weighing, engine }: Work, known: readonly DatasetFacts[]): Promise<readonly OpenDataset[]> {
  const { context, model } = weighing;
  const opened: OpenDataset[] = [];
  for (const [name, policy] of Object.entries(model.data)) {
    const digest: Digest | undefined = known.find((facts) => facts.name === name)?.digest;
    if (digest === undefined && policy.schema === undefined) continue;
    opened.push(await openDataset(context, engine, { name, policy, digest: digest ?? absent }));
  }
  return opened;
}

/** Opening the table says why it is not here, before anybody reads its digest. */
const absent: Digest = `sha256:${'0'.repeat(64)}`;

async function validateOne(work: Work, dataset: OpenDataset, all: readonly OpenDataset[]): Promise<Validated> {
  const { weighing, engine, base, folder } = work;
  const { name, policy, schema } = dataset;
  const was = await baseDataset(weighing, engine, { base, name, policy, schema: schema?.table }, `${folder}/${name}`);
  const rows = was.by === 'rows' ? was.table : undefined;
  return { dataset, was, checked: await checkDataset(weighing.context, engine, { dataset, all, was: rows }) };
}

/** The base's record names no values; those that are here today are told by name again. */
function revealed(one: Validated, now: TableProfile | undefined, key: string): Validated {
  const { was } = one;
  return was.by === 'profile' ? { ...one, was: { ...was, profile: revealProfile(was.profile, now, key) } } : one;
}

function withTable(
  facts: DatasetFacts,
  opened: readonly OpenDataset[],
  profiles: ReadonlyMap<string, TableProfile>,
  key: string,
): DatasetFacts {
  const found = opened.find(({ name }) => name === facts.name);
  return found ? factsOfDataset(facts, found, { profile: profiles.get(facts.name), key }) : facts;
}

function stoppedBy(checks: readonly DataCheck[]): Stopped | undefined {
  const reason = dataStopReason(checks);
  return reason === undefined ? undefined : { command: 'validate', code: 'data', reason };
}

function logData({ context }: Weighing, { datasets, checks = [], underBaseSchema = [] }: DataSection): void {
  const rows = datasets.reduce((total, dataset) => total + (dataset.rows ?? 0), 0);
  const { held } = dataOutcome(checks);
  context.log.info(`validate: ${fixed(rows, 0)} rows, ${held} of ${checks.length} data rules hold`);
  for (const found of underBaseSchema) logUnderBase(context, found);
}

/** The run goes on; the gate holds it until an owner of the schema approves. */
function logUnderBase(
  { log }: Weighing['context'],
  { dataset, path, held, of, broken, reason }: UnderBaseSchema,
): void {
  const start = `validate: ${visible(dataset)} by ${visible(path)} of the base`;
  const [worst] = broken;
  if (reason !== undefined) log.warn(`${start} was not judged: ${visible(reason)}`);
  else if (!worst) log.info(`${start}: ${held} of ${of} data rules hold`);
  else {
    const sentence = visible(brokenSentence({ dataset, ...worst }));
    log.warn(`${start}: ${held} of ${of} data rules hold. ${sentence} The gate needs an owner's approval.`);
  }
}
