import type { Disagreement } from './disagreements.ts';

/** Cells of one column and rule on which the two validators differ, and who is right by the specification. */
export interface Explained extends Pick<Disagreement, 'kind' | 'column' | 'rule' | 'only'> {
  readonly cells: readonly string[];
  readonly because: string;
}

export const explained: readonly Explained[] = [];
