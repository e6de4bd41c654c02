import { latin1 } from '../bytes.ts';
import { readDtype } from './array.ts';
import { type Cursor, Malformed } from './cursor.ts';
import type { Machine } from './machine.ts';
import { none, other, putEntry, tupleOf, type Value } from './value.ts';

/** Where one walk stands, and whom it tells of imports. */
export interface Walk {
  readonly cursor: Cursor;
  readonly machine: Machine;
  /** Offset of the instruction that is being done. */
  start: number;
  /** Where the current frame ends; 0 before the first. */
  frameEnd: number;
  /** An import was called, or given state: from here on code has run. */
  called: boolean;
  readonly imported: (name: string, seen: { readonly offset: number; readonly dotted: boolean }) => void;
  readonly fail: (reason: string) => never;
}

/** Does what one instruction does, and reads its arguments. */
export type Operation = (walk: Walk) => void;

/** Text of more bytes is not kept: no name is that long. */
const longestText = 512;
/** As CPython's `Py_ssize_t`, less what no real pickle needs. */
const largestIndex = 0x7fff_ffff;

export const pushOther: Operation = ({ machine }) => machine.push(other);
export const pushNone: Operation = ({ machine }) => machine.push(none);

/** An argument of so many bytes whose value leads nowhere. */
export function pushSkipped(length: number): Operation {
  return ({ cursor, machine }) => {
    cursor.skip(length);
    machine.push(other);
  };
}

export function pushWhole(length: number, signed = false): Operation {
  return ({ cursor, machine }) => {
    const number = cursor.unsigned(length);
    machine.push({ kind: 'whole', number: signed && number >= 2 ** 31 ? number - 2 ** 32 : number });
  };
}

/** LONG1 and LONG4: two's complement of so many bytes. */
export function pushLong(width: number): Operation {
  return (walk) => {
    const length = lengthOf(walk, width, width === 4);
    if (length > 6) {
      walk.cursor.skip(length);
      walk.machine.push(other);
      return;
    }
    const number = walk.cursor.unsigned(length);
    const negative = length > 0 && number >= 2 ** (8 * length - 1);
    walk.machine.push({ kind: 'whole', number: negative ? number - 2 ** (8 * length) : number });
  };
}

function lengthOf({ cursor, fail }: Walk, width: number, signed: boolean): number {
  const length = cursor.unsigned(width);
  return signed && length >= 2 ** 31 ? fail('states a negative length') : length;
}

/** Text or bytes with their length before them; of bytes, and of long text, nothing is kept. */
export function pushText(width: number, keep: 'utf-8' | 'ascii' | 'nothing', signed = false): Operation {
  return (walk) => {
    const length = lengthOf(walk, width, signed);
    if (keep === 'nothing' || length > longestText) {
      walk.cursor.skip(length);
      walk.machine.push(other);
    } else {
      walk.machine.push(textOf(walk.cursor.bytes(length), keep));
    }
  };
}

const utf8 = new TextDecoder();

/** Names are short and ASCII; those are put together here, which is faster than a decoder by far. */
function textOf(bytes: Uint8Array, encoding: 'utf-8' | 'ascii'): Value {
  if (bytes.every((byte) => byte < 128)) return { kind: 'text', text: String.fromCharCode(...bytes) };
  return encoding === 'ascii' ? other : { kind: 'text', text: utf8.decode(bytes) };
}

/** STRING: in quotes; with a backslash in it, it may be any text, and then it is no name that we believe. */
export const pushQuoted: Operation = ({ cursor, machine }) => {
  const line = latin1(cursor.line() ?? new Uint8Array(0));
  const match = /^(['"])([^\\'"\x80-\xff]*)\1$/u.exec(line);
  machine.push(match ? { kind: 'text', text: match[2] ?? '' } : other);
};

/** UNICODE: a backslash may begin an escape. */
export const pushLineText: Operation = ({ cursor, machine }) => {
  const line = cursor.line();
  const text = line && latin1(line);
  machine.push(text === undefined || /[\\\x80-\xff]/u.test(text) ? other : { kind: 'text', text });
};

/** INT and LONG as text; `00` and `01` are false and true. */
export const pushLineNumber: Operation = ({ cursor, machine }) => {
  const text = latin1(cursor.line() ?? new Uint8Array(0));
  machine.push(/^-?(?:0|[1-9]\d{0,14})L?$/u.test(text) ? { kind: 'whole', number: Number.parseInt(text, 10) } : other);
};

export const pushLine: Operation = ({ cursor, machine }) => {
  cursor.line();
  machine.push(other);
};

export function put(read: (walk: Walk) => number): Operation {
  return (walk) => walk.machine.put(read(walk), walk.machine.top());
}
export function get(read: (walk: Walk) => number): Operation {
  return (walk) => walk.machine.push(walk.machine.get(read(walk)));
}
export function index(width: number): (walk: Walk) => number {
  return (walk) => boundedIndex(walk, walk.cursor.unsigned(width));
}
export function lineIndex(walk: Walk): number {
  const text = latin1(walk.cursor.line() ?? new Uint8Array(0));
  return /^\d{1,15}$/u.test(text) ? boundedIndex(walk, Number(text)) : walk.fail('remembers under a strange number');
}
function boundedIndex({ fail }: Walk, number: number): number {
  return number > largestIndex ? fail('remembers under a strange number') : number;
}

export function tuple(count: number): Operation {
  return ({ machine }) => {
    const items: Value[] = [];
    for (let taken = 0; taken < count; taken += 1) items.unshift(machine.pop());
    machine.push(tupleOf(items));
  };
}
export const tupleFromMark: Operation = ({ machine }) => machine.push(tupleOf(machine.popMark()));
export const emptyMapping: Operation = ({ machine }) =>
  machine.push({ kind: 'mapping', entries: new Map(), whole: true });
export const otherFromMark: Operation = ({ machine }) => {
  machine.popMark();
  machine.push(other);
};
export const mappingFromMark: Operation = (walk) => {
  const items = walk.machine.popMark();
  emptyMapping(walk);
  putAll(walk, items);
};
/** APPENDS, ADDITEMS: of lists and sets nothing is kept. */
export const dropFromMark: Operation = ({ machine }) => {
  machine.popMark();
  machine.top();
};
export const append: Operation = ({ machine }) => {
  machine.pop();
  machine.top();
};
export const setItem: Operation = (walk) => {
  const value = walk.machine.pop();
  const key = walk.machine.pop();
  putEntry(walk.machine.top(), key, value);
};
export const setItems: Operation = (walk) => {
  const items = walk.machine.popMark();
  putAll(walk, items);
};
function putAll({ machine, fail }: Walk, items: readonly Value[]): void {
  if (items.length % 2 === 1) fail('sets a key without a value');
  const into = machine.top();
  for (let at = 0; at + 1 < items.length; at += 2) putEntry(into, items[at] ?? other, items[at + 1] ?? other);
}

/** FRAME: what instructions follow in one piece; Python reads them so, and joblib reads past them. */
export const frame: Operation = (walk) => {
  const length = walk.cursor.unsigned(8);
  if (walk.start < walk.frameEnd) walk.fail('begins a frame within a frame');
  walk.frameEnd = walk.cursor.at() + length;
  if (walk.frameEnd > walk.cursor.size) throw new Malformed('ends within a frame', walk.cursor.size);
};

export const protocol: Operation = ({ cursor, fail }) => {
  const version = cursor.byte();
  if (version > 5) fail(`is of protocol ${version}, which is not known`);
};

/** BUILD: gives state to what was made. Classes and functions themselves must not be changed. */
export const build: Operation = (walk) => {
  const state = walk.machine.pop();
  const made = walk.machine.top();
  walk.called = true;
  if (made.kind === 'import') walk.fail('changes a class or function itself');
  if (made.kind !== 'made') return;
  readDtype(made, state, walk.start);
  made.state = state;
};
