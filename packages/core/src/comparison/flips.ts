import type { Comparison } from '../record/comparison.ts';
import type { SliceName } from '../record/evaluation.ts';
import { pairedCells } from './cells.ts';
import { discordance } from './proportion.ts';
import type { Sides } from './side.ts';

type Flips = Comparison['flips'][number];

/** Rows newly wrong and newly right at the threshold. Rows, not weights. */
export function flipsOf({ candidate, reference, ...sides }: Sides, slice?: SliceName): Flips {
  const unweighted = ({ target, score }: Sides['candidate']) => ({ target, score });
  const cells = pairedCells({ ...sides, candidate: unweighted(candidate), reference: unweighted(reference) });
  const { b, c } = discordance({ among: 'all', hit: 'right' }, cells);
  return { ...(slice && { slice }), newlyWrong: b, newlyRight: c };
}

/** All rows first, then slices with the largest net loss first. */
export function worstFirst(flips: readonly Flips[]): Flips[] {
  const loss = ({ newlyWrong, newlyRight }: Flips) => newlyWrong - newlyRight;
  return flips.toSorted(
    (first, second) =>
      Number(first.slice !== undefined) - Number(second.slice !== undefined) || loss(second) - loss(first),
  );
}
