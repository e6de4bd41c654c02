import { type LiveMetrics, liveErrors, ServiceError } from '@weighbridge/core';
import { countAll, type Reading, type SideReading } from './counting.ts';

export interface FileLiveOptions {
  /** As errors name it. */
  readonly path: string;
  /** Rejects when the file cannot be read. */
  readonly readText: (path: string) => Promise<string>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Counters out of a JSON file that the serving system replaces: `{"<side>": {"<counter>": number}}`. ServiceError WB6182
 * without the file, UserError WB6156 where it is something else. A counter that is missing, negative or no number is no data.
 */
export function fileLive({ path, readText }: FileLiveOptions): LiveMetrics {
  return {
    kind: 'file',
    async look(queries, sides, before) {
      const found = parse(await text(path, readText), path);
      const readings = queries.map((query) => {
        const sideOf = (side: string): SideReading => ({
          bad: counter(found, side, query.bad, path),
          all: counter(found, side, query.all, path),
        });
        return { query, canary: sideOf(sides.canary), stable: sideOf(sides.stable) };
      });
      return countAll(readings, sides, { before, of: 'version' });
    },
  };
}

async function text(path: string, readText: FileLiveOptions['readText']): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): ServiceError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError('WB6182', `The counters in ${path} cannot be read: ${why}`, { cause });
}

function parse(content: string, path: string): Fields {
  const found = jsonOf(content, path);
  if (isFields(found)) return found;
  throw liveErrors.brokenCounters({ problem: 'it is not an object' }, { place: { file: path } });
}

/** Python's `json` writes NaN and Infinity, which are no JSON: they are read as null, that is, as no number. */
function jsonOf(content: string, path: string): unknown {
  const finite = content.replaceAll(/(?<=:\s*)-?(?:NaN|Infinity)(?=\s*[,}])/g, 'null');
  try {
    return JSON.parse(finite);
  } catch (error) {
    const problem = content.trim() === '' ? 'it is empty' : 'it is not JSON';
    throw liveErrors.brokenCounters({ problem }, { place: { file: path }, cause: error });
  }
}

function counter(found: Fields, side: string, name: string, path: string): Reading {
  const counters = Object.hasOwn(found, side) ? found[side] : undefined;
  if (counters === undefined) return { noData: `the file has no counters of ${side}` };
  if (!isFields(counters))
    throw liveErrors.brokenCounters({ problem: `"${side}" is not an object of counters` }, { place: { file: path } });
  const value = Object.hasOwn(counters, name) ? counters[name] : undefined;
  if (value === undefined) return { noData: `the file has no counter "${name}" of ${side}` };
  if (typeof value !== 'number') return { noData: `the counter "${name}" of ${side} is not a number` };
  if (!(value >= 0 && Number.isFinite(value))) return { noData: `the counter "${name}" of ${side} is ${value}` };
  return new Map([[name, value]]);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
