import { join } from 'node:path';
import { type PermissionError, type PermissionFacts, type ReportContext, recordDigest } from '@weighbridge/core';
import { sha256 } from '../workspace/bytes.ts';
import { modelFolder } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

/** Where the report will be read, and when. */
export function reportContext(weighing: Weighing): ReportContext {
  const { context, record, policyFile, policy, model } = weighing;
  const { forge } = context;
  const { run } = record.subject;
  const url = run && forge.links.artifacts(run.id);
  const option = policyFile === 'weighbridge.yml' ? '' : ` --policy ${policyFile}`;
  return {
    capabilities: forge.capabilities,
    links: forge.links,
    now: context.now().toISOString(),
    version: context.version,
    digest: recordDigest(record, sha256),
    policyFile,
    repeat: `npx weighbridge preview ${model.name}${option}`,
    page: { path: join(modelFolder(model.name), 'report.html'), ...(url ? { url } : {}) },
    staleAfter: { days: policy.baseline.maxAgeDays, commits: policy.baseline.maxAgeCommits },
  };
}

/** What would let the note through: the exact lines on GitHub and Gitea, the token on GitLab. */
export function permissionFacts(weighing: Weighing, error: PermissionError): PermissionFacts {
  const { run } = weighing.context.runner;
  const status = /\(HTTP (\d{3})\)/.exec(error.call)?.[1];
  return {
    call: error.call.replace(/ \(HTTP \d{3}\)$/, ''),
    ...(status === undefined ? {} : { status: Number(status) }),
    needed: error.needed,
    lines: permissionLines(weighing, error.needed),
    ...(run?.workflowFile === undefined ? {} : { file: run.workflowFile }),
    ...(run === undefined ? {} : { job: run.job }),
  };
}

/** On GitLab a token decides and no file: there are no lines to add. */
function permissionLines(weighing: Weighing, needed: string): PermissionFacts['lines'] {
  if (weighing.context.forge.kind === 'gitlab') return [];
  return [
    { line: 'permissions:', missing: false },
    { line: '  contents: read', missing: false },
    { line: '  actions: read', missing: false },
    { line: `  ${needed}`, missing: true },
  ];
}
