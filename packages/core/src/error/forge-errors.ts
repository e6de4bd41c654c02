import { defineError } from './define.ts';

/** What a user can get wrong about the forge, its address, or the token. */
export const forgeErrors = {
  repositoryNotFound: defineError(
    'WB5001',
    { forge: 'GitHub', apiUrl: 'https://api.github.com', repository: 'acme/models' },
    ({ forge, apiUrl, repository }: { forge: string; apiUrl: string; repository: string }) => ({
      message: `${forge} at ${apiUrl} shows no repository ${repository} to this token.`,
      cure: 'Check the name; if it is right, the token lacks read access to it.',
    }),
  ),
  changeNotFound: defineError(
    'WB5002',
    { word: 'pull request', number: 318, repository: 'acme/models' },
    ({ word, number, repository }: { word: string; number: number; repository: string }) => ({
      message: `${repository} has no ${word} ${number}.`,
      cure: `Check the number of the ${word}.`,
    }),
  ),
  runNotFound: defineError(
    'WB5003',
    { run: '9120', repository: 'acme/models' },
    ({ run, repository }: { run: string; repository: string }) => ({
      message: `${repository} has no run ${run}.`,
      cure: 'Check the id; runs that were deleted cannot be used as evidence.',
    }),
  ),
  downloadTooLarge: defineError(
    'WB5004',
    { name: 'wb-churn-evaluate', limit: 1_000_000 },
    ({ name, limit }: { name: string; limit: number }) => ({
      message: `The artifact ${name} is larger than the ${limit} bytes allowed for it.`,
      cure: 'Keep large files out of this artifact, or raise the limit.',
    }),
  ),
  artifactGone: defineError('WB5005', { name: 'wb-churn-evaluate' }, ({ name }: { name: string }) => ({
    message: `The artifact ${name} has expired or was deleted.`,
    cure: 'Run the job that makes it again, or keep artifacts for longer.',
  })),
  notTheApi: defineError(
    'WB5006',
    { forge: 'GitLab', apiUrl: 'https://git.example.org/api/v4' },
    ({ forge, apiUrl }: { forge: string; apiUrl: string }) => ({
      message: `${apiUrl} answered, but not as the API of ${forge} does.`,
      cure: 'Check the address of the API: the scheme, the host, and the folder if the forge lives in one.',
    }),
  ),
  eventIncomplete: defineError(
    'WB5007',
    { event: 'pull_request', problem: 'pull_request.head.sha is missing' },
    ({ event, problem }: { event: string; problem: string }) => ({
      message: `The payload of the event ${event} cannot be used: ${problem}.`,
      cure: 'Pass the file that the runner wrote (GITHUB_EVENT_PATH), unchanged.',
    }),
  ),
  repositoryName: defineError('WB5008', { repository: 'models' }, ({ repository }: { repository: string }) => ({
    message: `“${repository}” is not the full name of a repository.`,
    cure: 'Write it as owner/name.',
  })),
  tagNotFound: defineError(
    'WB5009',
    { tag: 'churn@v1.2.0', repository: 'acme/models' },
    ({ tag, repository }: { tag: string; repository: string }) => ({
      message: `${repository} has no tag ${tag}, so it gets no release.`,
      cure: 'Push the tag first: a forge that is asked for a release alone would make a tag of its own.',
    }),
  ),
  releaseFileTooLarge: defineError(
    'WB5010',
    { name: 'manifest.json', bytes: 80_000_000, limit: 67_108_864 },
    ({ name, bytes, limit }: { name: string; bytes: number; limit: number }) => ({
      message: `The file ${name} has ${bytes} bytes; a release takes at most ${limit}.`,
      cure: 'Keep large files in the store, and release their digests.',
    }),
  ),
  issuesDisabled: defineError(
    'WB5011',
    { repository: 'acme/models', setting: 'Settings → General → Features → Issues' },
    ({ repository, setting }: { repository: string; setting: string }) => ({
      message: `Issues are switched off in ${repository}.`,
      cure: `Switch them on (${setting}), or switch off the issue in the policy.`,
    }),
  ),
  workflowNotFound: defineError(
    'WB5012',
    { repository: 'acme/models', workflow: 'train.yml', branch: 'weighbridge/retrain/churn-1' },
    ({ repository, workflow, branch }: { repository: string; workflow: string; branch: string }) => ({
      message: `${repository} has no workflow ${workflow} that could be started on ${branch}.`,
      cure: `Commit .github/workflows/${workflow} to the default branch, from which ${branch} is made, or name another file.`,
    }),
  ),
  noDispatch: defineError(
    'WB5013',
    { workflow: 'train.yml', branch: 'weighbridge/retrain/churn-1' },
    ({ workflow, branch }: { workflow: string; branch: string }) => ({
      message: `The workflow ${workflow} cannot be started by hand on ${branch}: it has no workflow_dispatch trigger.`,
      cure: `Add \`workflow_dispatch:\` below \`on:\` in ${workflow}.`,
    }),
  ),
  dispatchRefused: defineError(
    'WB5014',
    {
      forge: 'GitHub',
      what: 'train.yml',
      branch: 'retrain/churn-1',
      reason: 'Unexpected inputs provided: ["model"]',
      cure: 'Declare those inputs below `workflow_dispatch:` in train.yml.',
    },
    ({ forge, what, branch, reason, cure }: DispatchRefusal) => ({
      message: `${forge} did not start ${what} on ${branch}: ${sentence(reason)}`,
      cure,
    }),
  ),
  changeRefused: defineError(
    'WB5015',
    {
      word: 'pull request',
      head: 'retrain/churn-1',
      base: 'main',
      reason: 'No commits between main and retrain/churn-1',
    },
    ({ word, head, base, reason }: { word: string; head: string; base: string; reason: string }) => ({
      message: `No ${word} could be opened from ${head} into ${base}: ${sentence(reason)}`,
      cure: 'Check that both branches are there and that the first has commits of its own.',
    }),
  ),
  issueFile: defineError(
    'WB5016',
    { file: '.weighbridge/issues/1.md', problem: 'the line "state:" is missing' },
    ({ file, problem }: { file: string; problem: string }) => ({
      message: `${file} is not an issue as weighbridge writes it: ${problem}.`,
      cure: 'Put back its first lines (title, state between two lines of ---), or delete the file.',
    }),
  ),
};

interface DispatchRefusal {
  readonly forge: string;
  readonly what: string;
  readonly branch: string;
  readonly reason: string;
  readonly cure: string;
}

/** The forge's own words on one line, bounded, with a full stop. */
function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
