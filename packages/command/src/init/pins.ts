/** Third-party actions that `init` writes, each by commit: a tag can be moved. */
export const pins = {
  checkout: 'actions/checkout@d23441a48e516b6c34aea4fa41551a30e30af803 # v6.1.0',
} as const;
