import type { Forge } from '@weighbridge/core';

/** No forge at all: nothing is asked and nothing is posted; text is shown in a terminal or a Markdown viewer. */
export function localForge({ repository }: { readonly repository: string }): Forge {
  return {
    kind: 'local',
    repository,
    capabilities: {
      noteLimit: 1_000_000,
      summaryLimit: 1_000_000,
      alerts: true,
      folds: true,
      mermaid: true,
      statuses: false,
      releases: false,
      deployments: false,
      issues: false,
      workflows: false,
      changeWord: 'pull request',
    },
    links: {
      commit: nowhere,
      change: nowhere,
      run: nowhere,
      artifacts: nowhere,
      file: nowhere,
      compare: nowhere,
    },
    changes: undefined,
    notes: undefined,
    statuses: undefined,
    artifacts: undefined,
    refs: undefined,
    releases: undefined,
    deployments: undefined,
    issues: undefined,
    workflows: undefined,
    openChange: undefined,
  };
}

function nowhere(): undefined {
  return undefined;
}
