import type { BadRows } from '@weighbridge/core';

const shownRows = 5;

/** Counts the rows that break one rule and remembers the first ones. */
export interface BadRowLog {
  /** `index` counts from 0. */
  readonly add: (index: number) => void;
  /** Undefined when no row broke the rule. */
  readonly found: () => BadRows | undefined;
}

/** A log for one rule of one column. */
export function badRowLog(column: string): BadRowLog {
  const rows: number[] = [];
  let count = 0;
  return {
    add: (index) => {
      count++;
      if (rows.length < shownRows) rows.push(index + 1);
    },
    found: () => (count === 0 ? undefined : { column, count, rows }),
  };
}
