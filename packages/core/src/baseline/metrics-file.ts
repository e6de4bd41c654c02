import type { FileMetric } from '../policy/policy.ts';
import type { Metric } from '../record/evaluation.ts';

/**
 * The numbers that a JSON file holds under the named keys (`auc`, or dotted: `test.auc`). The file does not say over
 * how many rows, so `n` is 0 and there is no interval. A key that is missing, or is not a finite number, gives a
 * metric that is `undefined` with the reason. Undefined when the text is not a JSON object.
 */
export function metricsFromFile(text: string, wanted: readonly FileMetric[]): readonly Metric[] | undefined {
  const parsed = parseObject(text);
  return parsed && wanted.map((metric) => metricFrom(parsed, metric));
}

function metricFrom(
  parsed: Readonly<Record<string, unknown>>,
  { file, key, name, direction, unit }: FileMetric,
): Metric {
  const value = Object.hasOwn(parsed, key) ? parsed[key] : dotted(parsed, key);
  const rest = { name, direction, n: 0, from: `${file}:${key}`, ...(unit === undefined ? {} : { unit }) };
  if (typeof value === 'number' && Number.isFinite(value)) return { ...rest, value };
  const why = value === undefined ? `${file} has no ${key}` : `${key} in ${file} is not a number`;
  return { ...rest, undefined: why };
}

function dotted(parsed: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((part, name) => (isObject(part) && Object.hasOwn(part, name) ? part[name] : undefined), parsed);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    // Not JSON: the caller says that the file cannot be read.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
