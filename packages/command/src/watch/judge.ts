import {
  type BinaryEvaluation,
  type ColumnCounts,
  evaluateBinary,
  isMetricName,
  judgeWindow,
  type LabelFacts,
  type OpenTable,
  referenceScores,
  type ScoredColumns,
  type ServiceCounts,
  ServiceError,
  type ServiceLimit,
  type TimeSpan,
  type WatchRules,
  type WatchWindow,
  type WindowInput,
} from '@weighbridge/core';
import { hiderOf } from '../validate/hide-profile.ts';
import type { FoundReference } from './reference.ts';
import type { LookTerms, MonitorWork } from './work.ts';

/** Rows that are judged together. */
export interface Stretch {
  readonly id: string;
  /** Undefined where rows have no time. */
  readonly span: TimeSpan | undefined;
  readonly table: OpenTable;
}

/** Judges one window: its data against the reference, its answers on labels that have matured, and its service. */
export async function judgeStretch(work: MonitorWork, found: FoundReference, stretch: Stretch): Promise<WatchWindow> {
  const { span, table, id } = stretch;
  const { monitor, by } = work;
  const enough = table.rows >= monitor.minRows;
  const columns = enough ? await watchedColumns(work, found, table) : [];
  const input: WindowInput = {
    id,
    ...(span ? { from: span.from.toISOString(), to: span.to.toISOString() } : {}),
    rows: table.rows,
    reference: found.reference.digest,
    by,
    columns,
    ...(enough ? absentColumns(work, found, columns) : { absent: [] }),
    showValues: work.weighing.model.data[monitor.dataset]?.showValues ?? false,
    ...(enough ? await scoresOf(work, found, table) : {}),
    ...(await performanceOf(work, found, stretch)),
    service: await serviceOf(work, span),
  };
  return judgeWindow(input, rulesOf(work));
}

/** What every window of this look is judged by. */
export function rulesOf({ weighing, monitor }: LookTerms): WatchRules {
  const { policy, model } = weighing;
  return {
    alpha: policy.alpha,
    drift: model.drift,
    gate: model.gate,
    minRows: monitor.minRows,
    score: model.evaluate.score,
  };
}

/** Columns that say when, who or how it ended: not what a model sees. */
function isWatched({ weighing, monitor }: MonitorWork, column: string): boolean {
  const { target, score, id } = weighing.model.evaluate;
  if (monitor.columns) return monitor.columns.includes(column);
  return ![target, score, id, monitor.time, monitor.labels?.join].includes(column);
}

async function watchedColumns(
  work: MonitorWork,
  found: FoundReference,
  table: OpenTable,
): Promise<readonly ColumnCounts[]> {
  const { engine, schema, reference } = work.opened;
  const side = reference ?? found.profile;
  if (!side) return [];
  const { context, model } = work.weighing;
  // The record names no values: those that are here are hidden in the same way, so that equal ones are one.
  const counts = await engine.compareColumns(side, table, schema, hiderOf(context.idKey ?? model.name));
  return counts.filter(({ column }) => isWatched(work, column));
}

/** Columns that the reference has and a window lacks, which is a finding; and those of the policy that it never had. */
function absentColumns(
  work: MonitorWork,
  { profile }: FoundReference,
  counted: readonly ColumnCounts[],
): Pick<WindowInput, 'absent' | 'undescribed'> {
  const { monitor, opened } = work;
  const described = profile
    ? profile.profiles.filter(({ kind }) => kind !== 'other').map(({ column }) => column)
    : (opened.reference?.columns ?? []).map(({ name }) => name);
  const here = new Set(opened.current.columns.map(({ name }) => name));
  const wanted = monitor.columns ?? described.filter((column) => isWatched(work, column) && !here.has(column));
  const known = new Set(counted.map(({ column }) => column));
  const missing = wanted.filter((column) => !known.has(column));
  return {
    absent: missing.filter((column) => described.includes(column)),
    undescribed: missing.filter((column) => !described.includes(column)),
  };
}

/** Columns of the answers; slices that production does not log are left out. */
function scoredColumns({ weighing, opened }: MonitorWork): ScoredColumns {
  const { score, threshold, slices, group, weight } = weighing.model.evaluate;
  const here = new Set(opened.current.columns.map(({ name }) => name));
  return {
    score,
    threshold,
    slices: slices.filter((column) => here.has(column)),
    ...(group !== undefined && here.has(group) ? { group } : {}),
    ...(weight !== undefined && here.has(weight) ? { weight } : {}),
  };
}

function hasScore({ weighing, opened }: MonitorWork): boolean {
  return opened.current.columns.some(({ name }) => name === weighing.model.evaluate.score);
}

async function scoresOf(
  work: MonitorWork,
  { record }: FoundReference,
  table: OpenTable,
): Promise<Pick<WindowInput, 'scores'>> {
  if (!record?.evaluation || !hasScore(work)) return {};
  const reference = referenceScores(record.evaluation);
  const now = await work.opened.engine.scores(table, scoredColumns(work), reference.edges);
  return { scores: { reference, now } };
}

/** Whether the labels of a window should be known by now. */
export function isMatured({ monitor, at }: Pick<MonitorWork, 'monitor' | 'at'>, span: TimeSpan | undefined): boolean {
  if (!monitor.labels) return false;
  return span === undefined || span.to.getTime() + monitor.labels.delay <= at.getTime();
}

const notYet: LabelFacts = { matured: false, labelled: 0, missing: 0, duplicated: 0, contradictory: 0 };

async function performanceOf(
  work: MonitorWork,
  { record }: FoundReference,
  { span, table }: Stretch,
): Promise<Pick<WindowInput, 'labels' | 'performance'>> {
  const { labels } = work.monitor;
  const { evaluate, gate } = work.weighing.model;
  if (!labels || !hasScore(work) || table.rows === 0) return {};
  if (!isMatured(work, span)) return { labels: notYet };
  if (!work.opened.labels) return { labels: { ...notYet, matured: true, missing: table.rows } };
  const { predictions, facts } = await work.opened.engine.labelled(table, scoredColumns(work), {
    table: work.opened.labels,
    join: labels.join,
    target: labels.target,
    ...(evaluate.positive === undefined ? {} : { positive: evaluate.positive }),
  });
  const known = { labels: { matured: true, ...facts } };
  // Too few to judge are told by their number; nothing is measured on them.
  if (predictions.score.length < work.monitor.minRows || !record?.evaluation) return known;
  const sliceMetrics = gate.flatMap(({ metric, slice }) =>
    slice !== undefined && isMetricName(metric) ? [metric] : [],
  );
  const now: BinaryEvaluation = evaluateBinary(predictions, evaluate, { sliceMetrics });
  return { ...known, performance: { now, reference: record.evaluation } };
}

/** What could not be asked is no data, with the reason: the rest of the look goes on. */
export async function serviceOf(
  { weighing, monitor, at }: LookTerms,
  span: TimeSpan | undefined,
): Promise<readonly { readonly limit: ServiceLimit; readonly counts: ServiceCounts }[]> {
  if (monitor.service.length === 0 || monitor.prometheus === undefined) return [];
  const asked = span ?? { from: new Date(at.getTime() - monitor.window), to: at };
  try {
    const history = await weighing.context.history(monitor.prometheus);
    const found: { limit: ServiceLimit; counts: ServiceCounts }[] = [];
    for (const limit of monitor.service) found.push({ limit, counts: await history.count(limit, asked) });
    return found;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    weighing.context.log.warn(`monitor: ${error.message}`);
    return monitor.service.map((limit) => ({ limit, counts: { noData: error.message } }));
  }
}
