import type { Permission } from './command.ts';

const readApi = 'WEIGHBRIDGE_TOKEN with read_api scope, Reporter role';
const writeApi = 'WEIGHBRIDGE_TOKEN with api scope, Developer role';
const noBaseline = 'Exit 3: the baseline could not be read.';

/** What commands need of a forge; the one place where it is put into words. */
export const permissions = {
  readBase: {
    github: 'contents: read',
    gitlab: '(CI_JOB_TOKEN)',
    why: 'read the base commit',
    without: noBaseline,
  },
  readRecords: {
    github: 'actions: read',
    gitlab: readApi,
    why: "read the baseline's record among CI artifacts",
    without: noBaseline,
  },
  reuseRuns: {
    github: 'actions: read',
    gitlab: readApi,
    why: 'find an earlier run with the same key, and its outputs',
    without: 'Nothing is reused: it trains anew.',
  },
  ownRuns: {
    github: 'pull-requests: read (Gitea)',
    gitlab: readApi,
    why: "confirm the pull request's own earlier runs",
    without: 'They are not reused: it trains anew.',
  },
  readApprovals: {
    github: 'pull-requests: read',
    gitlab: readApi,
    why: 'read the approval of a looser policy',
    without: 'A looser policy stays "failed".',
  },
  setStatus: {
    github: 'statuses: write',
    gitlab: writeApi,
    why: 'set a commit status, only with `status: true`',
    without: 'No status; the exit code is the same.',
  },
  writeNote: {
    github: 'pull-requests: write',
    gitlab: writeApi,
    why: 'write the note',
    without: 'The report is in the job summary (GitHub) or in the report files (GitLab), with the exact lines to add.',
  },
  writeVersions: {
    github: 'contents: write',
    gitlab: 'WEIGHBRIDGE_TOKEN with write_repository scope, Developer role',
    why: 'write the ledger, the tags and the releases',
    without: 'Exit 3: nothing was registered.',
  },
  readMerged: {
    github: 'pull-requests: read',
    gitlab: readApi,
    why: 'find the merged change whose bytes are adopted, and whose note goes on',
    without: 'The bytes of the change are not adopted: the model job trains anew; no note.',
  },
  showDeployments: {
    github: 'deployments: write',
    gitlab: '(CI_JOB_TOKEN)',
    why: 'show the deployment and its state',
    without: 'The rollout goes on; the forge does not show it.',
  },
  signKeyless: {
    github: 'id-token: write',
    gitlab: '(`id_tokens:` of the template)',
    why: 'sign the evidence, only with `attest: { by: sigstore }`',
    without: 'Exit 3: nothing was registered.',
  },
  writeIssue: {
    github: 'issues: write',
    gitlab: writeApi,
    why: 'keep the one issue of a model: open, edit, close and reopen it, and read what people say below it',
    without: 'No issue; page, notices and retraining are done all the same, and exit 3 while an alarm rings.',
  },
  dispatchWorkflow: {
    github: 'actions: write',
    gitlab: '(CI_JOB_TOKEN), Developer role of the user who started the pipeline',
    why: 'start the training workflow on the branch of a retraining, only with `retrain:`',
    without: 'The branch is there and nothing runs on it; the issue says how to start it.',
  },
  openChange: {
    github: 'pull-requests: write, and the setting "Allow GitHub Actions to create and approve pull requests" (GitHub)',
    gitlab: writeApi,
    why: 'open the pull or merge request of a retraining',
    without: 'The issue has a link that opens it with one click, title and text filled in.',
  },
  showDispatched: {
    github: 'contents: write (Gitea)',
    gitlab: '(the pipeline itself)',
    why: 'set the status of a retraining, which a dispatched run has not',
    without: 'No status there; the note and the exit code are the same.',
  },
  readOtherJobs: {
    github: 'actions: read',
    gitlab: '(`needs:` of the template)',
    why: "read the other job's record",
    without: 'The verdict is "stopped": no record reached this job.',
  },
} as const satisfies Record<string, Permission>;
