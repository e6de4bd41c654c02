import type { InitInputs } from '../init.ts';
import { scalar } from './scalar.ts';

/**
 * The user's job trains in the user's image; the component weighs in a Node image and posts the note. Both run for
 * merge requests, and on the default branch, where the record becomes the next baseline.
 */
export function gitlabPipeline(given: InitInputs): string {
  return given.ship ? shippingPipeline(given) : weighingPipeline(given);
}

function weighingPipeline({ train, predictions }: InitInputs): string {
  return `include:
  - component: $CI_SERVER_FQDN/weighbridge/components/pipeline@1
    inputs:
      needs: [train]         # the job below; its artifacts are what is weighed

train:
  image: python:3.12-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - ${scalar(train)}
  artifacts:
    paths: [${scalar(predictions)}]    # and every other file that weighbridge.yml reads
    expire_in: 30 days
`;
}

const component = '$CI_SERVER_FQDN/weighbridge/components';

/**
 * Here the component trains, so that what was merged is not trained again. A schedule only looks, at the rollout or at
 * production; what ships and rolls back runs none of the user's code, and what looks at most the policy's own `prepare`.
 */
function shippingPipeline({ monitor }: InitInputs): string {
  return `include:
  - component: ${component}/train@1
    inputs:
      train-image: python:3.12-slim    # yours: the command of weighbridge.yml runs in it
      rules: &weigh
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
        - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
${monitor ? retrainRule : ''}  - component: ${component}/pipeline@1
    inputs: { needs: [weighbridge-train], rules: *weigh }
  - component: ${component}/ship@1
    inputs: { needs: [weighbridge-train, weighbridge-pipeline], wait: false }
  # Looks at the rollout under way: add a schedule (Build → Pipeline schedules) every ten minutes once there is \`deploy\`.
  - component: ${component}/deploy@1
    inputs:
      tick: true
      rules: [{ if: '${onSchedule}${monitor ? ' && $WEIGHBRIDGE_SCHEDULE != "monitor"' : ''}' }]
${monitor ? lookAtProduction : ''}  # A manual job of every pipeline on the default branch: the way back. It waits for nothing.
  - component: ${component}/rollback@1
    inputs: { needs: [] }
`;
}

const onSchedule = '$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';

/**
 * A retraining is a pipeline that `monitor` asks the API for, on a branch of its own; asked with a job's token its source is `pipeline`.
 * It passes no variables: many projects let no Developer set any.
 */
const retrainRule = `        - if: $CI_PIPELINE_SOURCE =~ /^(api|trigger|pipeline)$/ && $CI_COMMIT_BRANCH =~ /^weighbridge\\/retrain-/    # by the look below
`;

/** A schedule is made in the project's settings; a variable of it says which of the two it is. */
const lookAtProduction = `  # Looks at production: add a schedule once a day, at an odd minute, with the variable WEIGHBRIDGE_SCHEDULE = monitor.
  # Its job writes the issue, the state and the branch of a retraining: WEIGHBRIDGE_TOKEN with api and write_repository.
  # The one command of yours that runs in it is \`retrain.prepare\`, if the policy has one: trust it as you trust this file.
  - component: ${component}/monitor@1
    inputs:
      needs: []
      rules: [{ if: '${onSchedule} && $WEIGHBRIDGE_SCHEDULE == "monitor"' }]
`;
