import type { Coded, CodedValues, ColumnValues, NumberValues, Place, RowValue } from '@weighbridge/core';

/** Turns the values of one column, batch by batch, into what the core computes on. */
export interface Collector<T> {
  readonly add: (values: ColumnValues, rows: number) => void;
  /** The whole column; throws the first rule that some rows broke. */
  readonly finish: (place: Place) => T;
}

/** Each row's value, whatever form the column has. */
export function valueReader(values: ColumnValues): RowValue {
  if (isNumbers(values)) {
    const { numbers, other } = values;
    return (row) => (Number.isNaN(numbers[row]) ? other(row) : numbers[row]);
  }
  if (!isCoded(values)) return (row) => values[row];
  const { codes, values: known, other } = values;
  return (row) => {
    const code = codes[row] as number;
    return code < known.length ? known[code] : other(row);
  };
}

export function isNumbers(values: ColumnValues): values is NumberValues {
  return 'numbers' in values;
}

export function isCoded(values: ColumnValues): values is CodedValues {
  return 'codes' in values;
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

/** Codes in an array of the narrowest kind that holds them. */
export interface GrowingCodes {
  /** The array with room for `length` codes in all, of which none is above `largest`. */
  readonly room: (length: number, largest: number) => Coded['codes'];
  readonly take: (length: number) => Coded['codes'];
}

/** Begins with bytes. */
export function growingCodes(): GrowingCodes {
  let array: Coded['codes'] = new Uint8Array(1 << 12);
  const room = (length: number, largest: number): Coded['codes'] => {
    const isWide = array.BYTES_PER_ELEMENT === 4 || largest < 2 ** (8 * array.BYTES_PER_ELEMENT);
    if (isWide && length <= array.length) return array;
    const size = length <= array.length ? array.length : Math.max(length, 2 * array.length);
    const larger = emptyCodes(array, largest, size);
    larger.set(array);
    array = larger;
    return array;
  };
  return { room, take: (length) => array.subarray(0, length) };
}

/** Of the kind of `before`, or a wider one. */
function emptyCodes(before: Coded['codes'], largest: number, size: number): Coded['codes'] {
  if (largest < 1 << 8 && before instanceof Uint8Array) return new Uint8Array(size);
  if (largest < 1 << 16 && !(before instanceof Int32Array)) return new Uint16Array(size);
  return new Int32Array(size);
}
