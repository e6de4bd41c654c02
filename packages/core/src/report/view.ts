import { type Unjudged, unjudgedOf } from '../gate/unjudged.ts';
import type { RunRecord } from '../record/record.ts';
import type { Check, VerdictWord } from '../record/verdict.ts';
import { type CheckGroup, groupsOf, inReadingOrder, primaryMetric } from './checks.ts';
import type { ReportContext } from './context.ts';
import { type Row, rowsOf, rowsUnderBasePolicy } from './rows.ts';

/** What makes one report unlike another; each has its own headline and its own parts. */
export type Situation = 'stopped' | 'loosened policy' | 'first run' | 'incomparable' | 'rescored' | 'compared';

/** A record seen as a reader sees it. Every part of every report is made from it. */
export interface View {
  readonly record: RunRecord;
  readonly context: ReportContext;
  readonly outcome: VerdictWord;
  readonly situation: Situation;
  /** Metrics under the change's policy; where only the base's forbids the change, under that. */
  readonly rows: readonly Row[];
  readonly groups: readonly CheckGroup[];
  readonly primary: Row | undefined;
  /** The failed or undecided check that decides, worst first. */
  readonly deciding: Check | undefined;
  /** What there is to say where not one check was judged. */
  readonly unjudged: Unjudged | undefined;
  /** The base in the reader's words: `main`; undefined when it has no name. */
  readonly base: string | undefined;
  /** k of the comparisons whose failing end was widened. */
  readonly family: number;
}

/** Reads a record once for the whole report. */
export function viewOf(record: RunRecord, context: ReportContext): View {
  const outcome = outcomeOf(record);
  const situation = situationOf(record, outcome);
  const underBase = situation === 'loosened policy' ? rowsUnderBasePolicy(record) : undefined;
  const rows = underBase ?? rowsOf(record);
  const groups = inReadingOrder(groupsOf(record.verdict?.checks ?? []));
  const name = primaryMetric(record);
  return {
    record,
    context,
    outcome,
    situation,
    rows,
    groups,
    primary: rows.find((row) => row.metric === name && row.slice === undefined && row.against === 'baseline'),
    deciding: groups.find(({ outcome: word }) => isOpen(word))?.worst,
    unjudged: unjudgedOf(record.verdict?.checks ?? [], record.comparison),
    base: record.comparison?.baseline?.ref,
    family: (underBase && record.comparison?.underBasePolicy?.family) ?? record.comparison?.family ?? 0,
  };
}

function isOpen(outcome: CheckGroup['outcome']): boolean {
  return outcome === 'failed' || outcome === 'inconclusive' || outcome === 'incomparable';
}

/** The verdict, never greener than the checks beside it: a record from elsewhere may contradict itself. */
function outcomeOf(record: RunRecord): VerdictWord {
  const { verdict } = record;
  if (verdict === undefined || record.stopped !== undefined) return 'stopped';
  if (verdict.outcome === 'failed' || verdict.outcome === 'stopped') return verdict.outcome;
  if (verdict.checks.some((check) => check.outcome === 'failed')) return 'failed';
  const base = verdict.underBasePolicy?.outcome;
  // An undecided verdict that blocks keeps its word; one that lets the job pass would be greener than the base allows.
  if (base === 'failed' && verdict.override === undefined && verdict.exit === 0) return 'failed';
  return unjudgedOf(verdict.checks, record.comparison)?.undecided === true ? 'inconclusive' : verdict.outcome;
}

function situationOf(record: RunRecord, outcome: VerdictWord): Situation {
  const { verdict, comparison } = record;
  if (outcome === 'stopped') return 'stopped';
  const failsHere = verdict?.checks.some((check) => check.outcome === 'failed') ?? false;
  if (outcome === 'failed' && isHeldByBasePolicy(record) && !failsHere) return 'loosened policy';
  if (comparison?.outcome === 'first run') return 'first run';
  if (comparison?.outcome === 'incomparable') return 'incomparable';
  return comparison?.rescored === undefined ? 'compared' : 'rescored';
}

/** Whether only the base commit's policy forbids the change, and no owner has approved. */
function isHeldByBasePolicy(record: RunRecord): boolean {
  const { verdict } = record;
  return verdict?.underBasePolicy?.outcome === 'failed' && verdict.override === undefined;
}
