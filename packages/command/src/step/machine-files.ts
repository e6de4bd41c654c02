import { join } from 'node:path';
import { renderCodeQuality, renderDotenv, renderJunit, renderOpenMetrics } from '@weighbridge/core';
import { gateLines } from '../policy/gate-lines.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { modelFolder, writeAtomic } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

/** The report for machines: GitLab's report artifacts, and plain files everywhere else. */
export async function writeMachineFiles({ context, record, policyFile, model }: Weighing): Promise<void> {
  const policy = await readTextIfThere(join(context.root, policyFile));
  const lines = policy === undefined ? [] : gateLines(policy, model.name);
  const files: Readonly<Record<string, string>> = {
    'metrics.txt': renderOpenMetrics(record),
    'junit.xml': renderJunit(record),
    'codequality.json': renderCodeQuality(record, policyFile, ({ id }) => lines[Number(id.split('/')[0]) - 1]),
    'verdict.env': renderDotenv(record),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeAtomic(join(context.root, modelFolder(record.subject.model), name), text);
  }
}
