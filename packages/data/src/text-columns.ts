import { type Coded, dataErrors, type Place } from '@weighbridge/core';
import { type BadRowLog, badRowLog } from './bad-rows.ts';
import { type Collector, growing } from './collector.ts';
import { textOf } from './text-value.ts';

/** How a column of text becomes codes. */
export interface CodedRule {
  /** `kept` as the value null, or an error. */
  readonly missing: 'kept' | 'refused';
  /** Most distinct values. */
  readonly limit: number;
}

/** Collects text as codes, in the order in which values first appear. */
export function codedColumn(column: string, { missing, limit }: CodedRule): Collector<Coded> {
  const codes = growing((length) => new Int32Array(length));
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
  return {
    add: (values, rows) => {
      if (codeOfText.size > limit) return;
      const into = codes.room(total + rows);
      for (let i = 0; i < rows; i++) into[total + i] = codeOfValue.get(values[i]) ?? codeOf(values[i], total + i);
      total += rows;
    },
    finish: (place) => {
      if (codeOfText.size > limit) throw dataErrors.tooManySlices({ column, limit }, { place });
      refuse(place, nested, absent);
      return { column, codes: codes.take(total), values: [...codeOfText.keys()] };
    },
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
      for (let i = 0; i < rows; i++) {
        const text = textOf(values[i]);
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
