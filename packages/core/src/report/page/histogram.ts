import type { Drift, DriftBin, DriftValue } from '../../record/data.ts';
import { driftWords } from '../data/diff.ts';
import { numberText } from '../data/words.ts';
import { clean, htmlText } from '../escape.ts';
import { counted, percent } from '../number.ts';
import { at, figure, label, line, path } from './svg.ts';

const size = { width: 330, left: 8, right: 322, top: 10 } as const;
/** Of a number: the height of the drawing and of its floor. */
const bars = { height: 150, floor: 126 } as const;
/** Of a category: the height of one row, where its bar starts and ends, and the most values that are drawn. */
const lanes = { height: 26, start: 112, end: 232, most: 8 } as const;

/** One bin or value: its name and its shares of the rows on both sides. */
export interface Part {
  readonly name: string;
  readonly was: number;
  readonly now: number;
}

/** A column on both sides, as a picture; nothing where there is nothing to draw. */
export function histogram(drift: Drift): string {
  const parts = drift.bins === undefined ? valueParts(drift.values ?? []) : binParts(drift.bins);
  if (parts.length === 0) return '';
  const drawn = drift.bins === undefined ? lanesOf(parts) : barsOf(parts, drift.bins);
  const words = driftWords(drift);
  const caption = `<b>${htmlText(clean(drift.column, 32))}</b> <span>${htmlText(words)}</span>`;
  const title = `${clean(drift.column)}, current and reference`;
  return figure(
    { caption, title, finding: `${capital(words)}. ${findingOf(parts)}` },
    size.width,
    drawn.height,
    drawn.text,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The part whose share moved most, in words. */
function findingOf(parts: readonly Part[]): string {
  const most = parts.toSorted((a, b) => Math.abs(b.now - b.was) - Math.abs(a.now - a.was))[0];
  if (most === undefined || most.now === most.was) return 'No part of it moved.';
  return `What moved most: ${most.name}, from ${percent(most.was)} to ${percent(most.now)} of the rows.`;
}

function shares(counts: readonly { readonly was: number; readonly now: number }[]): { was: number; now: number }[] {
  const [was, now] = [sum(counts.map((part) => part.was)), sum(counts.map((part) => part.now))];
  if (was === 0 || now === 0) return [];
  return counts.map((part) => ({ was: part.was / was, now: part.now / now }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function binParts(bins: readonly DriftBin[]): Part[] {
  return shares(bins).map((share, index) => ({ ...share, name: binName(bins[index]) }));
}

function binName(bin: DriftBin | undefined): string {
  if (bin === undefined) return '';
  return bin.from === bin.to ? numberText(bin.from) : `${numberText(bin.from)} to ${numberText(bin.to)}`;
}

/** The most frequent values, then all others as one. */
function valueParts(values: readonly DriftValue[]): Part[] {
  const single = values.filter(({ together }) => together === undefined);
  const shown = single.slice(0, lanes.most);
  const rest = [...single.slice(lanes.most), ...values.filter(({ together }) => together !== undefined)];
  const others = rest.length === 0 ? [] : [joined(rest)];
  const named = [...shown.map((entry, index) => ({ ...entry, name: valueName(entry, index) })), ...others];
  return shares(named).map((share, index) => ({ ...share, name: named[index]?.name ?? '' }));
}

function joined(rest: readonly DriftValue[]): { name: string; was: number; now: number } {
  const values = sum(rest.map(({ together = 1 }) => together));
  return {
    name: counted(values, 'other value'),
    was: sum(rest.map(({ was }) => was)),
    now: sum(rest.map(({ now }) => now)),
  };
}

/** Where the policy does not show values, they are numbered, and those that are new are said to be. */
function valueName({ value, was, now }: DriftValue, index: number): string {
  if (value === null) return '(missing)';
  if (value !== undefined) return clean(value, 15);
  if (was === 0 && now > 0) return 'a new value';
  return `value ${index + 1}`;
}

interface Drawing {
  readonly text: string;
  readonly height: number;
}

/** The most frequent values of a column on both sides as a picture; `words` is plain text that says how they compare. */
export function shareFigure(column: string, words: string, parts: readonly Part[]): string {
  if (parts.length === 0) return '';
  const drawn = lanesOf(parts);
  const caption = `<b>${htmlText(clean(column, 32))}</b> <span>${htmlText(words)}</span>`;
  const title = `${clean(column)}, current and reference`;
  return figure(
    { caption, title, finding: `${capital(words)}. ${findingOf(parts)}` },
    size.width,
    drawn.height,
    drawn.text,
  );
}

/** Bins side by side, each as wide as the other: they hold like parts of the reference, whatever their width. */
function barsOf(parts: readonly Part[], bins: readonly DriftBin[]): Drawing {
  const tallest = Math.max(...parts.flatMap(({ was, now }) => [was, now]));
  const step = (size.right - size.left) / parts.length;
  const y = (share: number): number => bars.floor - (share / tallest) * (bars.floor - size.top);
  const x = (index: number): number => size.left + index * step;
  const rects = parts.map(
    ({ now }, index) =>
      `<rect class="fill" x="${at(x(index) + 1)}" y="${at(y(now))}" width="${at(step - 2)}" height="${at(bars.floor - y(now))}"/>`,
  );
  const outline = parts.flatMap(({ was }, index): [number, number][] => [
    [x(index), y(was)],
    [x(index + 1), y(was)],
  ]);
  const [first, last] = [bins[0], bins.at(-1)];
  const middle = bins[Math.floor(bins.length / 2)];
  const edges = [
    label(first === undefined ? '' : numberText(first.from), [size.left, bars.height - 6], 'start'),
    ...(middle === undefined || bins.length < 4
      ? []
      : [label(numberText(middle.from), [x(Math.floor(bins.length / 2)), bars.height - 6], 'middle')]),
    label(last === undefined ? '' : numberText(last.to), [size.right, bars.height - 6], 'end'),
  ];
  const floor = line('zero', [size.left, bars.floor], [size.right, bars.floor]);
  return { text: [...rects, path('was', outline), floor, ...edges].join(''), height: bars.height };
}

/** One lane for each value: its name, a bar for now, a mark for was, and both shares. */
function lanesOf(parts: readonly Part[]): Drawing {
  const tallest = Math.max(...parts.flatMap(({ was, now }) => [was, now]));
  const width = (share: number): number => (share / tallest) * (lanes.end - lanes.start);
  const rows = parts.map(({ name, was, now }, index) => {
    const top = size.top + index * lanes.height;
    const mark = lanes.start + width(was);
    return [
      label(name, [lanes.start - 8, top + 14], 'end', 'lab'),
      `<rect class="fill" x="${lanes.start}" y="${at(top + 2)}" width="${at(width(now))}" height="${lanes.height - 9}"/>`,
      path('was', [
        [lanes.start, top],
        [mark, top],
        [mark, top + lanes.height - 5],
        [lanes.start, top + lanes.height - 5],
      ]),
      label(`${percent(now)} (${percent(was)})`, [size.right, top + 14], 'end'),
    ].join('');
  });
  const height = size.top + parts.length * lanes.height + 6;
  const axis = line('zero', [lanes.start, size.top - 4], [lanes.start, height - 8]);
  return { text: [...rows, axis].join(''), height };
}
