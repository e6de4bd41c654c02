import { type ColumnValues, dataErrors, type Label, labelReader } from '@weighbridge/core';
import { badRowLog } from './bad-rows.ts';
import { type Collector, growing, isCoded, isNumbers, valueReader } from './collector.ts';

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
