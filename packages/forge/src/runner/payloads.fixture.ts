/** Small payloads in the shape that GitHub's and Gitea's runners leave at GITHUB_EVENT_PATH. */

export const head = 'c51d0e8c51d0e8c51d0e8c51d0e8c51d0e8c51d0';
export const base = '4be91c74be91c74be91c74be91c74be91c74be91';
export const merge = '9f3a7de9f3a7de9f3a7de9f3a7de9f3a7de9f3a7';
export const zeros = '0'.repeat(40);

export const repository = { full_name: 'acme/models', default_branch: 'main' };

export function pullRequest(headRepository: { readonly full_name: string } | null): unknown {
  return {
    action: 'synchronize',
    number: 318,
    pull_request: {
      number: 318,
      head: { ref: 'better-features', sha: head, repo: headRepository },
      base: { ref: 'main', sha: base, repo: repository },
    },
    repository,
  };
}

export function push(fields: Readonly<Record<string, unknown>>): unknown {
  return { ref: 'refs/heads/main', before: base, after: head, forced: false, deleted: false, repository, ...fields };
}

export const mergeGroup: unknown = {
  action: 'checks_requested',
  merge_group: {
    head_sha: merge,
    head_ref: `refs/heads/gh-readonly-queue/main/pr-318-${base}`,
    base_sha: base,
    base_ref: 'refs/heads/main',
  },
  repository,
};
