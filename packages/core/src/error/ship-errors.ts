import { defineError } from './define.ts';

/** What a user can get wrong after the merge. Codes WB65xx. */
export const shipErrors = {
  otherBranch: defineError<{ branch: string; wanted: string }>(
    'WB6501',
    { branch: 'feature', wanted: 'main' },
    ({ branch, wanted }) => ({
      message: `Only the default branch ships, and this is ${branch}.`,
      cure: `Run it on ${wanted}: \`if: github.ref == 'refs/heads/${wanted}'\`.`,
    }),
  ),
  uncommitted: defineError<{ path: string; more: number }>(
    'WB6502',
    { path: 'train.py', more: 2 },
    ({ path, more }) => ({
      message: `${path}${more > 0 ? ` and ${more} more` : ''} differ from the commit, so nobody could say what is shipped.`,
      cure: 'Commit or put back what you changed.',
    }),
  ),
  noRegister: defineError('WB6503', { model: 'churn' }, ({ model }: { model: string }) => ({
    message: `The policy does not say how versions of ${model} are registered.`,
    cure: 'Add `register: { scheme: semver }` to the model.',
  })),
  noDeploy: defineError('WB6504', { model: 'churn' }, ({ model }: { model: string }) => ({
    message: `The policy does not say where ${model} is deployed.`,
    cure: 'Add `deploy: { target: …, steps: [5, 25, 50], bake: 10m }` to the model.',
  })),
  noModelOutput: defineError<{ output: string; outputs: string }>(
    'WB6505',
    { output: 'model', outputs: 'predictions, weights' },
    ({ output, outputs }) => ({
      message: `\`train.outputs\` has no ${output}, so there is no model to register.`,
      cure: `Name it there, or set \`register.output\` to one of ${outputs}.`,
    }),
  ),
  tooLongToWait: defineError<{ plan: string; limit: string }>(
    'WB6506',
    { plan: '30 min', limit: '20 min' },
    ({ plan, limit }) => ({
      message: `The steps bake for ${plan} at least, and a job waits for ${limit} (\`max-wait\`).`,
      cure: 'Let a schedule look at it: `deploy --tick`, or make the bakes shorter.',
    }),
  ),
  unknownVersion: defineError<{ model: string; version: string; near: string | undefined }>(
    'WB6507',
    { model: 'churn', version: 'v1.3.9', near: 'v1.3.2' },
    ({ model, version, near }) => ({
      message: `${model} has no version ${version}.`,
      cure: near === undefined ? 'List them with `git tag`.' : `Did you mean ${near}?`,
    }),
  ),
  nothingBefore: defineError<{ model: string; alias: string }>(
    'WB6508',
    { model: 'churn', alias: 'champion' },
    ({ model, alias }) => ({
      message: `${model} had no ${alias} before this one, so there is nothing to go back to.`,
      cure: 'Name a version with `--to v1.2.0`.',
    }),
  ),
  noRepository: defineError('WB6509', {}, () => ({
    message: 'Versions are tags of a git repository, and this folder is not in one.',
    cure: 'Run it in a checkout of the repository.',
  })),
  noRollout: defineError('WB6510', { model: 'churn' }, ({ model }: { model: string }) => ({
    message: `No rollout of ${model} is under way.`,
    cure: 'Start one with `ship`, or with `deploy --version v1.2.0`.',
  })),
  rolloutUnderWay: defineError<{ model: string; version: string; phase: string }>(
    'WB6511',
    { model: 'churn', version: 'v1.4.0', phase: 'running' },
    ({ model, version, phase }) => ({
      message: `The rollout of ${model} ${version} is ${phase}.`,
      cure: 'Let it end, or end it with `rollback`.',
    }),
  ),
};
