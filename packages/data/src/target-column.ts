import { type ColumnValues, dataErrors } from '@weighbridge/core';
import { badRowLog } from './bad-rows.ts';
import { type Collector, growing, isCoded, isNumbers, valueReader } from './collector.ts';
import { textOf } from './text-value.ts';

/** What one value of the target says; the words are why it says nothing. */
type Label = 0 | 1 | 'missing' | 'unknown';

const plainLabels: ReadonlyMap<string, Label> = new Map<string, Label>([
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
  ['nan', 'missing'],
  ['null', 'missing'],
]);

/** Collects the target: 0 and 1, true and false, or two labels of which `positive` names one. */
export function targetColumn(column: string, positive: string | undefined): Collector<Uint8Array> {
  const labels = growing((length) => new Uint8Array(length));
  const missing = badRowLog(column);
  const unknown = badRowLog(column);
  const labelOf = labelReader(positive);
  let total = 0;
  return {
    add: (values, rows) => {
      const into = labels.room(total + rows);
      const labelAt = labelsOf(values, labelOf.read);
      for (let i = 0; i < rows; i++) {
        const label = labelAt(i);
        if (label === 'missing') missing.add(total + i);
        else if (label === 'unknown') unknown.add(total + i);
        else into[total + i] = label;
      }
      total += rows;
    },
    finish: (place) => {
      const notThere = missing.found();
      if (notThere) throw dataErrors.missingText(notThere, { place });
      const other = unknown.found();
      if (other) throw dataErrors.unknownLabel(other, { place });
      if (positive !== undefined && labelOf.otherLabels() > 1)
        throw dataErrors.tooManyLabels({ column, positive }, { place });
      return labels.take(total);
    },
  };
}

/** The label of each row. The same few numbers and codes come again and again: each is read once in a batch. */
function labelsOf(values: ColumnValues, read: (value: unknown) => Label): (row: number) => Label {
  const known: (Label | undefined)[] = [];
  if (isCoded(values)) {
    const { codes, values: listed, other } = values;
    return (row) => {
      const code = codes[row] as number;
      if (code >= listed.length) return read(other(row));
      known[code] ??= read(listed[code]);
      return known[code];
    };
  }
  const valueAt = valueReader(values);
  if (!isNumbers(values)) return (row) => read(valueAt(row));
  return (row) => {
    const number = values.numbers[row] as number;
    if (number !== 0 && number !== 1) return read(valueAt(row));
    known[number] ??= read(number);
    return known[number];
  };
}

/** Each distinct value is understood once; `otherLabels` counts the labels that are not the positive one. */
function labelReader(positive: string | undefined): { read: (value: unknown) => Label; otherLabels: () => number } {
  const known = new Map<unknown, Label>();
  const others = new Set<string>();
  const understand = (value: unknown): Label => {
    const text = textOf(value);
    if (text === null) return 'missing';
    if (text === undefined) return 'unknown';
    if (positive === undefined) return plainLabel(text);
    if (sameLabel(text, positive)) return 1;
    if (plainLabels.get(text.toLowerCase()) === 'missing') return 'missing';
    others.add(text);
    return 0;
  };
  const read = (value: unknown): Label => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const label = understand(value);
    if (known.size < 1000) known.set(value, label);
    return label;
  };
  return { read, otherLabels: () => others.size };
}

/** `1`, `1.0` and `1e0` are one label, and so are `True` and `true`. */
function plainLabel(text: string): Label {
  const word = text.trim().toLowerCase();
  const number = word === '' ? Number.NaN : Number(word);
  return plainLabels.get(word) ?? plainLabels.get(String(number)) ?? 'unknown';
}

function sameLabel(text: string, positive: string): boolean {
  if (text === positive) return true;
  if (text.trim() === '' || positive.trim() === '') return false;
  if (/^(true|false)$/i.test(positive)) return text.toLowerCase() === positive.toLowerCase();
  return Number(text) === Number(positive);
}
