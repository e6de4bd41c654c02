/** Branches that a look makes for a retraining begin so, and no others. */
export const retrainPrefix = 'weighbridge/retrain-';

/** The branch of a retraining that a runner's ref names; undefined for every other, and for a tag of such a name. */
export function retrainBranchOf(ref: string | undefined): string | undefined {
  const branch = ref?.replace(/^refs\/heads\//u, '');
  return branch?.startsWith(retrainPrefix) ? branch : undefined;
}
