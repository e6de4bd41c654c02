import { type Coded, type ColumnValues, dataErrors, type Place, textOf } from '@weighbridge/core';
import { type BadRowLog, badRowLog } from './bad-rows.ts';
import { type Collector, growingCodes, isCoded, valueReader } from './collector.ts';

/** How a column of text becomes codes. */
export interface CodedRule {
  /** `kept` as the value null, or an error. */
  readonly missing: 'kept' | 'refused';
  /** Most distinct values. */
  readonly limit: number;
}

/** Collects text as codes, in the order in which values first appear. */
export function codedColumn(column: string, { missing, limit }: CodedRule): Collector<Coded> {
  const codes = growingCodes();
  const codeOfText = new Map<string | null, number>();
  const codeOfValue = new Map<unknown, number>();
  const absent = badRowLog(column);
  const nested = badRowLog(column);
  let total = 0;
  const codeOf = (value: unknown, row: number): number => {
    const text = textOf(value);
    if (text === undefined) nested.add(row);
    if (text === null && missing === 'refused') absent.add(row);
    const code = codeOfText.get(text ?? null) ?? codeOfText.size;
    codeOfText.set(text ?? null, code);
    if (typeof value !== 'object' && text !== null) codeOfValue.set(value, code);
    return code;
  };
  const codesAt = codeReader(codeOfValue, codeOf);
  return {
    add: (values, rows) => {
      if (codeOfText.size > limit) return;
      const codeAt = codesAt(values);
      let into = codes.room(total + rows, codeOfText.size);
      for (let i = 0; i < rows; i++) {
        const code = codeAt(i, total + i);

        // What a wider array may be needed for.
        if (code > 255) into = codes.room(total + rows, code);
        into[total + i] = code;
      }
      total += rows;
    },
    finish: (place) => {
      if (codeOfText.size > limit) throw dataErrors.tooManySlices({ column, limit }, { place });
      refuse(place, nested, absent);
      return { column, codes: codes.take(total), values: [...codeOfText.keys()] };
    },
  };
}

type CodeAt = (i: number, row: number) => number;

/** Finds the code of each value of a batch: by the value itself, or by the place that it has in the batch's own list. */
function codeReader(
  known: ReadonlyMap<unknown, number>,
  codeOf: (value: unknown, row: number) => number,
): (values: ColumnValues) => CodeAt {
  let listed: readonly unknown[] = [];
  let codeOfPlace = new Int32Array(0);
  const byValue = (value: unknown, row: number): number => known.get(value) ?? codeOf(value, row);
  return (values) => {
    const valueAt = valueReader(values);
    if (!isCoded(values)) return (i, row) => byValue(valueAt(i), row);
    if (listed !== values.values) {
      listed = values.values;
      codeOfPlace = new Int32Array(listed.length).fill(-1);
    }
    return (i, row) => {
      const place = values.codes[i] as number;
      const code = codeOfPlace[place] ?? -1;
      if (code >= 0) return code;
      const value = valueAt(i);
      const found = byValue(value, row);
      if (place < listed.length && known.has(value)) codeOfPlace[place] = found;
      return found;
    };
  };
}

function refuse(place: Place, nested: BadRowLog, absent: BadRowLog): void {
  const lists = nested.found();
  if (lists) throw dataErrors.nestedColumn(lists, { place });
  const notThere = absent.found();
  if (notThere) throw dataErrors.missingText(notThere, { place });
}

/** Collects ids as text; `known` is told each one and says whether it was there before. */
export function idColumn(column: string, known: (id: string, ids: readonly string[]) => boolean): Collector<string[]> {
  const ids: string[] = [];
  const absent = badRowLog(column);
  const nested = badRowLog(column);
  const repeated = badRowLog(column);
  return {
    add: (values, rows) => {
      const valueAt = valueReader(values);
      for (let i = 0; i < rows; i++) {
        const text = textOf(valueAt(i));
        if (typeof text !== 'string') (text === null ? absent : nested).add(ids.length);
        else if (known(text, ids)) repeated.add(ids.length);
        ids.push(text ? ownText(text) : '');
      }
    },
    finish: (place) => {
      refuse(place, nested, absent);
      const twice = repeated.found();
      if (twice) throw dataErrors.repeatedId(twice, { place });
      return ids;
    },
  };
}

/** V8 keeps the text that a longer string was cut from; a copy lets a file's text go while its ids stay. */
function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
