import type { RunRecord } from '../../record/record.ts';
import { alert } from '../banner.ts';
import { fitted, noteTarget, shortenedText } from '../budget.ts';
import type { ReportContext } from '../context.ts';
import type { Cuts } from '../cuts.ts';
import { versionLink } from '../footer.ts';
import { finished, markdownInk } from '../ink.ts';
import { markerLine } from '../marker.ts';
import { fixed, timeOfDay } from '../number.ts';
import { cure, onlyHere } from '../permission.ts';
import { shipFacts, shippedCommit } from './facts.ts';
import { shipFolds } from './folds.ts';
import { liveTable } from './live.ts';
import { marginText } from './share.ts';
import { type ShipView, shipViewOf } from './state.ts';
import { stepTable } from './steps.ts';
import { afterShipReason, plainShipHeadline, shipHeadline, shipReason, weightText } from './words.ts';

/**
 * The comment on a change after its merge: the same note goes on. For a record with `modelVersion` or `rollout`;
 * `renderNote` calls it for those.
 */
export function renderShipNote(record: RunRecord, context: ReportContext): string {
  const ship = shipViewOf(record, context);
  const budget = context.budget ?? Math.min(noteTarget, context.capabilities.noteLimit);
  const marker = markerLine(record.subject.model, context.digest, shippedCommit(ship));
  return fitted(budget, (cuts) => `${marker}\n${composed(ship, cuts, undefined)}`);
}

/** The job summary after the merge: the note without its marker. */
export function renderShipSummary(record: RunRecord, context: ReportContext): string {
  const ship = shipViewOf(record, context);
  const { summaryLimit, noteLimit } = context.capabilities;
  return fitted(context.budget ?? (summaryLimit || noteLimit), (cuts) => composed(ship, cuts, onlyHere(ship.view)));
}

/** The headline without icon or markup, at most 60 characters. */
export function renderShipTitle(record: RunRecord, context: ReportContext): string {
  return plainShipHeadline(shipViewOf(record, context));
}

function composed(ship: ShipView, cuts: Cuts, notice: string | undefined): string {
  const ink = markdownInk();
  const after = afterShipReason(ship, ink);
  const live = liveTable(ship, cuts.tableRows, ink);
  const parts = [
    `### ${shipHeadline(ship)}`,
    notice,
    `**${shipReason(ship)}**${after === '' ? '' : ` ${after}`}`,
    notice === undefined ? shipBanner(ship) : undefined,
    // What decided comes first: of a rollout that was turned around the metrics, of one that goes on the steps.
    ...(ship.state === 'rolled back' ? [live, stepTable(ship)] : [stepTable(ship), live]),
    shipFacts(ship),
    cure(ship.view),
    ...(cuts.folds ? shipFolds(ship, Math.min(3, cuts.tableRows)) : [shortened(ship)]),
    shipFooter(ship),
  ];
  return finished(parts.filter((part) => part !== undefined && part !== '').join('\n\n'));
}

/** At most one alert, only where the table would be misread without it. */
function shipBanner(ship: ShipView): string | undefined {
  const { traffic, metrics = [] } = ship.rollout ?? {};
  if (traffic?.outcome !== 'mismatch') return undefined;
  const got = traffic.observed === undefined ? 'another share' : `${fixed(traffic.observed, 1)}%`;
  const isActedUpon = metrics.some(({ outcome }) => outcome === 'harm');
  const then = isActedUpon
    ? '. Harm was acted upon all the same: going back is the safe side'
    : ', so their difference is not believed';
  const text = `The canary got ${got} of the traffic; ${weightText(traffic.planned)} was planned. The two sides may not have seen the same kind of requests${then}.`;
  return alert('WARNING', text, ship.view);
}

function shortened({ context }: ShipView): string {
  const { page } = context;
  return shortenedText(page?.bytes, page?.url === undefined ? undefined : markdownInk().link('Open it', page.url));
}

/** When it was looked at, what the interval is good for, which version. */
export function shipFooter(ship: ShipView): string {
  const parts = [...lookedText(ship), ...ruleText(ship), versionLink(ship.context.version)];
  return `<sub>${parts.join(' · ')}</sub>`;
}

function lookedText({ rollout, context, state }: ShipView): string[] {
  if (rollout === undefined || state === 'rolled back' || state === 'serving') return [];
  const time = timeOfDay(rollout.lookedAt ?? context.now);
  const { updates } = context.ship ?? {};
  return time === undefined ? [] : [`${time}${updates === undefined ? '' : `, updated ${updates}`}`];
}

function ruleText({ metrics, state }: ShipView): string[] {
  const [first] = metrics;
  if (first === undefined) return [];
  const start = '“Always valid”: may be looked at every minute without raising false alarms';
  if (state === 'rolled back' || state === 'serving') return [start];
  const margins = new Set(metrics.map(marginText));
  const limit = margins.size === 1 ? `+${marginText(first).replace('%', '')}` : 'the limit';
  return [`${start}. Aborts when the whole interval is above ${limit}; advances when all of it is below`];
}
