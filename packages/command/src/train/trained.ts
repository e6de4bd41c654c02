import type { Training } from '@weighbridge/core';

/** Whether a section was written by `train`, and not by a step that only digested what it found. */
export function isTrained(training: Training | undefined): training is Training {
  return training?.command !== undefined || training?.reused !== undefined;
}
