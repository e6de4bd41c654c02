import type { InitInputs } from '../init.ts';
import { scalar } from './scalar.ts';

/**
 * The user's job trains in the user's image; the component weighs in a Node image and posts the note. Both run for
 * merge requests, and on the default branch, where the record becomes the next baseline.
 */
export function gitlabPipeline({ train, predictions }: InitInputs): string {
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
