import {
  type AlarmRule,
  canonicalJson,
  type Digest,
  expectationOf,
  type Look,
  type MonitorPolicy,
  nextWatch,
  type PermissionError,
  renderIssue,
  type TrackedIssue,
  type Watch,
  type WatchMove,
  type WatchReportContext,
  watchErrors,
  watchLines,
} from '@weighbridge/core';
import { withWatchLock } from '../ship/ship-lock.ts';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { collectWindows } from './collect.ts';
import { emptyWindows } from './empty.ts';
import { type KnownIssue, knownIssue, type SyncedIssue, searchedIssue, syncIssue } from './issue.ts';
import { rulesOf } from './judge.ts';
import { NoRows, withTables } from './open.ts';
import { findReference } from './reference.ts';
import { missingScore, refuseUnknownColumns, warnOfTime } from './remarks.ts';
import { watchReport, writeReports } from './report.ts';
import { startDecided, withDecision } from './retraining.ts';
import { readWatch, writeWatch } from './state.ts';
import { tell } from './tell.ts';
import type { LookTerms, MonitorWork } from './work.ts';

/** What one look leaves behind. */
export interface Looked {
  readonly outcome: 'quiet' | 'alarm' | 'ignored' | 'no data' | 'no reference';
  readonly reason: string;
  readonly watch: Watch | undefined;
  readonly issue: string;
  readonly page: string;
  readonly text: string;
}

interface LookOptions {
  readonly at: Date;
  /** Whether the issue is kept up to date. */
  readonly issue: boolean;
}

/** The section of the policy. Throws UserError WB6640 where there is none. */
export function monitorOf({ model, policyFile }: Weighing): MonitorPolicy {
  if (!model.monitor) throw watchErrors.noMonitor({ model: model.name }, { place: { file: policyFile } });
  return model.monitor;
}

/** Looks once: judges what is at hand, moves the state on, and does what follows. */
export function lookStep(weighing: Weighing, options: LookOptions): Promise<Looked> {
  const monitor = monitorOf(weighing);
  const terms: LookTerms = { weighing, monitor, at: options.at, by: judgedBy(weighing, monitor) };
  return withWatchLock(weighing.context, weighing.model.name, async () => {
    try {
      return await withTables(weighing, monitor, (opened) => lookOnce({ ...terms, opened }, options));
    } catch (error) {
      if (!(error instanceof NoRows)) throw error;
      return lookAtNothing(terms, options, error.message);
    }
  });
}

async function lookOnce(work: MonitorWork, options: LookOptions): Promise<Looked> {
  const { context, model } = work.weighing;
  const found = await findReference(work);
  if ('none' in found) return nothing('no reference', `nothing to compare with: ${found.none}`);
  refuseUnknownColumns(work, found);
  const { watch: before, revision } = await readWatch(context, model.name);
  warnOfTime(work, before);
  const collected = await collectWindows(work, found, before);
  const remarks = [...collected.remarks, ...missingScore(work)];
  for (const remark of remarks) context.log.warn(`monitor: ${remark}`);
  const rows = { data: found.reference.rows, evaluation: found.record?.evaluation?.rows ?? found.reference.rows };
  const windows = [...(before?.windows ?? []), ...collected.windows];
  const expected = expectationOf(windows, rulesOf(work), work.monitor.alarm, windowsPerYear(work.monitor), rows);
  const seen = { reference: found.reference, windows: collected.windows, expected };
  const looked = await act(work, { seen, before, revision, remarks, options });
  if (work.opened.labelsError) throw work.opened.labelsError;
  return looked;
}

/** Production saw no row at all. What rings goes on, services are still asked, and what was ignored may end. */
async function lookAtNothing(terms: LookTerms, options: LookOptions, why: string): Promise<Looked> {
  const { watch: before, revision } = await readWatch(terms.weighing.context, terms.weighing.model.name);
  if (!before) return nothing('no data', why);
  const windows = await emptyWindows(terms, before);
  const seen = { reference: before.reference, windows, expected: before.expected };
  terms.weighing.context.log.warn(`monitor: ${why}`);
  return act(terms, { seen, before, revision, remarks: [why], options });
}

const nobodyAsked: KnownIssue = { issue: undefined, comments: [] };

/** For who only replays: no row is nothing to replay. */
export async function orNoRows(look: () => Promise<Looked>): Promise<Looked> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoRows)) throw error;
    return nothing('no data', error.message);
  }
}

/** A look that found nothing to judge by. */
export function nothing(outcome: Looked['outcome'], reason: string): Looked {
  return { outcome, reason, watch: undefined, issue: '', page: '', text: '' };
}

const year = 365.25 * 24 * 60 * 60 * 1000;

/** Rows without a time come when they come; they are taken to come as often as windows would. */
export function windowsPerYear({ window }: MonitorPolicy): number {
  return year / window;
}

/** What this look judged, and what it is held against. */
type Seen = Pick<Look, 'reference' | 'windows' | 'expected'>;

interface Acting {
  readonly seen: Seen;
  readonly before: Watch | undefined;
  readonly revision: string | undefined;
  readonly remarks: readonly string[];
  readonly options: LookOptions;
}

/**
 * The state is written before anything is done, and again after it: whoever is killed between leaves what was meant. People
 * are told before newer data is fetched, which is the user's own command and may take an hour, or fail.
 */
async function act(terms: LookTerms, { seen, before, revision, remarks, options }: Acting): Promise<Looked> {
  const { context } = terms.weighing;
  const { move, known } = await moveOn(terms, { seen, before, options });
  const meant = await withDecision(terms, move.watch);
  const kept = await writeWatch(context, meant, revision);
  const first = await publish(terms, { move, known, watch: meant, options });
  const keptFirst = await writeWatch(context, first.watch, kept);
  const started = await startDecided(terms, first.watch);
  const last = started === first.watch ? first : await edit(terms, { first, watch: started, options });
  if (last !== first) await writeWatch(context, last.watch, keptFirst);
  const page = await writeReports(terms, last.watch, last);
  refuseSilence(last.watch, first.synced.refused);
  return {
    ...outcomeOf(last.watch, terms.monitor.alarm, remarks),
    watch: last.watch,
    issue: last.synced.issue?.url ?? '',
    page,
    text: `${watchLines(last.watch, terms.monitor.alarm)}\n`,
  };
}

interface Moved {
  readonly move: WatchMove;
  readonly known: KnownIssue;
}

/** Only before an issue is made is it looked for among all: a model that never rang should cost nobody a search each day. */
async function moveOn(
  terms: LookTerms,
  { seen, before, options }: Pick<Acting, 'seen' | 'before' | 'options'>,
): Promise<Moved> {
  const { context, model } = terms.weighing;
  const next = (known: KnownIssue): Moved => ({ known, move: nextWatch(before, lookOf(terms, seen, known)) });
  if (!options.issue) return next(nobodyAsked);
  const moved = next(await knownIssue(context, model.name, before?.issue?.number));
  return moved.move.issue === 'create' ? next(await searchedIssue(context, model.name)) : moved;
}

function lookOf({ weighing, monitor, at, by }: LookTerms, seen: Seen, { issue, comments }: KnownIssue): Look {
  return { model: weighing.model.name, at, by, rule: monitor.alarm, issue, comments, ...seen };
}

interface Published {
  /** With the issue, and what was told. */
  readonly watch: Watch;
  readonly synced: SyncedIssue;
  readonly report: WatchReportContext;
  readonly text: { readonly title: string; readonly body: string };
}

interface Publishing {
  readonly move: WatchMove;
  readonly known: KnownIssue;
  readonly watch: Watch;
  readonly options: LookOptions;
}

/** The issue, and everybody who is to be told, with a link to it. */
async function publish(terms: LookTerms, { move, known, watch, options }: Publishing): Promise<Published> {
  const report = watchReport(terms);
  const text = renderIssue(watch, report);
  const { context } = terms.weighing;
  const synced = options.issue ? await syncIssue(context, move, known, text) : { issue: undefined };
  const shown = { ...watch, ...issueFacts(watch, synced.issue) };
  return { watch: { ...shown, told: await tell(terms, shown, report) }, synced, report, text };
}

interface Editing {
  readonly first: Published;
  readonly watch: Watch;
  readonly options: LookOptions;
}

/** The issue once more: a retraining was started since. */
async function edit(terms: LookTerms, { first, watch, options }: Editing): Promise<Published> {
  const { synced, report } = first;
  const text = renderIssue(watch, report);
  if (!(options.issue && synced.issue)) return { ...first, watch, text };
  const known = { issue: synced.issue, comments: [] };
  return { watch, report, text, synced: await syncIssue(terms.weighing.context, { issue: 'edit' }, known, text) };
}

function issueFacts(watch: Watch, issue: TrackedIssue | undefined): Pick<Watch, 'issue'> {
  if (!issue) return watch.issue ? { issue: watch.issue } : {};
  return { issue: { number: issue.number, ...(issue.url === undefined ? {} : { url: issue.url }) } };
}

/** An alarm that nobody could be told of is not quiet. */
function refuseSilence({ phase }: Watch, refused: PermissionError | undefined): void {
  if (refused && phase === 'alarm') throw refused;
}

function outcomeOf(
  { phase, alarms, windows }: Watch,
  rule: AlarmRule,
  remarks: readonly string[],
): Pick<Looked, 'outcome' | 'reason'> {
  const names = [...new Set(alarms.map(({ name }) => name))];
  if (phase !== 'quiet') return { outcome: phase, reason: `${names.join(', ')} past the limit` };
  // A watch that sees nothing is not a model that does well.
  const newest = windows.slice(-rule.n);
  const judged = newest.filter(({ series }) => series.some(({ outcome }) => outcome === 'judged')).length;
  if (judged === 0)
    return { outcome: 'no data', reason: ['nothing could be judged in the newest windows', ...remarks].join('; ') };
  return { outcome: 'quiet', reason: `nothing rings; ${judged} of the newest ${newest.length} windows judged` };
}

/** Digest of everything that a window is judged by: other limits make it be judged again. */
export function judgedBy({ policy, model }: Weighing, monitor: MonitorPolicy): Digest {
  const { columns, dataset, labels, minRows, query, service, time, window } = monitor;
  const { drift, gate } = model;
  // Numbers of the user's own code are not watched, and how a baseline is scored again changes no window.
  const { rescore: _rescore, metrics: _metrics, ...evaluate } = model.evaluate;
  const said = {
    alpha: policy.alpha,
    evaluate,
    drift,
    gate,
    columns,
    dataset,
    labels,
    minRows,
    query,
    service,
    time,
    window,
  };
  return sha256(canonicalJson(JSON.parse(JSON.stringify(said))));
}
