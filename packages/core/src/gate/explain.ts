import type { RunRecord } from '../record/record.ts';
import type { Check } from '../record/verdict.ts';
import { count, decimalsOfValue, fixed, roundedUp } from '../report/number.ts';
import { type Gain, gainOf } from './relative.ts';
import { decimalsFor, limitText, sideOf, withUnit } from './words.ts';

/** What would turn one check, as numbers and as sentences. */
export interface CheckExplanation {
  readonly id: string;
  readonly metric: string;
  readonly slice?: Check['slice'];
  /** Of a drift check. */
  readonly column?: string;
  readonly outcome: Check['outcome'];
  readonly explanation: string;
  /** Value of the metric from which the check passes on these rows (failed, undecided), or beyond which it fails (passed). */
  readonly value?: number;
  /** Smallest limit with which it passes, in the metric's unit. */
  readonly margin?: number;
  /** Rows that would settle it, if both models were equally good. */
  readonly rows?: number;
  /** One sentence for each of them. */
  readonly flips: readonly string[];
}

/** For every check of a judged record, what would flip it (`gate --explain`). Empty without a verdict. */
export function explainGate(record: RunRecord): readonly CheckExplanation[] {
  return (record.verdict?.checks ?? []).map((check) => {
    const { id, metric, slice, column, outcome, explanation } = check;
    const about = { ...(slice ? { slice } : {}), ...(column === undefined ? {} : { column }) };
    return { id, metric, ...about, outcome, explanation, ...flipsOf(check) };
  });
}

type Flips = Pick<CheckExplanation, 'value' | 'margin' | 'rows' | 'flips'>;

function flipsOf(check: Check): Flips {
  if (check.limit.kind === 'schema') return schemaFlips(check);
  if (check.limit.kind === 'drift') return driftFlips(check);
  if (check.outcome === 'too small') return tooSmall(check);
  if (check.outcome === 'not judged') return notJudged(check);
  if (check.outcome === 'incomparable') return { flips: ['Compare with a baseline on the same evaluation data.'] };
  if (check.measured === undefined) return { flips: ['Give the metric a value: a missing number always fails.'] };
  return sideOf(check.limit.kind) === undefined
    ? absoluteFlips(check, check.measured)
    : relativeFlips(check, check.measured);
}

function schemaFlips({ outcome, measured }: Check): Flips {
  if (outcome === 'passed') return { flips: ['It fails with the first broken rule of severity error.'] };
  if (measured === undefined) return { flips: ['Run `validate` with the schemas and leakage rules of the policy.'] };
  return { flips: ['It passes when every rule of severity error holds, within its tolerance.'] };
}

function driftFlips(check: Check): Flips {
  const { outcome, measured, limit } = check;
  if (outcome === 'not judged') return { flips: ['It is judged as soon as there is something to compare with.'] };
  if (outcome === 'incomparable')
    return { flips: ['Make the data of the base readable: the report says what was tried.'] };
  if (measured === undefined) return { flips: ['Name a column that the base and the change both have.'] };
  if (outcome === 'passed') {
    return { value: limit.value, flips: [`It fails above ${limit.written}, where that is beyond noise.`] };
  }
  const margin = roundUp(measured);
  return {
    value: limit.value,
    margin,
    flips: [
      `It passes up to ${limit.written}.`,
      `It passes with \`max: ${fixed(margin, decimalsOfValue(measured))}\`.`,
    ],
  };
}

function tooSmall({ n = 0, minRows = 0 }: Check): Flips {
  return {
    rows: minRows,
    flips: [`${count(Math.max(0, minRows - n))} more rows of this slice, or \`min-n: ${n}\`, would have it judged.`],
  };
}

function notJudged(check: Check): Flips {
  const resolved = check.resolution?.marginResolved;
  if (resolved === undefined) return { flips: ['It is judged as soon as there is something to compare with.'] };
  const side = sideOf(check.limit.kind) ?? 'drop';
  const shown = withUnit(fixed(resolved, decimalsOfValue(resolved)), check.unit);
  const rows = check.resolution?.rowsNeeded;
  const finer =
    check.limit.value < resolved && rows !== undefined
      ? ` The limit of ${limitText(check)} needs about ${count(roundedUp(rows))} rows.`
      : '';
  return {
    margin: resolved,
    ...(rows === undefined ? {} : { rows }),
    flips: [
      `These rows will show a ${side} of about ${shown} in 4 of 5 cases, if the next model’s scores correlate ${check.resolution?.assumedCorrelation} with this one’s.${finer}`,
    ],
  };
}

function absoluteFlips(check: Check, measured: number): Flips {
  const { interval, limit, judge, outcome, unit } = check;
  const isMin = limit.kind === 'min';
  const worst = isMin ? interval?.low : interval?.high;
  const end = judge === 'bound' ? (worst ?? measured) : measured;
  const needed = limit.value + (measured - end);
  const decimals = decimalsFor(measured, judge === 'bound' ? interval : undefined, limit.value);
  const word = isMin ? 'above' : 'below';
  const value = withUnit(fixed(needed, decimals), unit);
  const knob = `\`${limit.kind}: ${fixed(end, decimals)}\``;
  if (outcome === 'passed')
    return {
      value: needed,
      margin: end,
      flips: [`It holds as long as the value stays ${word} ${value}; it would hold up to ${knob}.`],
    };
  return {
    value: needed,
    margin: end,
    flips: [`It passes ${isMin ? 'from' : 'up to'} ${value}.`, `It passes with ${knob}.`],
  };
}

function relativeFlips(check: Check, measured: number): Flips {
  const side = sideOf(check.limit.kind) ?? 'drop';
  const direction = side === 'drop' ? 'higher' : 'lower';
  const gain = gainOf({ direction, delta: measured, interval: check.interval, test: undefined, n: check.n ?? 0 });
  if (!gain) return { flips: [] };
  const end = check.judge === 'proof' ? gain.worst : gain.best;
  const margin = Math.max(0, -end);
  const threshold = check.outcome === 'passed' ? gain.best : end;
  return {
    ...valueFlip(check, gain, threshold, direction),
    margin,
    ...(check.outcome === 'inconclusive' && check.resolution?.rowsNeeded !== undefined
      ? { rows: check.resolution.rowsNeeded }
      : {}),
    flips: [...valueText(check, gain, threshold, direction), ...rowsText(check), marginText(check, margin)],
  };
}

/** The candidate's value at which the end that decides would meet the margin, with the interval as wide as it is. */
function valueFlip(check: Check, gain: Gain, end: number, direction: 'higher' | 'lower'): { readonly value?: number } {
  if (check.reference === undefined) return {};
  const needed = -check.limit.value + (gain.point - end);
  return { value: check.reference + (direction === 'higher' ? needed : -needed) };
}

function valueText(check: Check, gain: Gain, end: number, direction: 'higher' | 'lower'): string[] {
  const { value } = valueFlip(check, gain, end, direction);
  if (value === undefined || check.reference === undefined) return [];
  const decimals = decimalsFor(check.measured ?? 0, check.interval, 0);
  const shown = (number: number): string => fixed(Math.abs(number), decimals);
  const width = gain.point - end;
  const higher = direction === 'higher';
  const interval = width === 0 ? '' : `, ${width > 0 === higher ? 'plus' : 'less'} ${shown(width)} for the interval`;
  const sum = `${shown(check.reference)}, ${higher ? 'less' : 'plus'} the allowed ${shown(check.limit.value)}${interval}`;
  const at = withUnit(fixed(value, decimals), check.unit);
  if (check.outcome === 'passed') return [`It fails ${higher ? 'below' : 'above'} ${at} on these rows (${sum}).`];
  return [`It passes ${higher ? 'from' : 'up to'} ${at} on these rows (${sum}).`];
}

function rowsText({ outcome, resolution, n = 0 }: Check): string[] {
  if (outcome !== 'inconclusive' || resolution?.rowsNeeded === undefined) return [];
  return [
    `About ${count(roundedUp(resolution.rowsNeeded))} rows (now ${count(n)}) settle it in 4 of 5 cases, if both models are equally good.`,
  ];
}

function marginText(check: Check, margin: number): string {
  const { kind, written } = check.limit;
  const percent = written.endsWith('%') && check.reference ? (margin / Math.abs(check.reference)) * 100 : undefined;
  const shown =
    percent === undefined
      ? fixed(roundUp(margin), decimalsOfValue(margin))
      : `${fixed(roundUp(percent), decimalsOfValue(percent))}%`;
  return check.outcome === 'passed'
    ? `It still passes with \`${kind}: ${shown}\`.`
    : `It passes with \`${kind}: ${shown}\`.`;
}

/** Up in the third significant digit, so that the limit that is shown is one that passes. */
function roundUp(value: number): number {
  const step = 10 ** -decimalsOfValue(value);
  return value === 0 ? 0 : (Math.floor(value / step) + 1) * step;
}
