import type { InitInputs } from '../init.ts';
import { pins } from './pins.ts';
import { scalar } from './scalar.ts';

/**
 * The jobs that matter: `model` runs your code and holds no credential that can write; `verdict` runs none of your code, posts
 * the note and is the one job to require. It runs always, because a skipped job counts as success on GitHub.
 */
export function githubWorkflow({ train, branch }: InitInputs): string {
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
  model:
    runs-on: ubuntu-latest
    permissions:
      contents: read         # the code
      actions: read          # the baseline's record, kept as an artifact of its run
      pull-requests: read    # an owner's approval of a looser policy
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - run: ${scalar(train)}
      - uses: weighbridge/weighbridge/actions/gate@v1
        with: { write-report: false }
  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    permissions:
      contents: read
      actions: read           # the record of the job above
      pull-requests: write    # the note
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      - uses: weighbridge/weighbridge/actions/report@v1
        with:
          needs: \${{ toJSON(needs) }}
`;
}
