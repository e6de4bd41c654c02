import type { ByteSource } from '../bytes.ts';
import { type ArrayData, isJoblibArray, joblibArray } from './array.ts';
import { cursorOver, Malformed } from './cursor.ts';
import { buildCode, operationOf, stop } from './instructions.ts';
import { type Machine, newMachine } from './machine.ts';
import type { Walk } from './operations.ts';
import { other } from './value.ts';

/** Where a name was imported first, and whether by a path within the module (`Outer.Inner`), which may lead out of it. */
export interface ImportSeen {
  readonly offset: number;
  readonly dotted: boolean;
}

/** What a walk over one pickle saw. */
export interface PickleWalk {
  /** Each import once. */
  readonly imports: ReadonlyMap<string, ImportSeen>;
  /** Imports of a second reading: of what `pickle.load` makes of bytes that `joblib.load` reads as data. */
  readonly otherwise: ReadonlyMap<string, ImportSeen>;
  /** The byte behind STOP; undefined when the walk did not get there. */
  readonly end?: number;
  /** Why it did not. */
  readonly problem?: { readonly reason: string; readonly offset: number };
  /** Whether something imported was called before the end or the problem. */
  readonly called: boolean;
}

/** More different imports are a problem of their own. */
const mostImports = 10_000;

/**
 * Walks over the instructions of one pickle as CPython and joblib read it and lists what they import. Executes nothing,
 * copies no data, takes time in proportion to the bytes, and throws only what `source` throws.
 */
export function walkPickle(source: ByteSource, start = 0): PickleWalk {
  return walkFrom(source, start, { joblib: true });
}

interface Manner {
  /** Whether arrays' data follows their BUILD; within such data it does not. */
  readonly joblib: boolean;
  readonly outer?: Machine;
}

function walkFrom(source: ByteSource, start: number, manner: Manner): PickleWalk {
  const imports = new Map<string, ImportSeen>();
  const otherwise = new Map<string, ImportSeen>();
  const walk = newWalk(source, start, manner, imports);
  try {
    for (;;) {
      walk.start = walk.cursor.at();
      const code = walk.cursor.byte();
      if (code === stop) break;
      step(walk, code);
      if (manner.joblib && code === buildCode) passArray(source, walk, otherwise);
    }
    walk.machine.pop();
    return { imports, otherwise, end: walk.cursor.at(), called: walk.called };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { imports, otherwise, problem: { reason: error.message, offset: error.offset }, called: walk.called };
  }
}

function newWalk(source: ByteSource, start: number, manner: Manner, imports: Map<string, ImportSeen>): Walk {
  const walk: Walk = {
    cursor: cursorOver(source, start),
    machine: manner.outer?.within() ?? newMachine(() => walk.start),
    start,
    frameEnd: 0,
    called: false,
    imported: (name, seen) => {
      const before = imports.get(name);
      if (before && (before.dotted || !seen.dotted)) return;
      imports.set(name, { offset: before?.offset ?? seen.offset, dotted: seen.dotted });
      if (imports.size > mostImports) walk.fail('imports more than 10,000 things: too many to judge');
    },
    fail: (reason) => {
      throw new Malformed(reason, walk.start);
    },
  };
  return walk;
}

function step(walk: Walk, code: number): void {
  const operation = operationOf(code);
  if (!operation) {
    const written = code.toString(16).padStart(2, '0');
    walk.fail(`holds an instruction that is not known (0x${written})`);
    return;
  }
  operation(walk);
  // Python's own reader and its fast one take another byte next where an instruction crosses a frame's end.
  if (walk.start < walk.frameEnd && walk.cursor.at() > walk.frameEnd && code !== 0x95) {
    walk.fail('crosses the end of a frame');
  }
}

/** Behind the BUILD of an array of joblib's, its data follows; the array takes the wrapper's place. */
function passArray(source: ByteSource, walk: Walk, otherwise: Map<string, ImportSeen>): void {
  const made = walk.machine.top();
  if (made.kind !== 'made' || !isJoblibArray(made.by)) return;
  const data = joblibArray(made.by, made.state ?? other, walk.start);
  if (walk.cursor.at() < walk.frameEnd) walk.fail('holds the data of an array within a frame');
  walk.machine.pop();
  if (data.kind === 'raw') passRaw(walk, data);
  else passObjects(source, walk, otherwise);
  walk.machine.push(other);
}

function passRaw(walk: Walk, data: ArrayData & { readonly kind: 'raw' }): void {
  const padding = walk.cursor.byte();
  // Any byte below 0x28 is no instruction: `pickle.load`, which knows nothing of the data, ends here.
  if (padding > 0x27) walk.fail('holds an array whose padding reads as an instruction');
  walk.cursor.skip(padding + data.bytes);
}

/** An array of objects is a pickle in the pickle. joblib reads it with a memory of its own, `pickle.load` with this one. */
function passObjects(source: ByteSource, walk: Walk, otherwise: Map<string, ImportSeen>): void {
  const at = walk.cursor.at();
  const inner = walkFrom(source, at, { joblib: false });
  for (const [name, seen] of inner.imports) walk.imported(name, seen);
  if (inner.problem) throw new Malformed(inner.problem.reason, inner.problem.offset);
  const plain = walkFrom(source, at, { joblib: false, outer: walk.machine });
  for (const [name, seen] of plain.imports) if (otherwise.size < mostImports) otherwise.set(name, seen);
  walk.called ||= inner.called;
  if (inner.end !== undefined) walk.cursor.jump(inner.end);
}
