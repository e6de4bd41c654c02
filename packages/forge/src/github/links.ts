import type { Links } from '@weighbridge/core';
import { branchInPath, filledIn } from '../compare-link.ts';
import { trimSlash } from '../http/network.ts';

export function githubLinks(serverUrl: string, repository: string): Links {
  const home = `${trimSlash(serverUrl)}/${repository}`;
  return {
    commit: (sha) => `${home}/commit/${sha}`,
    change: (number) => `${home}/pull/${number}`,
    run: (id) => `${home}/actions/runs/${id}`,
    artifacts: (runId) => `${home}/actions/runs/${runId}#artifacts`,
    file: (path, sha) => `${home}/blob/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
    compare: ({ headRef, baseRef, title, body }) =>
      filledIn(
        `${home}/compare/${branchInPath(baseRef)}...${branchInPath(headRef)}`,
        [
          ['expand', '1'],
          ['title', title],
        ],
        ['body', body],
      ),
  };
}
