import type { Disagreement } from './disagreements.ts';

/** Cells of one column and rule on which the two validators differ, and why. */
export interface Explained extends Pick<Disagreement, 'kind' | 'column' | 'rule' | 'only'> {
  readonly cells: readonly string[];
  readonly because: string;
}

const digits = 'a number is written in the digits 0 to 9: Python reads those of all scripts, and _ between them';

/** All of them, for the test that none is left over. Specification: https://datapackage.org/standard/table-schema */
export const explained: readonly Explained[] = [
  {
    kind: 'integers',
    column: 'c',
    rule: 'type',
    only: 'weighbridge',
    cells: ['1_000', '５', '٣'],
    because: digits,
  },
  { kind: 'numbers', column: 'c', rule: 'type', only: 'weighbridge', cells: ['1_0.5', '٣.٥'], because: digits },
  {
    kind: 'dates',
    column: 'c',
    rule: 'type',
    only: 'frictionless',
    cells: ['0000-01-01'],
    because: "ISO 8601 has the year 0000; Python's calendar begins with the year 1",
  },
  {
    kind: 'pattern',
    column: 'b',
    rule: 'pattern',
    only: 'weighbridge',
    cells: ['cats'],
    because: 'the whole text must match: Frictionless makes ^cat|dog$ of cat|dog, which takes all that begins with cat',
  },
  {
    kind: 'pattern',
    column: 'c',
    rule: 'pattern',
    only: 'weighbridge',
    cells: ['12-a\n'],
    because: 'the whole text must match: the $ of Python also stands before a line end at the end',
  },
];

/** The explanation of one disagreement, if there is one. */
export function explanationOf({ kind, column, rule, only, cell }: Disagreement): Explained | undefined {
  return explained.find(
    (one) =>
      one.kind === kind &&
      one.column === column &&
      one.rule === rule &&
      one.only === only &&
      cell !== undefined &&
      one.cells.includes(cell),
  );
}
