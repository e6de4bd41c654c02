import type { Groups, RankedRows } from './ranked.ts';

/**
 * Collects what each row contributes to an estimate (its influence: the derivative of the estimate by the row's
 * weight) and gives the variance Σ over independent units of (Σ weight × influence)², the infinitesimal
 * jackknife (Jaeckel 1972; Efron 1982). Units are rows, or groups where rows of a group are not independent.
 */
export interface Spread {
  /** Rows `from` to `to` have these influences, by class. */
  readonly add: (from: number, to: number, ofPositives: number, ofNegatives: number) => void;
  /** Reads the variance and clears the collector. */
  readonly variance: () => number;
}

/** A collector for these rows. */
export function spreadOf(rows: RankedRows): Spread {
  return rows.groups ? groupSpread(rows, rows.groups) : rowSpread(rows);
}

/** n / (n − 1), and 1 where there is one unit only. */
export function finiteSample(units: number): number {
  return units > 1 ? units / (units - 1) : 1;
}

/** Each class has its own n / (n − 1): that makes the variance of an AUC DeLong's. */
function rowSpread({ positive, weight, score }: RankedRows): Spread {
  let positives = 0;
  // Numbers in an array: as variables that a function closes over, each step would make a new one.
  const squares = new Float64Array(2);
  return {
    add: (from, to, ofPositives, ofNegatives) => {
      for (let i = from; i < to; i++) {
        const isPositive = positive[i] as number;
        const part = (weight ? (weight[i] as number) : 1) * (isPositive === 1 ? ofPositives : ofNegatives);
        positives += isPositive;
        squares[isPositive] = (squares[isPositive] as number) + part * part;
      }
    },
    variance: () =>
      (squares[1] as number) * finiteSample(positives) +
      (squares[0] as number) * finiteSample(score.length - positives),
  };
}

function groupSpread({ positive, weight }: RankedRows, { codes, totals }: Groups): Spread {
  return {
    add: (from, to, ofPositives, ofNegatives) => {
      for (let i = from; i < to; i++) {
        const part = (weight ? (weight[i] as number) : 1) * (positive[i] === 1 ? ofPositives : ofNegatives);
        const code = codes[i] as number;
        totals[code] = (totals[code] as number) + part;
      }
    },
    variance: () => {
      let sum = 0;
      for (const code of codes) {
        const part = totals[code] as number;
        sum += part * part;
        totals[code] = 0;
      }
      return sum * finiteSample(countGroups(codes, totals, () => true));
    },
  };
}

function countGroups(codes: Int32Array, totals: Float64Array, counts: (row: number) => boolean): number {
  let groups = 0;
  codes.forEach((code, row) => {
    if (totals[code] === 1 || !counts(row)) return;
    totals[code] = 1;
    groups++;
  });
  for (const code of codes) totals[code] = 0;
  return groups;
}

/**
 * How many equal, independent rows the chosen rows are worth when they are all alike: groups where there are
 * groups, else Kish's (Σw)² / Σw² (Kish 1965).
 */
export function effectiveUnits({ groups, weight, score }: RankedRows, chosen: (row: number) => boolean): number {
  if (groups) return countGroups(groups.codes, groups.totals, chosen);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < score.length; i++) {
    if (!chosen(i)) continue;
    const w = weight ? (weight[i] as number) : 1;
    sum += w;
    squares += w * w;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
