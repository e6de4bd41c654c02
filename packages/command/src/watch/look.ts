import {
  type AlarmRule,
  canonicalJson,
  type Digest,
  expectationOf,
  type MonitorPolicy,
  nextWatch,
  type PermissionError,
  renderIssue,
  type TrackedIssue,
  type Watch,
  type WatchMove,
  watchErrors,
  watchLines,
} from '@weighbridge/core';
import { withWatchLock } from '../ship/ship-lock.ts';
import type { Weighing } from '../step/weighing.ts';
import { sha256 } from '../workspace/bytes.ts';
import { type Collected, collectWindows } from './collect.ts';
import { type KnownIssue, knownIssue, syncIssue } from './issue.ts';
import { rulesOf } from './judge.ts';
import { NoRows, withTables } from './open.ts';
import { type FoundReference, findReference } from './reference.ts';
import { watchReport, writeReports } from './report.ts';
import { retrainIfAsked } from './retraining.ts';
import { readWatch, writeWatch } from './state.ts';
import { tell } from './tell.ts';
import type { MonitorWork } from './work.ts';

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
  return withWatchLock(weighing.context, weighing.model.name, () =>
    orNoRows(() =>
      withTables(weighing, monitor, (opened) =>
        lookOnce({ weighing, monitor, at: options.at, by: judgedBy(weighing, monitor), opened }, options),
      ),
    ),
  );
}

/** What production saw may have no row at all. */
export async function orNoRows(look: () => Promise<Looked>): Promise<Looked> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoRows)) throw error;
    return nothing('no data', error.message);
  }
}

async function lookOnce(work: MonitorWork, options: LookOptions): Promise<Looked> {
  const { context, model } = work.weighing;
  const found = await findReference(work);
  if ('none' in found) return nothing('no reference', `nothing to compare with: ${found.none}`);
  const kept = await readWatch(context, model.name);
  const collected = await collectWindows(work, found, kept.watch);
  for (const remark of collected.remarks) context.log.warn(`monitor: ${remark}`);
  const known = options.issue ? await knownIssue(context, model.name) : nobodyAsked;
  const move = moveOn(work, { found, collected, before: kept.watch, known });
  return act(work, { move, known, before: kept.revision, remarks: collected.remarks, options });
}

const nobodyAsked: KnownIssue = { issue: undefined, comments: [] };

/** A look that found nothing to judge by. */
export function nothing(outcome: Looked['outcome'], reason: string): Looked {
  return { outcome, reason, watch: undefined, issue: '', page: '', text: '' };
}

interface Seen {
  readonly found: FoundReference;
  readonly collected: Collected;
  readonly before: Watch | undefined;
  readonly known: KnownIssue;
}

function moveOn(work: MonitorWork, { found, collected, before, known }: Seen): WatchMove {
  const { monitor, at, by, weighing } = work;
  const rows = { data: found.reference.rows, evaluation: found.record?.evaluation?.rows ?? found.reference.rows };
  return nextWatch(before, {
    model: weighing.model.name,
    at,
    by,
    reference: found.reference,
    windows: collected.windows,
    rule: monitor.alarm,
    expected: expectationOf(
      // What is at hand may be a single window in which nothing could be judged.
      [...(before?.windows ?? []), ...collected.windows],
      rulesOf(work),
      monitor.alarm,
      windowsPerYear(monitor),
      rows,
    ),
    issue: known.issue,
    comments: known.comments,
  });
}

const year = 365.25 * 24 * 60 * 60 * 1000;

/** Rows without a time come when they come; they are taken to come as often as windows would. */
export function windowsPerYear({ window }: MonitorPolicy): number {
  return year / window;
}

interface Acting {
  readonly move: WatchMove;
  readonly known: KnownIssue;
  readonly before: string | undefined;
  readonly remarks: readonly string[];
  readonly options: LookOptions;
}

/** The state is written before anything is done, and again after it: whoever is killed between leaves what was meant. */
async function act(work: MonitorWork, { move, known, before, remarks, options }: Acting): Promise<Looked> {
  const { context } = work.weighing;
  const meant = await writeWatch(context, move.watch, before);
  const { watch: trained, revision } = await retrainIfAsked(work, move.watch, meant);
  const report = watchReport(work);
  const text = renderIssue(trained, report);
  const synced = options.issue ? await syncIssue(context, move, known, text) : { issue: undefined };
  const told = await tell(work, trained, report);
  const done: Watch = { ...trained, told, ...issueFacts(trained, synced.issue) };
  await writeWatch(context, done, revision);
  const page = await writeReports(work, done, { report, text });
  refuseSilence(done, synced.refused);
  return {
    ...outcomeOf(done, work.monitor.alarm, remarks),
    watch: done,
    issue: synced.issue?.url ?? '',
    page,
    text: `${watchLines(done, work.monitor.alarm)}\n`,
  };
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
  const { evaluate, drift, gate } = model;
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
