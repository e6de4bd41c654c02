import type { Delta } from '../record/comparison.ts';

/** Why a metric has no delta when the reference was never asked for it. */
export function unknownMetric(against: Delta['against']): string {
  return `the ${against} has no such metric`;
}

/** Why a slice value has no delta when only the candidate has rows of it. */
export function unknownSlice(against: Delta['against']): string {
  return `the ${against} has no rows of this slice`;
}

/** Why a slice value has no delta when only the reference has rows of it. */
export const vanishedSlice = 'the candidate has no rows of this slice';

/** Whether the reference simply does not know the number: not that it could not be read, paired or computed there. */
export function isUnknown(delta: Delta | undefined): boolean {
  if (!delta) return true;
  return delta.undefined === unknownMetric(delta.against) || delta.undefined === unknownSlice(delta.against);
}
