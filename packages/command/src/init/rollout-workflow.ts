import { pins } from './pins.ts';

/** What is done between merges: a look at the rollout under way, on a schedule, and the way back, by hand. */
export function rolloutWorkflow(): string {
  return `name: weighbridge-rollout
on:
  schedule:
    - cron: '*/10 * * * *'   # without a rollout under way a look takes some seconds; leave it out without \`deploy\`
  workflow_dispatch:
    inputs:
      to:
        description: Version to go back to, such as v1.3.2. Empty for the one before.
        type: string
permissions: {}
jobs:
  tick:
    if: github.event_name == 'schedule'
    concurrency:              # a group of their own: GitHub drops what waits when more comes, and no merge may be dropped
      group: weighbridge-tick
      cancel-in-progress: false
${job('deploy', '{ tick: true }')}  rollback:
    if: github.event_name == 'workflow_dispatch'
${job('rollback', `{ to: "\${{ inputs.to }}" }`)}`;
}

function job(action: string, inputs: string): string {
  return `    runs-on: ubuntu-latest
    permissions:
      contents: write         # the rollout's state, beside the ledger, and the alias
      actions: read           # the evidence for the version
      pull-requests: write    # the note of the merged pull request goes on
      deployments: write      # the rollout's state
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - uses: weighbridge/weighbridge/actions/${action}@v1
        with: ${inputs}
`;
}
