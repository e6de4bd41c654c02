import type { ReportContext } from './context.ts';

/** A terminal: nothing can be linked, folded or found again there. */
export const terminal: ReportContext = {
  capabilities: {
    noteLimit: 0,
    summaryLimit: 0,
    alerts: false,
    folds: false,
    mermaid: false,
    statuses: false,
    releases: false,
    deployments: false,
    issues: false,
    workflows: false,
    changeWord: 'pull request',
  },
  links: {
    commit: () => undefined,
    change: () => undefined,
    run: () => undefined,
    artifacts: () => undefined,
    file: () => undefined,
    compare: () => undefined,
  },
  now: '1970-01-01T00:00:00Z',
  version: '',
  digest: '',
  policyFile: 'weighbridge.yml',
  repeat: '',
};
