import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decisionPath, PermissionError, retrainDecision, ServiceError } from '@weighbridge/core';
import { readWatch } from '../watch/state.ts';
import { sha256 } from '../workspace/bytes.ts';
import { repositoryFileAt, repositoryPath } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/**
 * The columns whose alarm asked for this change, where it is a retraining: the decision came with it (the base has
 * another one, or none), and the ledger knows it, byte by byte, as the newest of the model. So a file that anybody writes,
 * copies or leaves behind from an earlier retraining asks for nothing.
 */
export async function columnsAskedFor(weighing: Weighing): Promise<readonly string[]> {
  const { context, model, record } = weighing;
  const { mergeBase } = record.subject;
  if (model.drift.length === 0 || mergeBase === undefined) return [];
  const path = decisionPath(model.name);
  const text = await readFile(join(context.root, path), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { watch } = await readWatch(context, model.name);
    if (watch?.retrainings.at(-1)?.decision !== sha256(text)) return [];
    if ((await repositoryFileAt(context, mergeBase, repositoryPath(context, path))) === text) return [];
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof PermissionError)) throw error;
    context.log.warn(`gate: whether production asked for this retraining is not known: ${error.message}`);
    return [];
  }
  const { inputs } = retrainDecision.parse(JSON.parse(text));
  return [...new Set(inputs.alarms.filter(({ kind }) => kind === 'column').map(({ name }) => name))];
}
