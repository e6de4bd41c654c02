import type { MetricAnalysis } from '../../record/rollout.ts';
import { icons } from '../headline.ts';
import type { Ink } from '../ink.ts';
import { count, fixed, nbsp, pValue } from '../number.ts';
import { cellName } from '../slice.ts';
import { table } from '../table.ts';
import { marginText, percentsOf } from './share.ts';
import type { ShipView } from './state.ts';
import { weightText } from './words.ts';

/** How a difference stands with the limit; a share of bad events is better when it is lower. */
export function liveWord({ low, high, margin, outcome }: MetricAnalysis): string {
  if (outcome === 'no data' || low === undefined || high === undefined) return '';
  if (low > 0) return outcome !== 'harm' && high <= margin ? 'worse, allowed' : 'worse';
  return high < 0 ? 'better' : 'within noise';
}

/** What is watched while traffic moves, at most `most` rows, and whether the traffic is shared as planned. */
export function liveTable(ship: ShipView, most: number, ink: Ink): string {
  const traffic = trafficCells(ship, ink);
  if (ship.metrics.length === 0 && traffic === undefined) return '';
  const shown = ship.metrics.slice(0, Math.max(1, most - (traffic === undefined ? 0 : 1)));
  const header = [
    'Live metric',
    ship.stable === undefined ? 'New version' : 'Canary (stable)',
    'Difference, always valid',
  ];
  const rows = [...shown.map((metric) => metricCells(ship, metric, ink)), ...(traffic === undefined ? [] : [traffic])];
  const left = ship.metrics.length - shown.length;
  const text = table([header, ...rows], ['l', 'r', 'l']);
  return left === 0 ? text : `${text}\n\n${count(left)} more ${left === 1 ? 'is' : 'are'} in the report.`;
}

function metricCells(ship: ShipView, metric: MetricAnalysis, ink: Ink): string[] {
  const { canary, stable } = percentsOf(metric);
  const icon = iconOf(ship, metric);
  const name = cellName(metric.name, ink);
  const now = canary === undefined ? 'no data' : ink.strong(canary);
  const was = ship.stable === undefined ? '' : ` (${stable ?? 'no data'})`;
  return [icon === undefined ? name : `${icon}${nbsp}${name}`, `${now}${was}`, differenceCell(metric, ink)];
}

/** Only what is not as it should be carries an icon; undecided is usual until the rollout has to wait for it. */
function iconOf({ state }: ShipView, { outcome }: MetricAnalysis): string | undefined {
  if (outcome === 'harm') return icons.failed;
  if (outcome === 'no data') return icons.inconclusive;
  return outcome === 'undecided' && state === 'held' ? icons.inconclusive : undefined;
}

function differenceCell(metric: MetricAnalysis, ink: Ink): string {
  const limit = `abort above +${marginText(metric).replace('%', '')}`;
  const { difference, ends } = percentsOf(metric);
  if (metric.outcome === 'no data') return `${ink.prose(metric.reason.replace(/[.\s]+$/, ''))}<br>${limit}`;
  if (difference === undefined || ends === undefined) return `not known yet<br>${limit}`;
  const word = liveWord(metric);
  const text = `${difference} ${word}`;
  const loud = metric.outcome === 'harm' || word === 'better';
  return [loud ? ink.strong(text) : text, ends, limit].join('<br>');
}

/** Undefined where nothing was to be judged, as with one side alone. */
function trafficCells({ rollout }: ShipView, ink: Ink): string[] | undefined {
  const { traffic } = rollout ?? {};
  if (traffic === undefined || traffic.outcome === 'not judged') return undefined;
  const share = traffic.observed === undefined ? 'no data' : ink.strong(`${fixed(traffic.observed, 1)}%`);
  if (traffic.outcome === 'as planned') return ['share of traffic', share, 'as planned'];
  if (traffic.outcome === 'no data')
    return [`${icons.inconclusive}${nbsp}share of traffic`, share, 'nothing was counted'];
  const p = traffic.p === undefined ? '' : `<br>${pValue(traffic.p)}`;
  return [
    `${icons.failed}${nbsp}share of traffic`,
    share,
    `${ink.strong(`${weightText(traffic.planned)} was planned`)}${p}`,
  ];
}
