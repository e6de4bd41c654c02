import { defineError } from './define.ts';

/** What a user can get wrong about tags, manifests of deployments and MLflow. Codes WB64xx. */
export const registryErrors = {
  noTrackingUri: defineError('WB6401', { model: 'churn' }, ({ model }) => ({
    message: `The policy registers “${model}” in MLflow, but MLFLOW_TRACKING_URI is not set in this job.`,
    cure: 'Set it to the address of the server, such as `https://mlflow.example.org`, or take `mlflow` out of `register`.',
  })),
  noCommit: defineError('WB6402', { commit: '4be91c7', name: 'churn@v1.4.0' }, ({ commit, name }) => ({
    message: `The tag ${name} cannot be made: the repository has no commit ${commit}.`,
    cure: 'Push the commit first, and run the job on the branch that it is on.',
  })),
  commitTaken: defineError(
    'WB6403',
    { commit: '4be91c7', version: 'v1.4.0', model: 'churn' },
    ({ commit, version, model }) => ({
      message: `Commit ${commit} is ${version} of ${model} already, with another record; GTO reads one version on a commit.`,
      cure: 'Make a new commit (an empty one will do) and ship that.',
    }),
  ),
  badAddress: defineError('WB6404', { why: 'it holds a password' }, ({ why }) => ({
    message: `The address in \`promote.gitops.repository\` cannot be used: ${why}.`,
    cure: 'Write `https://host/owner/name.git`; a token for it goes into WEIGHBRIDGE_GITOPS_TOKEN.',
  })),
  noManifestRepository: defineError(
    'WB6405',
    { repository: 'https://github.com/acme/manifests' },
    ({ repository }) => ({
      message: `${repository} is not there, or not for the credentials of this job.`,
      cure: 'Check `promote.gitops.repository`, and set WEIGHBRIDGE_GITOPS_TOKEN to a token that may write there.',
    }),
  ),
  noBranch: defineError(
    'WB6406',
    { branch: 'mian', repository: 'https://github.com/acme/manifests' },
    ({ branch, repository }) => ({
      message: `${repository} has no branch “${branch}”.`,
      cure: 'Check `promote.gitops.branch`, or make the branch.',
    }),
  ),
  noManifest: defineError(
    'WB6407',
    { path: 'apps/churn/kustomization.yaml', branch: 'main', why: 'it is not there' },
    ({ path, branch, why }) => ({
      message: `${path} on the branch ${branch} cannot be changed: ${why}.`,
      cure: 'Check `promote.gitops.file`: a text file of the repository, by its path from the top.',
    }),
  ),
  checkedOut: defineError('WB6408', { branch: 'main' }, ({ branch }) => ({
    message: `This repository has no remote, and its branch ${branch} is checked out here: a commit would pass your files by.`,
    cure: 'Name another branch in `promote.gitops.branch`, or add a remote.',
  })),
};
