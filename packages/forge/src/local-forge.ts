import type { Forge } from '@weighbridge/core';
import { localIssues } from './local/issues.ts';

export interface LocalOptions {
  readonly repository: string;
  /** Where issues are kept as files, below `.weighbridge/issues`; without it there are none. */
  readonly root?: string;
  readonly now?: () => Date;
}

/**
 * No forge at all: nothing is asked and nothing is posted; text is shown in a terminal or a Markdown viewer, and issues are
 * files of the working folder.
 */
export function localForge({ repository, root, now = () => new Date() }: LocalOptions): Forge {
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
      issues: root !== undefined,
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
    issues: root === undefined ? undefined : localIssues(root, now),
    workflows: undefined,
    openChange: undefined,
  };
}

function nowhere(): undefined {
  return undefined;
}
