import type { Command } from '@weighbridge/command';
import { inputSpecs } from 'weighbridge';
import { stringify } from 'yaml';
import { type ComponentInput, componentInput, jobInputs, variableName, variableValue, yamlStyle } from './component.ts';
import { header } from './files.ts';

const job = '$[[ inputs.job-name ]]';

/**
 * `template.yml` of `train`: `plan` (ours: the key, and whether to train) → `run` (the user's image and nothing of
 * ours: a POSIX shell runs the script that the plan left) → `collect` (ours: digests, the section, the exit code).
 */
export function trainTemplate(command: Command, earlier: readonly string[], version: string): string {
  const specs = inputSpecs(command.inputs).filter(({ name }) => name !== 'phase');
  const own = Object.fromEntries(specs.map((spec) => [spec.name, componentInput(spec)]));
  const inputs = { ...jobInputs(command, earlier, version), ...runInputs, ...own };
  const variables = Object.fromEntries(
    specs.map((spec) => [variableName(spec.name), { value: variableValue(spec), expand: false }]),
  );
  const body = { [`${job}-plan`]: planJob(variables), [`${job}-run`]: runJob(), [job]: collectJob(variables) };
  return `# ${header}\n${stringify({ spec: { inputs } }, yamlStyle)}---\n${stringify(body, yamlStyle)}`;
}

const runInputs: Readonly<Record<string, ComponentInput>> = {
  'train-image': {
    description:
      'Image that the training command runs in; it needs a POSIX shell. Tags of a runner (`tags:`) and the like are given to the job weighbridge-train-run, in your own file.',
    default: 'python:3.12',
  },
  'train-needs': {
    type: 'array',
    description: 'Jobs whose artifacts the training command reads, and the plan. Name it anew with another job-name.',
    default: [{ job: 'model', optional: true }, { job: 'weighbridge-train-plan' }],
  },
};

const artifacts = {
  name: 'wb-$[[ inputs.model ]]-$CI_JOB_NAME_SLUG',
  when: 'always',
  paths: ['.weighbridge/'],
};

function ours(variables: object): object {
  return {
    stage: '$[[ inputs.stage ]]',
    image: '$[[ inputs.image ]]',
    variables: { WEIGHBRIDGE_PACKAGE: { value: '$[[ inputs.package ]]', expand: false }, ...variables },
  };
}

function script(phase: 'plan' | 'collect'): string[] {
  return [`npx --yes --package "$WEIGHBRIDGE_PACKAGE" weighbridge train --phase ${phase}\n`];
}

function planJob(variables: object): object {
  return {
    ...ours(variables),
    needs: '$[[ inputs.needs ]]',
    rules: '$[[ inputs.rules ]]',
    script: script('plan'),
    artifacts,
  };
}

function runJob(): object {
  return {
    stage: '$[[ inputs.stage ]]',
    image: '$[[ inputs.train-image ]]',
    needs: '$[[ inputs.train-needs ]]',
    rules: '$[[ inputs.rules ]]',
    variables: { WEIGHBRIDGE_INPUT_MODEL: { value: '$[[ inputs.model ]]', expand: false } },
    // A command that fails is told of by the next job, which would not start after a failed one.
    script: ['sh ".weighbridge/train-$WEIGHBRIDGE_INPUT_MODEL.sh"\n'],
    allow_failure: true,
    artifacts,
  };
}

function collectJob(variables: object): object {
  return {
    ...ours(variables),
    needs: [`${job}-plan`, `${job}-run`],
    rules: '$[[ inputs.rules ]]',
    script: script('collect'),
    artifacts,
  };
}
