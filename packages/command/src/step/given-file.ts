import { resolve } from 'node:path';
import {
  type BinaryEvaluation,
  type Evaluation,
  evaluateBinary,
  inputErrors,
  type Predictions,
} from '@weighbridge/core';
import type { Context } from '../command.ts';

/** Columns as `columnInputs` gives them; target and score must be among them. */
export interface GivenColumns {
  readonly target?: string | undefined;
  readonly score?: string | undefined;
  readonly threshold?: number | undefined;
  readonly positive?: string | undefined;
  readonly weight?: string | undefined;
  readonly id?: string | undefined;
  readonly group?: string | undefined;
  readonly slices?: readonly string[] | undefined;
}

/** A predictions file given by hand, read and measured. */
export interface GivenFile {
  readonly predictions: Predictions;
  readonly measured: BinaryEvaluation;
  readonly digests: Evaluation['digests'];
}

/** Reads and measures a file without a policy. `command` only names who asks in the error for a missing column. */
export async function readGivenFile(
  command: string,
  file: string,
  given: GivenColumns,
  context: Context,
): Promise<GivenFile> {
  const { target, score, threshold = 0.5, positive, weight, id, group, slices = [] } = given;
  if (target === undefined) throw inputErrors.missingInput({ command, name: 'target' });
  if (score === undefined) throw inputErrors.missingInput({ command, name: 'score' });
  const columns = {
    target,
    score,
    ...(positive === undefined ? {} : { positive }),
    ...(weight === undefined ? {} : { weight }),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
  };
  const path = resolve(context.root, file);
  const { predictions, rows } = await context.data.readPredictions(path, { ...columns, slices });
  const measured = evaluateBinary(predictions, { ...columns, threshold });
  return { predictions, measured, digests: { predictions: await context.data.digestFile(path), rows } };
}
