import type { InitInputs } from '../init.ts';
import { modelJob, verdictJob } from './jobs.ts';
import { pins } from './pins.ts';

/** A look at production once a day, and by hand. On Gitea both are started as on GitHub. */
export function monitorWorkflow(): string {
  return `name: weighbridge-monitor
on:
  schedule:
    - cron: '17 5 * * *'     # once a day, UTC; at an odd minute, because what all the world starts on the hour waits
  workflow_dispatch:         # a look by hand, on the default branch
permissions: {}
concurrency:                 # two looks never overlap; of those that wait the newest is enough
  group: weighbridge-monitor
  cancel-in-progress: false
jobs:
  look:
    runs-on: ubuntu-latest
    permissions:
      contents: write        # the state beside the ledger, and the branch of a retraining
      issues: write          # the one issue of the model
      actions: write         # starts weighbridge-retrain on that branch; reads the run that vouches for the champion
      pull-requests: write   # the pull request of a retraining, where the repository lets workflows open one
    steps:
      - uses: ${pins.checkout}
        with: { persist-credentials: false }
      # Rows that are not in the repository: a step here fetches them to where \`monitor.current\` looks, or it says s3://…
      # \`retrain.prepare\` of the policy, if there is one, runs in this job: trust it as you trust this file.
      - uses: weighbridge/weighbridge/actions/monitor@v1
        # env: { SLACK_WEBHOOK_URL: "\${{ secrets.SLACK_WEBHOOK_URL }}" }   # the variables that \`notify\` names
`;
}

/**
 * The retraining that a look starts on a branch of its own: the jobs of a change, with the same names, because nothing that a
 * job's own token opens starts a workflow. A check of these names on the branch's commit is the one that is required.
 */
export function retrainWorkflow(given: InitInputs): string {
  return `name: weighbridge-retrain
on:
  workflow_dispatch:         # weighbridge-monitor starts it on a branch weighbridge/retrain-…
permissions: {}
concurrency:
  group: weighbridge-retrain-\${{ github.ref }}
  cancel-in-progress: false
jobs:
  # The same jobs as in weighbridge.yml: whatever your training needs there it needs here.
${modelJob(given)}${verdictJob(onGitea)}`;
}

/** Gitea shows no status of a run that was dispatched: `report` sets one there, where it may. */
const onGitea = '          # on Gitea `write`: there `report` sets the status that a dispatched run has not';
