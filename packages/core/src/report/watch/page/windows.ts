import type { Alarm, WatchWindow } from '../../../record/watch.ts';
import { replayAlarms } from '../../../watch/alarm.ts';
import { htmlInk, type Ink } from '../../ink.ts';
import { count, counted } from '../../number.ts';
import { labelsText, windowsText } from '../facts.ts';
import { seriesText, windowCell, windowWord } from '../names.ts';
import type { WatchView } from '../view.ts';

/** The most windows that are listed, and the most names in one cell. */
const [mostRows, mostNames] = [40, 3];

/** Every window, newest first: its rows, what was past a limit, what rang. */
export function windowsSection(view: WatchView): string {
  const ink = htmlInk();
  const replay = replayAlarms(view.windows, view.context.rule).slice(-mostRows).toReversed();
  const rows = replay.map(({ window, ringing }) => windowLine(view, window, ringing, ink));
  const left = view.windows.length - rows.length;
  const more = left > 0 ? `<p class="note">${counted(left, 'older window')} in the record.</p>` : '';
  const head = '<thead><tr><th>Window</th><th>Rows</th><th>Past a limit</th><th>Rings after it</th></tr></thead>';
  const table = rows.length === 0 ? '' : `<table class="drift">${head}${rows.join('')}</table>`;
  return `<h2 id="windows">Windows</h2><p>${sentence(windowsText(view, ink))}</p>${table}${more}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function windowLine({ now }: WatchView, window: WatchWindow, ringing: readonly Alarm[], ink: Ink): string {
  const flagged = window.series.filter((point) => point.flagged).map((point) => seriesText(point, ink));
  const judged = window.outcome === 'judged' ? listed(flagged, 'none') : notJudged(window);
  const names = listed(
    ringing.map((alarm) => seriesText(alarm, ink)),
    'nothing',
  );
  return `<tr><td>${windowCell(window, now, ink)}</td><td>${count(window.rows)}</td><td>${judged}</td><td>${names}</td></tr>`;
}

function notJudged({ outcome }: WatchWindow): string {
  return outcome === 'empty' ? 'no rows' : 'too few rows to judge';
}

function listed(names: readonly string[], none: string): string {
  if (names.length === 0) return `<span class="mut">${none}</span>`;
  const left = names.length - mostNames;
  return `${names.slice(0, mostNames).join(', ')}${left > 0 ? ` and ${count(left)} more` : ''}`;
}

/** How labels came in, window by window. */
export function labelsSection(view: WatchView): string {
  const ink = htmlInk();
  const text = labelsText(view, ink);
  if (text === undefined) return '';
  const labelled = view.windows.filter(({ labels }) => labels !== undefined);
  const rows = labelled
    .slice(-mostRows)
    .toReversed()
    .map((window) => labelLine(view, window, ink));
  const left = labelled.length - rows.length;
  const word = windowWord(view.newest);
  const more = left > 0 ? `<p class="note">${counted(left, `older ${word}`)} in the record.</p>` : '';
  const head =
    '<thead><tr><th>Window</th><th>Labelled</th><th>Missing</th><th>Double or contradictory</th></tr></thead>';
  return `<h2 id="labels">Labels</h2><p>${sentence(text)}</p><table class="drift">${head}${rows.join('')}</table>${more}`;
}

function labelLine({ now }: WatchView, window: WatchWindow, ink: Ink): string {
  const { matured = false, labelled = 0, missing = 0, duplicated = 0, contradictory = 0 } = window.labels ?? {};
  const late = matured ? count(missing) : '<span class="mut">not due yet</span>';
  const odd = `${count(duplicated)} double, ${count(contradictory)} contradictory`;
  const shown = duplicated + contradictory === 0 ? '<span class="mut">none</span>' : odd;
  return `<tr><td>${windowCell(window, now, ink)}</td><td>${count(labelled)} of ${count(window.rows)}</td><td>${late}</td><td>${shown}</td></tr>`;
}
