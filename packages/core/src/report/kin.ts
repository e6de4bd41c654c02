/** Metrics that tell nearly the same story: showing two of a family in a table of four would waste the reader's eye. */
const families: readonly (readonly string[])[] = [
  ['accuracy', 'zero_one_loss', 'hamming_loss'],
  ['f1', 'f0.5', 'f2', 'jaccard'],
  ['matthews_corrcoef', 'cohen_kappa', 'balanced_accuracy'],
  ['log_loss', 'brier_score'],
];

/** The family of a metric; a metric without relatives is its own. */
export function familyOf(metric: string): string {
  return families.find((names) => names.includes(metric))?.[0] ?? metric;
}
