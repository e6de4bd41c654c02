import type { SeriesName, WatchWindow } from '../../record/watch.ts';
import { cut } from '../escape.ts';
import type { Ink } from '../ink.ts';
import { counted, day, duration, nbsp, timeOfDay } from '../number.ts';
import { shortDigest } from '../page/list.ts';
import { cellCode, cellName, sliceLabel, sliceText } from '../slice.ts';

const oneDay = 86_400_000;

/** A series in a sentence: `income`, `roc_auc`, `recall for region=north`, `predictions`. */
export function seriesText({ kind, name, slice }: SeriesName, ink: Ink): string {
  if (kind === 'prediction') return 'predictions';
  const inked = ink.name(name);
  return slice === undefined ? inked : `${inked} for ${sliceText(slice, ink)}`;
}

/** A series in a narrow cell of a note; its slice on a second line. */
export function seriesCell({ kind, name, slice }: SeriesName, ink: Ink): string {
  if (kind === 'prediction') return 'predictions';
  const first = kind === 'column' ? columnCell(name, ink) : cellName(name, ink);
  return slice === undefined ? first : `${first}<br>${cellCode(sliceLabel(slice), ink)}`;
}

/** Columns are other people's strings; those that are plain words stay words, as in the headline. */
function columnCell(name: string, ink: Ink): string {
  return ink.name(name) === name ? cellName(name, ink) : cellCode(name, ink);
}

/** What windows are called, by their length: `day`, `hour`, `week`, else `window`. */
export function windowWord(window: WatchWindow | undefined): 'day' | 'hour' | 'week' | 'window' {
  const length = lengthOf(window);
  if (length === oneDay) return 'day';
  if (length === oneDay / 24) return 'hour';
  return length === 7 * oneDay ? 'week' : 'window';
}

function lengthOf(window: WatchWindow | undefined): number | undefined {
  if (window?.from === undefined || window.to === undefined) return undefined;
  return Date.parse(window.to) - Date.parse(window.from);
}

/** `21 Nov`, `15–21 Nov`, `21 Nov 14:00–20:00 UTC`; of rows without time the start of their digest. */
export function windowText(window: WatchWindow, now: string, ink: Ink): string {
  const { from, to } = window;
  if (from === undefined || to === undefined) return startText(window.id, now, ink);
  const start = day(from, now) ?? 'an unknown day';
  if (!isMidnight(from) || !isMidnight(to)) return `${start} ${clock(from)}–${clock(to)} UTC`;
  const last = day(new Date(Date.parse(to) - 1).toISOString(), now) ?? '';
  return last === start ? start : daysText(start, last);
}

/** The same in a narrow cell: `21 Nov 14:00`, hours by their start alone. */
export function windowCell(window: WatchWindow, now: string, ink: Ink): string {
  const { from, to } = window;
  if (from === undefined || to === undefined || (isMidnight(from) && isMidnight(to))) {
    return windowText(window, now, ink);
  }
  return `${day(from, now) ?? ''} ${clock(from)}`.trim().replaceAll(' ', nbsp);
}

/** `15–21 Nov`, `30 Oct – 5 Nov`, `30 Oct – 5 Nov 1997`. */
function daysText(start: string, last: string): string {
  const [first = '', month = '', year] = start.split(' ');
  const [, lastMonth, lastYear] = last.split(' ');
  if (year !== lastYear) return `${start} – ${last}`;
  return month === lastMonth ? `${first}–${last}` : `${first} ${month} – ${last}`;
}

function isMidnight(time: string): boolean {
  return Date.parse(time) % oneDay === 0;
}

function clock(time: string): string {
  return (timeOfDay(time) ?? '').replace(' UTC', '');
}

/** The start of a window by its id: `17 Nov`, `17 Nov 14:00`, `rows 5d1f…c07a`. */
export function startText(id: string, now: string, ink: Ink): string {
  const start = /^\d{4}-\d\d-\d\dT/.test(id) ? day(id, now) : undefined;
  if (start !== undefined) return isMidnight(id) ? start : `${start} ${clock(id)}`;
  const isDigest = /^sha256:[0-9a-f]{64}$/.test(id);
  return isDigest ? `rows ${ink.code(shortDigest(id).slice('sha256:'.length))}` : ink.code(cut(id, 24));
}

/** `22 Nov 06:00 UTC`. */
export function momentText(at: string, now: string): string {
  return [day(at, now), timeOfDay(at)].filter((part) => part !== undefined).join(' ');
}

/** `5 days`, `6 h 00 min`, from milliseconds. */
export function spanText(milliseconds: number): string {
  const days = Math.round(milliseconds / oneDay);
  return days < 2 ? duration(milliseconds) : counted(days, 'day');
}

/** A sentence of the record without its full stop. */
export function bare(text: string): string {
  return text.trim().replace(/[.\s]+$/, '');
}
