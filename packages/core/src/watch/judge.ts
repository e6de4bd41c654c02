import type { DriftLine, GateLine } from '../policy/policy.ts';
import type { ColumnCounts } from '../port/table.ts';
import type { ScoreCounts } from '../port/watch.ts';
import type { Digest } from '../record/evaluation.ts';
import type { LabelFacts, WatchWindow } from '../record/watch.ts';
import { absentColumn, columnPoint, undescribedColumn } from './columns.ts';
import { type Performance, performancePoints, unjudgedMetrics } from './performance.ts';
import { predictionPoint, type ReferenceScores } from './prediction.ts';
import { flagFamily, type MeasuredPoint, tooFewReason, unjudged } from './series.ts';
import { type ServiceFacts, servicePoint } from './service.ts';

/** What was found in one window. */
export interface WindowInput {
  readonly id: string;
  /** RFC 3339; absent where rows have no time. */
  readonly from?: string;
  readonly to?: string;
  readonly rows: number;
  readonly reference: Digest;
  /** The limits and columns that it is judged by. */
  readonly by: Digest;
  readonly columns: readonly ColumnCounts[];
  /** Watched columns that the reference has, and the window lacks or has of another kind: a finding. */
  readonly absent: readonly string[];
  /** Watched columns that the reference does not describe: nothing to compare with. */
  readonly undescribed?: readonly string[];
  /** Whether values of the data may stand in the record. */
  readonly showValues: boolean;
  readonly scores?: { readonly reference: ReferenceScores; readonly now: ScoreCounts };
  /** Labelled rows, once labels have matured. */
  readonly performance?: Performance;
  readonly labels?: LabelFacts;
  readonly service: readonly ServiceFacts[];
}

/** What windows are judged by. */
export interface WatchRules {
  /** Largest share of windows in which nothing changed that flag any series of a family. */
  readonly alpha: number;
  readonly drift: readonly DriftLine[];
  readonly gate: readonly GateLine[];
  /** Windows with fewer rows are not judged. */
  readonly minRows: number;
  /** Column of the score. */
  readonly score: string;
}

/**
 * Judges one window against the reference. Three families are corrected apart: data (columns and the score),
 * performance on matured labels, service. A window with too few rows judges nothing of its rows; events are counted by
 * themselves, so that a service that answers nobody is still seen. Series stand in the order of the input.
 */
export function judgeWindow(input: WindowInput, rules: WatchRules): WatchWindow {
  const { id, from, to, rows, reference, by, labels } = input;
  const family = (points: readonly MeasuredPoint[]) => flagFamily(points, rules.alpha);
  return {
    id,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    rows,
    outcome: outcomeOf(rows, rules),
    reference,
    by,
    ...(labels ? { labels } : {}),
    series: [
      ...family(dataPoints(input, rules)),
      ...family(metricPoints(input, rules)),
      ...family(input.service.map(servicePoint)),
    ],
  };
}

function outcomeOf(rows: number, { minRows }: WatchRules): WatchWindow['outcome'] {
  if (rows === 0) return 'empty';
  return rows < minRows ? 'too few' : 'judged';
}

function dataPoints(input: WindowInput, rules: WatchRules): readonly MeasuredPoint[] {
  const { rows, absent, undescribed = [], scores, showValues } = input;
  if (rows === 0) return [];
  // The score has a series of its own, against the champion's answers.
  const columns = input.columns.filter(({ column }) => !(scores && column === rules.score));
  if (rows < rules.minRows) {
    const reason = tooFewReason(rows, rules.minRows);
    const small = columns.map(({ column }) => unjudged({ kind: 'column', name: column }, 'too few', reason, rows));
    return scores ? [...small, unjudged({ kind: 'prediction', name: rules.score }, 'too few', reason, rows)] : small;
  }
  return [
    ...columns.map((counts) => columnPoint(counts, rules.drift, showValues)),
    ...absent.map(absentColumn),
    ...undescribed.map(undescribedColumn),
    ...(scores ? [predictionPoint(scores, rules.drift, rules.score)] : []),
  ];
}

function metricPoints({ rows, labels, performance }: WindowInput, rules: WatchRules): readonly MeasuredPoint[] {
  if (rows === 0 || !(labels || performance)) return [];
  if (labels?.matured === false) return unjudgedMetrics(rules.gate, 'no data', 'labels are not due yet');
  if (rows < rules.minRows) return unjudgedMetrics(rules.gate, 'too few', tooFewReason(rows, rules.minRows));
  if (!performance) return noPerformance(labels, rules);
  return performancePoints(performance, rules.gate, rules.minRows);
}

/** Labels are due, and nothing was measured on them. */
function noPerformance(labels: LabelFacts | undefined, { gate, minRows }: WatchRules): readonly MeasuredPoint[] {
  const labelled = labels?.labelled ?? 0;
  if (labelled === 0) return unjudgedMetrics(gate, 'no data', 'no row has a label');
  if (labelled < minRows) return unjudgedMetrics(gate, 'too few', tooFewReason(labelled, minRows, 'labelled '));
  return unjudgedMetrics(gate, 'no data', 'the champion’s record has no evaluation');
}
