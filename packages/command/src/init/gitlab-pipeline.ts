import type { InitInputs } from '../init.ts';

/** The user's job trains in the user's image; the component weighs in a Node image and posts the note. */
export function gitlabPipeline({ train, predictions }: InitInputs): string {
  return `include:
  - component: $CI_SERVER_FQDN/weighbridge/components/pipeline@1
    inputs:
      needs: [train]

train:
  image: python:3.12-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - ${train}
  artifacts:
    paths: [${predictions}]
    expire_in: 30 days
`;
}
