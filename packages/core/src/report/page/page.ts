import type { RunRecord } from '../../record/record.ts';
import type { ReportContext } from '../context.ts';
import { afterReason } from '../counts.ts';
import { comparedData } from '../data/facts.ts';
import { compared, noBaseline, rescoredText, staleText } from '../facts/compared.ts';
import { inkedHeadline, plainHeadline } from '../headline.ts';
import { htmlInk } from '../ink.ts';
import { day, timeOfDay } from '../number.ts';
import { reason } from '../reason.ts';
import { isShipped, type ShipView, shipViewOf } from '../ship/state.ts';
import { afterShipReason, plainShipHeadline, shipHeadline, shipReason } from '../ship/words.ts';
import { type View, viewOf } from '../view.ts';
import { curvesSection } from './curves.ts';
import { dataSection } from './data.ts';
import { htmlDocument } from './document.ts';
import { changedSection, recordSection } from './facts.ts';
import { rolloutSection, versionSection } from './rollout.ts';
import { slicesSection } from './slices.ts';
import { checksSection, metricsSection } from './tables.ts';
import { outputSection, trainingSection } from './training.ts';
import { trendSection } from './trend.ts';

/** The report as one HTML file: no script, no outside request, readable on a phone and on paper. */
export function renderPage(record: RunRecord, context: ReportContext): string {
  const view = viewOf(record, context);
  const ship = isShipped(record) ? shipViewOf(record, context) : undefined;
  const sections = [
    ...(ship === undefined ? [] : [rolloutSection(ship), versionSection(ship)]),
    outputSection(view),
    checksSection(view),
    metricsSection(view),
    slicesSection(view),
    curvesSection(view),
    trendSection(view),
    dataSection(view),
    changedSection(view),
    trainingSection(view),
    recordSection(view),
  ];
  const head = record.subject.head === undefined ? '' : ` · ${record.subject.head.slice(0, 7)}`;
  const title = `${ship === undefined ? plainHeadline(view) : plainShipHeadline(ship)}${head}`;
  return htmlDocument(title, ship === undefined ? opening(view) : shipOpening(ship), sections);
}

/** Verdict, reason, what was compared with what, and the one alert. */
function opening(view: View): string {
  const ink = htmlInk();
  const after = afterReason(view, ink);
  const facts = [
    compared(view, ink) ?? comparedData(view, ink) ?? noBaseline(view, ink)?.replace(/^none\./, 'No baseline.'),
    whereAndWhen(view),
  ];
  const alert = rescoredText(view, ink) ?? staleText(view, ink);
  return [
    `<h1>${inkedHeadline(view, htmlInk)}</h1>`,
    `<p class="lead"><b>${reason(view, htmlInk)}</b> ${after}</p>`,
    alert === undefined ? '' : `<aside><p>${alert}</p></aside>`,
    `<p class="mut">${facts.filter((fact) => fact !== undefined && fact !== '').join(' ')}</p>`,
  ].join('\n');
}

/** After the merge: where the version stands, and why. */
function shipOpening(ship: ShipView): string {
  const ink = htmlInk();
  return [
    `<h1>${shipHeadline(ship, htmlInk)}</h1>`,
    `<p class="lead"><b>${shipReason(ship, htmlInk)}</b> ${afterShipReason(ship, ink)}</p>`,
    `<p class="mut">${[compared(ship.view, ink), whereAndWhen(ship.view)].filter((fact) => fact !== undefined && fact !== '').join(' ')}</p>`,
  ].join('\n');
}

/** `Pull request 318, 22 Nov 10:04 UTC.` */
function whereAndWhen({ record, context }: View): string {
  const { change, run } = record.subject;
  const word = context.capabilities.changeWord;
  const where = change === undefined ? [] : [`${word.charAt(0).toUpperCase()}${word.slice(1)} ${change.number}`];
  const when = [day(run?.startedAt ?? context.now, context.now), timeOfDay(run?.startedAt ?? context.now)].filter(
    (part) => part !== undefined,
  );
  const parts = [...where, ...(when.length === 0 ? [] : [when.join(' ')])];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}
