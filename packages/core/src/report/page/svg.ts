import { htmlText } from '../escape.ts';

/** What a figure shows, and what is found in it, for readers who cannot see it. */
export interface FigureWords {
  /** Escaped already, as the caption stands in the page. */
  readonly caption: string;
  /** Plain text. */
  readonly title: string;
  /** Plain text: the finding in one or two sentences. */
  readonly finding: string;
}

/** A figure whose drawing has a title and says its finding. */
export function figure(words: FigureWords, width: number, height: number, drawing: string): string {
  const [title, finding] = [htmlText(words.title), htmlText(words.finding)];
  const label = htmlText(`${words.title}. ${words.finding}`);
  return `<figure><figcaption>${words.caption}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><title>${title}</title><desc>${finding}</desc>${drawing}</svg></figure>`;
}

/** A coordinate with one decimal: nothing finer can be seen, and the page stays small. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export interface Scale {
  (value: number): number;
  readonly from: number;
  readonly to: number;
}

/**
 * Maps `from … to` onto `start … end`; what lies outside is drawn at the edge. Widths are taken by halves, as the
 * distance of two numbers can be more than a number holds.
 */
export function scale(range: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const [from, to] = [bounded(range[0]), bounded(range[1])];
  const width = to / 2 - from / 2;
  const shareOf = (value: number): number =>
    width > 0 ? (Math.min(to, Math.max(from, value)) / 2 - from / 2) / width : 0;
  return Object.assign((value: number): number => start + shareOf(value) * (end - start), { from, to });
}

function bounded(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}

/** The most ticks of one axis: 4 to 8 are usual. */
const mostTicks = 9;

/** Round numbers that cover a range: 4 to 8 of them, in steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number): number[] {
  const span = high - low;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  // Too narrow or too wide for steps that a number can hold.
  if (!(power > 0 && span < Number.POSITIVE_INFINITY)) return [low];
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= 6) ?? power * 10;
  const first = Math.ceil(low / step - 1e-9);
  const inside = Array.from({ length: mostTicks }, (_, index) => (first + index) * step).filter(
    (value) => value <= high + step * 1e-9,
  );
  return [...new Set(inside)];
}

/** Decimals with which ticks differ. */
export function tickDecimals(list: readonly number[]): number {
  const step = Math.abs((list[1] ?? 1) - (list[0] ?? 0));
  return step > 0 ? Math.max(0, Math.min(8, Math.ceil(-Math.log10(step) - 1e-9))) : 2;
}

export function line(kind: string, [x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): string {
  return `<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;
}

/** Text that is escaped here; `anchor` as in SVG. */
export function label(
  text: string,
  [x, y]: readonly [number, number],
  anchor: 'start' | 'middle' | 'end',
  kind?: string,
): string {
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text${kind === undefined ? '' : ` class="${kind}"`} x="${at(x)}" y="${at(y)}"${place}>${htmlText(text)}</text>`;
}

/** A line through points; those that fall on the one before are left out. */
export function path(kind: string, points: readonly (readonly [number, number])[]): string {
  const places = points.map(([x, y]) => `${at(x)},${at(y)}`);
  const distinct = places.filter((place, index) => place !== places[index - 1]);
  return `<path class="${kind}" d="M${distinct.join('L')}"/>`;
}
