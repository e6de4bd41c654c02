import type { Cuts } from './cuts.ts';
import { type Fold, foldText } from './fold.ts';
import { ifMeantFold, limitsFold, rowsNeededFold } from './folds/advice.ts';
import { checksFold } from './folds/checks.ts';
import { rescoredFold, trainingDataFold } from './folds/data.ts';
import { dataFold } from './folds/data-rules.ts';
import { dataDiffFold, firstRowsFold } from './folds/data-stop.ts';
import { dataWaysFold } from './folds/data-ways.ts';
import { flipsFold } from './folds/flips.ts';
import { metricsFold } from './folds/metrics.ts';
import { policyDiffFold } from './folds/policy-diff.ts';
import { slicesFold } from './folds/slices.ts';
import { tailFold } from './folds/tail.ts';
import { trendFold } from './folds/trend.ts';
import type { View } from './view.ts';

/** The most folds of one note. */
const mostFolds = 4;

/** The folds that explain this verdict, those nearest to its cause first; the trend, with its diagram, last. */
export function foldTexts(view: View, cuts: Cuts): string[] {
  const folds = chosen(view, cuts).filter((fold) => fold !== undefined);
  return folds.slice(0, mostFolds).map((fold) => foldText(fold, view.context.capabilities));
}

function chosen(view: View, cuts: Cuts): (Fold | undefined)[] {
  const slices = slicesFold(view, cuts);
  const failedSlice = view.outcome === 'failed' && view.deciding?.slice !== undefined;
  return [
    tailFold(view, cuts),
    dataDiffFold(view, cuts),
    firstRowsFold(view, cuts),
    dataWaysFold(view),
    policyDiffFold(view, cuts),
    rescoredFold(view, cuts),
    rowsNeededFold(view),
    metricsFold(view, cuts),
    ...(failedSlice ? [slices] : [flipsFold(view, cuts)]),
    trainingDataFold(view, cuts),
    checksFold(view, cuts),
    dataFold(view, cuts),
    limitsFold(view),
    ...(failedSlice ? [flipsFold(view, cuts)] : [view.situation === 'loosened policy' ? undefined : slices]),
    ifMeantFold(view),
    trendFold(view, cuts),
  ];
}
