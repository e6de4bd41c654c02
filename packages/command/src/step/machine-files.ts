import { join } from 'node:path';
import { renderCodeQuality, renderDotenv, renderJunit, renderOpenMetrics, renderSarif } from '@weighbridge/core';
import { gateLines } from '../policy/gate-lines.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { writeAtomic } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

/** One folder for all models: a CI template has to name the files before it knows the model. */
const reportsFolder = join('.weighbridge', 'reports');

/** The report for machines: GitLab's report artifacts, and plain files everywhere else. */
export async function writeMachineFiles({ context, record, policyFile, model }: Weighing): Promise<void> {
  const policy = await readTextIfThere(join(context.root, policyFile));
  const lines = policy === undefined ? [] : gateLines(policy, model.name);
  const files: Readonly<Record<string, string>> = {
    'metrics.txt': renderOpenMetrics(record),
    'junit.xml': renderJunit(record),
    'codequality.json': renderCodeQuality(record, policyFile, ({ id }) => lines[Number(id.split('/')[0]) - 1]),
    'weighbridge.env': renderDotenv(record),
    'data.sarif': renderSarif(record),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeAtomic(join(context.root, reportsFolder, name), text);
  }
}
