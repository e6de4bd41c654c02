import { defaultMinRows } from '../policy/parse-policy.ts';
import type { DriftLine, GateLine, Policy } from '../policy/policy.ts';
import type { RunRecord } from '../record/record.ts';
import type { Check } from '../record/verdict.ts';

/** One limit of the policy beside the one that this evaluation can judge. */
export interface SuggestedMargin {
  readonly metric: string;
  readonly slice?: string;
  readonly kind: 'max-drop' | 'max-rise';
  readonly now: string;
  /** As the policy would write it. */
  readonly suggested: string;
  /** Rows of the whole, or of the smallest slice that is judged. */
  readonly n: number;
  /** Whether the limit of today can be judged already. */
  readonly enough: boolean;
}

export interface Suggestion {
  readonly margins: readonly SuggestedMargin[];
  /** The model's `gate` with these margins, ready to paste. */
  readonly yaml: string;
}

/**
 * The smallest margins that this evaluation settles with 80 % power (`gate --suggest`), rounded up to one digit, two
 * if it starts with 1 or 2. Limits of which nothing is known stay as they are; limits that can be judged stay too.
 */
export function suggestMargins(record: RunRecord, policy: Policy): Suggestion {
  const { model } = record.subject;
  const { gate = [], drift = [] } = (Object.hasOwn(policy.models, model) ? policy.models[model] : undefined) ?? {};
  const checks = record.verdict?.checks ?? [];
  const margins = gate.flatMap((line) => {
    const limit = line.maxDrop ? 'max-drop' : 'max-rise';
    const own = checks.filter(
      ({ id, outcome }) => id.split('/', 2).join('/') === `${line.line}/${limit}` && outcome !== 'too small',
    );
    const margin = marginOf(line, limit, own);
    return margin ? [{ line: line.line, margin }] : [];
  });
  const lines = [...gate, ...drift]
    .sort((a, b) => a.line - b.line)
    .map((line) =>
      'measure' in line ? driftText(line) : lineText(line, margins.find((each) => each.line === line.line)?.margin),
    );
  return {
    margins: margins.map(({ margin }) => margin),
    yaml: ['gate:', ...lines.map((text) => `  - ${text}`), ''].join('\n'),
  };
}

function marginOf(
  line: GateLine,
  kind: 'max-drop' | 'max-rise',
  checks: readonly Check[],
): SuggestedMargin | undefined {
  const limit = kind === 'max-drop' ? line.maxDrop : line.maxRise;
  const resolved = checks.flatMap((check) => shareOrAmount(check, limit?.relative ?? false));
  if (!limit || resolved.length === 0) return undefined;
  const smallest = Math.max(...resolved);
  const enough = limit.amount >= smallest;
  const rounded = roundedMargin(limit.relative ? smallest * 100 : smallest);
  return {
    metric: line.metric,
    ...(line.slice === undefined ? {} : { slice: line.slice }),
    kind,
    now: limit.written,
    suggested: enough ? limit.written : `${rounded}${limit.relative ? '%' : ''}`,
    n: Math.min(...checks.flatMap(({ n }) => (n === undefined ? [] : [n]))),
    enough,
  };
}

function shareOrAmount({ resolution, reference, value }: Check, relative: boolean): number[] {
  if (resolution?.marginResolved === undefined) return [];
  if (!relative) return [resolution.marginResolved];
  const scale = Math.abs(reference ?? value ?? 0);
  return scale === 0 ? [] : [resolution.marginResolved / scale];
}

/** Rounded up: 0.0087 → 0.009, 0.0121 → 0.013, 0.4 → 0.4. */
function roundedMargin(margin: number): string {
  const [mantissa = '', power = '0'] = margin.toExponential().split('e');
  const digits = /^[12]/.test(mantissa) ? 1 : 0;
  const step = 10 ** (Number(power) - digits);
  const steps = Math.ceil(margin / step - 1e-9);
  return (steps * step).toFixed(Math.max(0, digits - Number(power)));
}

/** A `gate` line in one row of YAML. */
function lineText(line: GateLine, margin: SuggestedMargin | undefined): string {
  const changed = (kind: string, written: string | undefined) => (margin?.kind === kind ? margin.suggested : written);
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['metric', scalar(line.metric)],
    ['slice', line.slice === undefined ? undefined : scalar(line.slice)],
    ['min', line.min?.written],
    ['max', line.max?.written],
    ['max-drop', changed('max-drop', line.maxDrop?.written)],
    ['max-rise', changed('max-rise', line.maxRise?.written)],
    ['max-drop-from-anchor', line.maxDropFromAnchor?.written],
    ['max-rise-from-anchor', line.maxRiseFromAnchor?.written],
    ['min-n', line.slice === undefined || line.minRows === defaultMinRows ? undefined : String(line.minRows)],
    ['judge', judgeText(line)],
  ];
  return `{ ${parts.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`])).join(', ')} }`;
}

function driftText({ measure, columns, max }: DriftLine): string {
  const watched = columns === 'all' ? '' : `, columns: [${columns.map(scalar).join(', ')}]`;
  return `{ drift: ${measure}${watched}, max: ${max.written} }`;
}

/** Only what differs from the defaults. */
function judgeText({ slice, judge, judgeAbsolute }: GateLine): string | undefined {
  const words = [
    ...(judge === (slice === undefined ? 'proof' : 'harm') ? [] : [judge]),
    ...(judgeAbsolute === 'bound' ? ['bound'] : []),
  ];
  return words.length > 1 ? `[${words.join(', ')}]` : words[0];
}

/** Plain where YAML reads it as text, else quoted (JSON strings are YAML strings). */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w.-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
