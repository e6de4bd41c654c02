import type { Place } from '@weighbridge/core';
import type { Values } from './table.ts';

/** Turns the values of one column, batch by batch, into what the core computes on. */
export interface Collector<T> {
  readonly add: (values: Values, rows: number) => void;
  /** The whole column; throws the first rule that some rows broke. */
  readonly finish: (place: Place) => T;
}

/** A numeric array that doubles when it is full. */
export interface Growing<T> {
  /** The array with room for `length` values in all. */
  readonly room: (length: number) => T;
  /** The first `length` values, without a copy. */
  readonly take: (length: number) => T;
}

type Numeric = Float64Array | Int32Array | Uint8Array;

/** Begins with an array from `make` and makes larger ones as needed. */
export function growing<T extends Numeric>(make: (length: number) => T): Growing<T> {
  let array = make(1 << 12);
  const room = (length: number): T => {
    if (length <= array.length) return array;
    const larger = make(Math.max(length, 2 * array.length));
    larger.set(array);
    array = larger;
    return array;
  };
  return { room, take: (length) => shorten(array, length) };
}

function shorten<T extends Numeric>(array: T, length: number): T;
function shorten(array: Numeric, length: number): Numeric {
  return array.subarray(0, length);
}
