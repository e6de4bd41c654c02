import { binomialCdf, binomialSurvival } from '../stats/binomial.ts';
import { chiSquareSurvival } from '../stats/chi-square.ts';
import { kolmogorovSmirnovP } from '../stats/kolmogorov-smirnov.ts';
import type { CellPair } from './psi.ts';

/** A test of one column between two tables. */
export interface DriftTest {
  readonly method: 'ks' | 'chi-square' | 'binomial';
  /** The largest distance of the two distributions; chi-square; of `binomial` the rows of the rare value here. */
  readonly statistic: number;
  readonly p: number;
}

/** Fewest rows that must be expected in a cell for chi-square to hold its level (Cochran 1954). */
const fewestExpected = 5;

/** Kolmogorov and Smirnov's test of two samples; `d` is sup |F − G|. Undefined where a side has no values. */
export function ksTest(d: number, n: number, m: number): DriftTest | undefined {
  return n > 0 && m > 0 ? { method: 'ks', statistic: d, p: kolmogorovSmirnovP(d, n, m) } : undefined;
}

/**
 * Pearson's chi-square test that both tables have one distribution, without continuity correction. Cells that are empty
 * on both sides are dropped. Undefined with fewer than two cells, or a side without rows.
 */
export function chiSquareTest(cells: readonly CellPair[]): DriftTest | undefined {
  const kept = cells.filter(({ was, now }) => was + now > 0);
  const [n, m] = [sum(kept, ({ was }) => was), sum(kept, ({ now }) => now)];
  if (kept.length < 2 || n === 0 || m === 0) return undefined;
  const statistic = sum(kept, ({ was, now }) => {
    const [before, after] = [((was + now) * n) / (n + m), ((was + now) * m) / (n + m)];
    return (was - before) ** 2 / before + (now - after) ** 2 / after;
  });
  return { method: 'chi-square', statistic, p: chiSquareSurvival(statistic, kept.length - 1) };
}

/**
 * `chiSquareTest` where every cell is large enough. Rare cells are counted together; where they are too few even so,
 * their number is tested exactly given its total, the others by chi-square, and the smaller of the two p-values counts
 * twice.
 */
export function categoryTest(cells: readonly CellPair[]): DriftTest | undefined {
  const [n, m] = [sum(cells, ({ was }) => was), sum(cells, ({ now }) => now)];
  const isRare = ({ was, now }: CellPair): boolean => ((was + now) * Math.min(n, m)) / (n + m) < fewestExpected;
  const common = cells.filter((cell) => !isRare(cell));
  const rare = cells.filter(isRare);
  const pooled = { was: sum(rare, ({ was }) => was), now: sum(rare, ({ now }) => now) };
  if (pooled.was + pooled.now === 0) return chiSquareTest(common);
  if (!isRare(pooled)) return chiSquareTest([...common, pooled]);
  if (n === 0 || m === 0) return undefined;
  const exact = binomialTest(pooled, m / (n + m));
  const broad = chiSquareTest(common);
  if (!broad) return exact;
  const smaller = exact.p < broad.p ? exact : broad;
  return { ...smaller, p: Math.min(1, 2 * smaller.p) };
}

/**
 * Whether a rare value's rows part as the tables' sizes do: two-sided binomial test given their total. Rows are drawn
 * without replacement, which spreads less, so the level is kept.
 */
function binomialTest({ was, now }: CellPair, share: number): DriftTest {
  const total = was + now;
  const p = 2 * Math.min(binomialCdf(now, total, share), binomialSurvival(now - 1, total, share));
  return { method: 'binomial', statistic: now, p: Math.min(1, p) };
}

/** Whether the share of missing cells differs. Undefined where neither side misses any. */
export function missingTest(was: SideCounts, now: SideCounts): DriftTest | undefined {
  if (was.missing + now.missing === 0) return undefined;
  return categoryTest([
    { was: was.missing, now: now.missing },
    { was: was.rows - was.missing, now: now.rows - now.missing },
  ]);
}

interface SideCounts {
  readonly rows: number;
  readonly missing: number;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
