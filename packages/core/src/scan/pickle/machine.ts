import { Malformed } from './cursor.ts';
import type { Value } from './value.ts';

/** Stack, marks and memo of a pickle's machine, as CPython's: nothing is taken from below the last mark. */
export interface Machine {
  push(value: Value): void;
  pop(): Value;
  top(): Value;
  /** POP takes a mark where one is on top. */
  popAny(): void;
  mark(): void;
  /** What lies above the last mark, which is taken away. */
  popMark(): Value[];
  put(index: number, value: Value): void;
  /** MEMOIZE: under the number of entries so far. */
  memoize(value: Value): void;
  get(index: number): Value;
  /** An empty machine that remembers what this one does. */
  within(): Machine;
}

/** More than a hundred times what real models need; a bound on memory. */
const mostValues = 10_000_000;

/** The memo of a pickle that another one is inside of: the inner one writes to its own. */
interface Memo {
  get(index: number): Value | undefined;
  has(index: number): boolean;
  size(): number;
}

const emptyMemo: Memo = { get: () => undefined, has: () => false, size: () => 0 };

export function newMachine(where: () => number, outer: Memo = emptyMemo): Machine {
  const stack: Value[] = [];
  const marks: number[] = [];
  const own = new Map<number, Value>();
  let size = outer.size();
  const memo: Memo = {
    get: (index) => own.get(index) ?? outer.get(index),
    has: (index) => own.has(index) || outer.has(index),
    size: () => size,
  };
  const fail = (reason: string): never => {
    throw new Malformed(reason, where());
  };
  const floor = (): number => marks.at(-1) ?? 0;

  function top(): Value {
    const value = stack.at(-1);
    return value === undefined || stack.length <= floor() ? fail('takes from an empty stack') : value;
  }
  function pop(): Value {
    const value = top();
    stack.pop();
    return value;
  }
  function put(index: number, value: Value): void {
    if (!memo.has(index)) size += 1;
    if (size > mostValues) fail('remembers more than 10 million values: too many to judge');
    own.set(index, value);
  }
  return {
    push: (value) => {
      if (stack.push(value) > mostValues) fail('stacks more than 10 million values: too many to judge');
    },
    pop,
    top,
    popAny: () => {
      if (marks.length > 0 && floor() === stack.length) marks.pop();
      else pop();
    },
    mark: () => {
      if (marks.push(stack.length) > mostValues) fail('sets more than 10 million marks: too many to judge');
    },
    popMark: () => stack.splice(marks.pop() ?? fail('goes back to a mark that is not there')),
    put,
    memoize: (value) => put(size, value),
    get: (index) => memo.get(index) ?? fail('takes what was never remembered'),
    within: () => newMachine(where, memo),
  };
}
