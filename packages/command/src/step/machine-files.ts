import { join } from 'node:path';
import {
  type PolicyLines,
  renderCodeQuality,
  renderDotenv,
  renderJunit,
  renderOpenMetrics,
  renderSarif,
} from '@weighbridge/core';
import { gateLines } from '../policy/gate-lines.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import { writeAtomic } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

/** One folder for all models: a CI template has to name the files before it knows the model. */
const reportsFolder = join('.weighbridge', 'reports');

/** The report for machines: GitLab's report artifacts, and plain files everywhere else. */
export async function writeMachineFiles(weighing: Weighing): Promise<void> {
  const { context, record } = weighing;
  const policy = await policyLines(weighing);
  const files: Readonly<Record<string, string>> = {
    'metrics.txt': renderOpenMetrics(record),
    'junit.xml': renderJunit(record),
    'codequality.json': renderCodeQuality(record, policy.file, policy.lineOf),
    'weighbridge.env': renderDotenv(record),
    'data.sarif': renderSarif(record),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeAtomic(join(context.root, reportsFolder, name), text);
  }
}

/** The line of each check of the gate, as the policy file is here. */
export async function policyLines({ context, policyFile, model }: Weighing): Promise<PolicyLines> {
  const text = await readTextIfThere(join(context.root, policyFile));
  const lines = text === undefined ? [] : gateLines(text, model.name);
  return { file: policyFile, lineOf: ({ id }) => lines[Number(id.split('/')[0]) - 1] };
}
