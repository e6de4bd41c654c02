import type { InitInputs } from '../init.ts';
import { modelJob, verdictJob } from './jobs.ts';
import { pins } from './pins.ts';
import { scalar } from './scalar.ts';

/**
 * The jobs that matter: `model` runs your code and holds no credential that can write; `verdict` runs none of your code, posts
 * the note and is the one job to require. It runs always, because a skipped job counts as success on GitHub.
 */
export function githubWorkflow(given: InitInputs): string {
  const { branch, ship } = given;
  return `name: weighbridge
on:
  pull_request:
  push:
    branches: [${scalar(branch)}]
permissions: {}
concurrency:
  group: weighbridge-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
jobs:
  announce:                # marks the note of the commit before as being weighed again; runs none of your code
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - uses: weighbridge/weighbridge/actions/report@v1
        with: { running: true }
${modelJob(given)}${verdictJob()}${ship ? shipJob : ''}`;
}

/** Everything that may write is here, and none of the user's code is. */
const shipJob = `  ship:                    # after a merge: the weighed bytes become a version; runs none of your code
    needs: verdict
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    concurrency:
      group: weighbridge-ship
      cancel-in-progress: false
    permissions:
      contents: write         # the ledger, the tags and the release
      actions: read           # the record and the bytes of the jobs above
      pull-requests: write    # the note of the merged pull request goes on
      deployments: write      # the rollout's state; only with \`deploy\`
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - uses: weighbridge/weighbridge/actions/ship@v1
        with: { wait: false } # the workflow weighbridge-rollout goes on with a rollout
`;
