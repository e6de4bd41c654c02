import type { Training } from '@weighbridge/core';

/**
 * Whether a section was written by a `train` that came to its end, and not by a step that only digested what it found:
 * a training that stopped, or that goes on in a next job, has no outputs.
 */
export function isTrained(training: Training | undefined): training is Training {
  if (!training || training.outputs.length === 0) return false;
  return training.command !== undefined || training.reused !== undefined;
}
