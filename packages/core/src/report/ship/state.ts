import type { RunRecord } from '../../record/record.ts';
import type { MetricAnalysis, Rollout, RolloutEvent, RolloutStep } from '../../record/rollout.ts';
import type { ReportContext } from '../context.ts';
import { type View, viewOf } from '../view.ts';

/**
 * Where a version stands after the merge. `registered`: nothing is rolled out. `held`: a step that has lasted longer than
 * its bake time. `aborting` and `finishing`: decided, and the weights are on their way.
 */
export type ShipState =
  | 'registered'
  | 'starting'
  | 'running'
  | 'held'
  | 'aborting'
  | 'finishing'
  | 'serving'
  | 'rolled back';

/** A record after the merge, seen as a reader sees it. */
export interface ShipView {
  /** The verdict before the merge. */
  readonly view: View;
  readonly context: ReportContext;
  readonly record: RunRecord;
  readonly rollout: Rollout | undefined;
  readonly state: ShipState;
  /** `v1.4.0`. */
  readonly version: string;
  /** The version that answers what the canary does not; undefined before the first rollout. */
  readonly stable: string | undefined;
  /** The step that is current, or was last. */
  readonly step: RolloutStep | undefined;
  /** Harmful ones first, then those without data, then as the policy lists them. */
  readonly metrics: readonly MetricAnalysis[];
}

/** Whether a record speaks of what happened after the merge. */
export function isShipped(record: RunRecord): boolean {
  return record.modelVersion !== undefined || record.rollout !== undefined;
}

/** Reads a record once for the whole report. */
export function shipViewOf(record: RunRecord, context: ReportContext): ShipView {
  const { rollout, modelVersion } = record;
  return {
    view: viewOf(record, context),
    context,
    record,
    rollout,
    state: stateOf(rollout),
    version: modelVersion?.name ?? rollout?.candidate.version ?? 'this version',
    stable: rollout === undefined ? modelVersion?.alias?.previous : rollout.stable?.version,
    step: rollout?.steps[Math.min(rollout.step, rollout.steps.length - 1)],
    metrics: inReadingOrder(rollout?.metrics ?? []),
  };
}

function stateOf(rollout: Rollout | undefined): ShipState {
  if (rollout === undefined) return 'registered';
  switch (rollout.phase) {
    case 'starting':
      return 'starting';
    case 'running':
      return isHeld(rollout) ? 'held' : 'running';
    case 'aborting':
      return 'aborting';
    case 'finishing':
      return 'finishing';
    case 'finished':
      return 'serving';
    case 'aborted':
      return 'rolled back';
  }
}

/** Whether the last thing that happened at the current step is that it was held. */
function isHeld({ steps, step, events }: Rollout): boolean {
  return steps[step]?.outcome === 'held' || events.findLast((event) => event.step === step)?.kind === 'held';
}

const order: readonly MetricAnalysis['outcome'][] = ['harm', 'no data', 'undecided', 'no harm'];

function inReadingOrder(metrics: readonly MetricAnalysis[]): MetricAnalysis[] {
  const rank = ({ outcome }: MetricAnalysis): number =>
    outcome === 'harm' || outcome === 'no data' ? order.indexOf(outcome) : 2;
  return metrics.toSorted((a, b) => rank(a) - rank(b));
}

const turns: readonly RolloutEvent['kind'][] = ['aborted', 'taken over', 'rolled back', 'put back'];

/** What turned the rollout around; undefined where nothing did. */
export function turnOf({ rollout }: ShipView): RolloutEvent | undefined {
  return rollout?.events.findLast(({ kind }) => turns.includes(kind));
}

/** The metric that aborted the rollout; undefined where something else did, such as a person or a lost look. */
export function harmOf(ship: ShipView): MetricAnalysis | undefined {
  const turn = turnOf(ship);
  return turn === undefined || turn.kind === 'aborted'
    ? ship.metrics.find(({ outcome }) => outcome === 'harm')
    : undefined;
}

/** Requests that the candidate answered, over all steps; undefined where nothing was counted. */
export function answeredBy({ rollout }: ShipView): number | undefined {
  const counts = (rollout?.steps ?? []).flatMap(({ requests }) => (requests === undefined ? [] : [requests.canary]));
  return counts.length === 0 ? undefined : counts.reduce((sum, one) => sum + one, 0);
}

/** The largest percent of the traffic that the candidate had. */
export function widestWeight({ rollout }: ShipView): number {
  return Math.max(0, ...(rollout?.steps ?? []).flatMap(({ weight, outcome }) => (outcome === 'waits' ? [] : [weight])));
}

/** The commit whose bytes were taken after the merge; undefined where the model was trained and judged anew. */
export function adoptedCommit({ modelVersion, training }: RunRecord): string | undefined {
  return modelVersion?.adoptedFrom?.commit ?? training?.reused?.commit;
}
