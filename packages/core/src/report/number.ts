/** U+2212, the minus sign that is as wide as the plus. */
export const minus = '\u2212';
/** No-break space; the Markdown writer turns it into an entity. */
export const nbsp = '\u00a0';

const mostDecimals = 9;
/** Narrower intervals are rounding errors of the computer, not of the sample. */
const leastHalfWidth = 1e-9;

/** One significant digit of the half-width, two if it starts with 1 or 2. Undefined for a width of nothing. */
export function decimalsOfHalfWidth(half: number): number | undefined {
  if (!(half >= leastHalfWidth && Number.isFinite(half))) return undefined;
  const [mantissa = '', power = '0'] = half.toExponential(1).split('e');
  const digits = /^[12]/.test(mantissa) ? 2 : 1;
  return bounded(digits - 1 - Number(power));
}

/** Decimals that show three significant digits. */
export function decimalsOfValue(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 2;
  return bounded(2 - Number(value.toExponential(2).split('e')[1]));
}

/**
 * Adds decimals, at most three, until the rounded ends lie on the same side of each mark as the exact ends do,
 * so that whoever compares them by eye reaches our verdict.
 */
export function decimalsThatTell(decimals: number, ends: readonly number[], marks: readonly number[]): number {
  const tells = (places: number): boolean =>
    ends.every((end) =>
      marks.every((mark) => end === mark || Number(end.toFixed(places)) !== Number(mark.toFixed(places))),
    );
  for (let more = 0; more <= 3; more += 1) {
    if (tells(bounded(decimals + more))) return bounded(decimals + more);
  }
  return decimals;
}

function bounded(decimals: number): number {
  return Math.min(mostDecimals, Math.max(0, decimals));
}

/** Fixed decimals, U+2212, thousands with comma, never a negative zero. Infinite numbers are written as words. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : 'infinite';
  if (Math.abs(value) >= 1e15) return value.toExponential(2).replace('e+', 'e').replace('-', minus);
  const text = withThousands(Math.abs(value).toFixed(decimals));
  return value < 0 && /[1-9]/.test(text) ? minus + text : text;
}

/** `fixed` with a sign always; zero has none. */
export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

function withThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Exact up to six digits, then `1.24 M`. */
export function count(n: number): string {
  if (Math.abs(n) < 1e6) return fixed(n, 0);
  const millions = n / 1e6;
  return `${fixed(millions, decimalsOfValue(millions))}${nbsp}M`;
}

/** Counts with their noun: `1 row`, `2 rows`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Rounded up to two significant digits below 1,000, to three from there; for "about n rows". */
export function roundedUp(n: number): number {
  const whole = Math.ceil(n);
  const digits = String(whole).length;
  const step = 10 ** Math.max(0, digits - (digits > 3 ? 3 : 2));
  return Math.ceil(whole / step) * step;
}

/** A share as a percentage with one decimal, from 10% to 90% of none: `31.2%`. */
export function percent(share: number, decimals = 1): string {
  return `${fixed(share * 100, decimals)}%`;
}

/** A change relative to the baseline: one decimal below 10%, none from there; more where `limit` is met too closely. */
export function signedPercent(share: number, limit?: number): string {
  const hundredfold = share * 100;
  const decimals = Math.abs(hundredfold) < 10 ? 1 : 0;
  const marks = limit === undefined ? [] : [limit * 100];
  return `${signed(hundredfold, decimalsThatTell(decimals, [hundredfold], marks))}%`;
}

/** Bytes in powers of 1000: `940 B`, `2.1 MB`. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = n < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3));
  const scaled = n / 1000 ** power;
  return `${fixed(scaled, power === 0 || scaled >= 100 ? 0 : 1)}${nbsp}${units[power]}`;
}

/** `0.4 s`, `41 s`, `4 min 12 s`, `2 h 05 min`, from milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 950) return `${fixed(Math.max(0.1, milliseconds / 1000), 1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`;
  return `${fixed(Math.floor(minutes / 60), 0)} h ${pad(minutes % 60)} min`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov`, with the year when it is not that of `now`; undefined when `at` is not a time. */
export function day(at: string, now: string): string | undefined {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return date.getUTCFullYear() === new Date(now).getUTCFullYear() ? text : `${text} ${date.getUTCFullYear()}`;
}

/** `10:31 UTC`; undefined when `at` is not a time. */
export function timeOfDay(at: string): string | undefined {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())} UTC`;
}

/** `p = 0.003`, or `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${fixed(p, 3)}`;
}
