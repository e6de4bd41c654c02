/** Third-party actions that `init` writes, each by commit: a tag can be moved. */
export const pins = {
  checkout: 'actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1',
} as const;
