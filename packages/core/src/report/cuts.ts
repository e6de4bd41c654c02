/** How much of a note is shown. Each step of the ladder leaves the count of what it took away. */
export interface Cuts {
  readonly mermaid: boolean;
  /** The most rows of one list. */
  readonly rows: number;
  readonly slicesWithinNoise: boolean;
  readonly passedChecks: boolean;
  readonly folds: boolean;
  readonly tableRows: number;
  /** Facts that can be left out. */
  readonly allFacts: boolean;
}

const nothingCut: Cuts = {
  mermaid: true,
  rows: 12,
  slicesWithinNoise: true,
  passedChecks: true,
  folds: true,
  tableRows: 5,
  allFacts: true,
};

/** The order of COMMENT §7; verdict, reason, baseline and links are in all of them. */
export const ladder: readonly Cuts[] = [
  nothingCut,
  { ...nothingCut, mermaid: false },
  { ...nothingCut, mermaid: false, rows: 5 },
  { ...nothingCut, mermaid: false, rows: 5, slicesWithinNoise: false },
  { ...nothingCut, mermaid: false, rows: 5, slicesWithinNoise: false, passedChecks: false },
  { ...nothingCut, mermaid: false, rows: 0, slicesWithinNoise: false, passedChecks: false, folds: false },
  { ...nothingCut, mermaid: false, rows: 0, slicesWithinNoise: false, passedChecks: false, folds: false, tableRows: 3 },
  {
    mermaid: false,
    rows: 0,
    slicesWithinNoise: false,
    passedChecks: false,
    folds: false,
    tableRows: 3,
    allFacts: false,
  },
];
