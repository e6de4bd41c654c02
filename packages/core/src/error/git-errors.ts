import { defineError } from './define.ts';

/** What a user can get wrong about git and the ledger. Codes WB4xxx. */
export const gitErrors = {
  gitMissing: defineError('WB4001', { program: 'git' }, ({ program }) => ({
    message: `The program ${program} was not found.`,
    cure: 'Install git 2.36 or newer in this job, or choose an image that has it.',
  })),
  recordTooLarge: defineError('WB4002', { bytes: 1_200_000, limit: 1_048_576 }, ({ bytes, limit }) => ({
    message: `The record has ${bytes} bytes; the ledger takes ${limit} at most.`,
    cure: 'Judge fewer slices or metrics in the policy.',
  })),
  recordWithoutCommit: defineError('WB4003', { model: 'churn' }, ({ model }) => ({
    message: `The record of ${model} names no commit, so the ledger cannot file it.`,
    cure: 'Run the commands in a git checkout.',
  })),
  badRef: defineError('WB4004', { name: '--upload-pack=x' }, ({ name }) => ({
    message: `“${name}” is not a name that git takes for a branch or a remote.`,
    cure: 'Use letters, digits, `.`, `_`, `-` and `/`, and begin with a letter or a digit.',
  })),
  otherCheckout: defineError<{ checkedOut: string; head: string }>(
    'WB4005',
    { checkedOut: '4be91c7', head: '9f3c2ab' },
    ({ checkedOut, head }) => ({
      message: `This job belongs to the change at ${head}, but ${checkedOut} is checked out.`,
      cure: 'Check out the change itself (the default of `pull_request`); on `pull_request_target` the default is the base.',
    }),
  ),
};
