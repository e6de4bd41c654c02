import type { Capabilities, Links } from '../src/port/forge.ts';
import type { ReportContext } from '../src/report/context.ts';
import { digestOf } from './records/parts.ts';

const github: Capabilities = {
  noteLimit: 65_536,
  summaryLimit: 1_048_576,
  alerts: true,
  folds: true,
  mermaid: true,
  statuses: true,
  releases: true,
  deployments: true,
  issues: true,
  workflows: true,
  changeWord: 'pull request',
};

const home = 'https://github.com/acme/models';

const links: Links = {
  commit: (sha) => `${home}/commit/${sha}`,
  change: (number) => `${home}/pull/${number}`,
  run: (id) => `${home}/actions/runs/${id}`,
  artifacts: (id) => `${home}/actions/runs/${id}#artifacts`,
  file: (path, sha) => `${home}/blob/${sha}/${path}`,
  compare: ({ headRef, baseRef }) => `${home}/compare/${baseRef}...${headRef}`,
};

/** GitHub, as the mocks have it. */
export const context: ReportContext = {
  capabilities: github,
  links,
  now: '2026-11-22T10:31:00Z',
  version: '1.2.0',
  digest: digestOf('5'),
  policyFile: 'weighbridge.yml',
  repeat: 'npx weighbridge preview churn',
  staleAfter: { days: 30, commits: 100 },
};
