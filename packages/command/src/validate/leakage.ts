import {
  changedTogetherCheck,
  type DataCheck,
  type DataDiff,
  type ModelPolicy,
  overlapCheck,
  type TableEngine,
  targetCheck,
  timeOrderCheck,
} from '@weighbridge/core';
import type { OpenDataset } from './open-dataset.ts';

/** What keeps training and evaluation data apart, judged where the policy asks for it and both are here. */
export async function leakageChecks(
  model: ModelPolicy,
  engine: TableEngine,
  opened: readonly OpenDataset[],
  diff: readonly DataDiff[],
): Promise<readonly DataCheck[]> {
  const { noOverlap, timeOrder } = model.leakage;
  if (noOverlap === undefined && timeOrder === undefined) return [];
  const train = opened.find(({ name }) => name === 'train');
  const evaluation = opened.find(({ name }) => name === 'evaluation');
  const pair = train && evaluation ? { train, evaluation } : undefined;
  const shared = noOverlap === undefined ? [] : [await overlapOf(engine, pair, noOverlap)];
  const ordered = timeOrder === undefined ? [] : [await orderOf(engine, pair, timeOrder)];
  return [...shared, ...ordered, ...(await targetOf(model, engine, train)), ...together(diff, evaluation)];
}

type Pair = { readonly train: OpenDataset; readonly evaluation: OpenDataset } | undefined;

const notHere = 'the training or the evaluation data is not here';

async function overlapOf(engine: TableEngine, pair: Pair, column: string): Promise<DataCheck> {
  const reason = lacking(pair, column);
  const found =
    pair && reason === undefined ? await engine.overlap(pair.train.table, pair.evaluation.table, [column]) : undefined;
  return overlapCheck({
    dataset: 'evaluation',
    columns: [column],
    found,
    of: pair?.evaluation.table.rows ?? 0,
    reason,
  });
}

async function orderOf(engine: TableEngine, pair: Pair, column: string): Promise<DataCheck> {
  const reason = lacking(pair, column);
  const found =
    pair && reason === undefined ? await engine.notAfter(pair.evaluation.table, pair.train.table, column) : undefined;
  return timeOrderCheck({
    dataset: 'evaluation',
    columns: [column],
    found,
    of: pair?.evaluation.table.rows ?? 0,
    reason,
  });
}

function lacking(pair: Pair, column: string): string | undefined {
  if (!pair) return notHere;
  const without = [pair.train, pair.evaluation].find(({ table }) => !table.columns.some(({ name }) => name === column));
  return without && `the column is not in the data ${without.name}`;
}

async function targetOf(
  { evaluate }: ModelPolicy,
  engine: TableEngine,
  train: OpenDataset | undefined,
): Promise<readonly DataCheck[]> {
  if (!train) return [];
  const columns = train.table.columns.map(({ name }) => name);
  const { target, score } = evaluate;
  const sameAsTarget = columns.includes(target) ? await engine.equalColumns(train.table, target) : undefined;
  return [targetCheck({ dataset: 'train', columns, target, score, sameAsTarget })];
}

/** Both may change in one commit, and then nothing tells which of them moved a metric. */
function together(diff: readonly DataDiff[], evaluation: OpenDataset | undefined): readonly DataCheck[] {
  if (!evaluation || diff.length === 0) return [];
  const changed = (name: string): boolean | undefined => {
    const own = diff.find(({ dataset }) => dataset === name);
    if (!own || own.by === 'none') return undefined;
    return (
      own.columns.length > 0 ||
      own.rowsWas !== own.rowsNow ||
      (own.added ?? 0) + (own.removed ?? 0) + (own.changed ?? 0) > 0
    );
  };
  return [
    changedTogetherCheck({
      dataset: 'evaluation',
      evaluationChanged: changed('evaluation'),
      modelChanged: changed('train'),
      rows: evaluation.table.rows,
    }),
  ];
}
