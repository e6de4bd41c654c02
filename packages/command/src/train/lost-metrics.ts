import { posix } from 'node:path';
import type { ModelPolicy } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** Whether a file is one of the outputs that a training keeps, or lies in one. */
function isInOutputs(file: string, { train }: ModelPolicy): boolean {
  const path = posix.normalize(file);
  const outputs = Object.values(train.outputs).map((output) => posix.normalize(output).replace(/\/$/u, ''));
  return outputs.some((output) => path === output || path.startsWith(`${output}/`));
}

/**
 * Files of numbers that the policy judges, which would be missing, or those of another run, were outputs reused: neither
 * kept with them nor in the commit.
 */
export async function lostMetrics({ context, model, record }: Weighing): Promise<readonly string[]> {
  const files = [...new Set(model.evaluate.metrics.map(({ file }) => posix.normalize(file)))];
  const outside = files.filter((file) => !isInOutputs(file, model));
  const { checkedOut } = record.subject;
  if (outside.length === 0 || checkedOut === undefined) return outside;
  const tree = (await context.repository?.tree(checkedOut)) ?? [];
  return outside.filter((file) => !tree.some(({ path }) => path === file || path.endsWith(`/${file}`)));
}
