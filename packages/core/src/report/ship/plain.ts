import type { RunRecord } from '../../record/record.ts';
import { plainInk } from '../ink.ts';
import { fixed, nbsp } from '../number.ts';
import { terminal } from '../terminal.ts';
import { liveWord } from './live.ts';
import { marginText, percentsOf } from './share.ts';
import { isShipped, type ShipView, shipViewOf } from './state.ts';
import { stepRows } from './steps.ts';
import { afterShipReason, shipHeadline, shipReason, weightText } from './words.ts';

/**
 * Where a version stands, in lines for a terminal: the headline, why, the steps, and what is watched. Everything foreign is
 * on its own line and visible. `now` (RFC 3339) is the moment of the last look where it is not given; empty before the merge.
 */
export function plainShip(record: RunRecord, now?: string): string[] {
  if (!isShipped(record)) return [];
  const { rollout } = record;
  const ship = shipViewOf(record, { ...terminal, now: now ?? rollout?.lookedAt ?? rollout?.startedAt ?? terminal.now });
  const reason = [shipReason(ship, plainInk), afterShipReason(ship, plainInk())]
    .filter((text) => text !== '')
    .join(' ');
  return [shipHeadline(ship, plainInk), reason, ...stepLines(ship), ...metricLines(ship), ...trafficLine(ship)].map(
    (line) => line.replaceAll(nbsp, ' ').trimEnd(),
  );
}

function stepLines(ship: ShipView): string[] {
  const rows = stepRows(ship);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((cells) => lengthOf(cells[column] ?? ''))));
  return rows.map((cells) =>
    cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell)))).join('  '),
  );
}

/** An icon takes two columns of a terminal. */
function lengthOf(text: string): number {
  return Array.from(text).length + (/^[✅❌⏳]/u.test(text) ? 1 : 0);
}

function metricLines(ship: ShipView): string[] {
  const ink = plainInk();
  return ship.metrics.map((metric) => {
    const { canary = 'no data', stable, difference, ends } = percentsOf(metric);
    const was = ship.stable === undefined ? '' : ` (${stable ?? 'no data'})`;
    const known = metric.outcome !== 'no data' && difference !== undefined && ends !== undefined;
    const found = !known ? metric.outcome : `${difference} ${liveWord(metric)}, ${ends}`;
    return `${ink.name(metric.name)}: ${canary}${was}; ${found}; abort above +${marginText(metric)}`;
  });
}

function trafficLine({ rollout }: ShipView): string[] {
  const { traffic } = rollout ?? {};
  if (traffic?.observed === undefined) return [];
  return [`share of traffic: ${fixed(traffic.observed, 1)}%, ${weightText(traffic.planned)} planned`];
}
