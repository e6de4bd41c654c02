import { readFile } from 'node:fs/promises';
import { dataErrors } from '@weighbridge/core';
import { parseJson } from './parse-json.ts';

/** A number read from a user's JSON file, or why there is none. */
export type FileNumber =
  | { readonly value: number; readonly low?: number; readonly high?: number; readonly n?: number }
  | { readonly undefined: string };

/**
 * Reads one number of a JSON file by its dotted key (`latency.p95`, `folds.0.auc`; a key that has dots itself is
 * found too). The value is a number, or an object with `value` and perhaps `low`, `high` and `n`. A file or key that
 * is not there, and a value that is no finite number, are results; a file that is not JSON is a user error.
 */
export async function readMetricFile(path: string, key: string): Promise<FileNumber> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return { undefined: missing ? 'the file does not exist' : 'the file cannot be read' };
  }
  const found = find(parseMetrics(path, text), key);
  return found === undefined ? { undefined: `the file has no key ${key}` } : numberOf(found, key);
}

/** Python writes NaN and Infinity into JSON; there they are null, which is no number either. */
function parseMetrics(path: string, text: string): unknown {
  const standard = text
    .replace(/^\uFEFF/, '')
    .replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : 'null'));
  const value = parseJson(standard);
  if (value === undefined) throw dataErrors.brokenJson({}, { place: { file: path } });
  return value;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** The longest own key that begins the dotted key is taken first. */
function find(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, key)) return value[key];
  for (let dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
    const first = key.slice(0, dot);
    const found = Object.hasOwn(value, first) ? find(value[first], key.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function numberOf(found: unknown, key: string): FileNumber {
  if (isFiniteNumber(found)) return { value: found };
  if (!(isObject(found) && isFiniteNumber(found['value']))) return { undefined: `${key} is not a finite number` };
  const { value, low, high, n } = found;
  if (low !== undefined && !(isFiniteNumber(low) && low <= value))
    return { undefined: `low of ${key} is not a number up to its value` };
  if (high !== undefined && !(isFiniteNumber(high) && high >= value))
    return { undefined: `high of ${key} is not a number from its value` };
  if (n !== undefined && !(isFiniteNumber(n) && Number.isInteger(n) && n >= 0))
    return { undefined: `n of ${key} is not a count` };
  return {
    value,
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(n !== undefined && { n }),
  };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
