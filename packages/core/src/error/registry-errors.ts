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
  badManifest: defineError('WB6409', { file: 'values.yaml', why: 'it is empty' }, ({ file, why }) => ({
    message: `${file} cannot be changed: ${why}.`,
    cure: 'Check `promote.gitops`.',
  })),
  noManifestKey: defineError<{ file: string; key: string; near: string | undefined }>(
    'WB6410',
    { file: 'values.yaml', key: 'churn.version', near: 'churn.model.version' },
    ({ file, key, near }) => ({
      message: `${file} has no key \`${key}\`.`,
      cure: near === undefined ? 'Check `promote.gitops.key`.' : `Did you mean \`${near}\`?`,
    }),
  ),
  badTrackingUri: defineError('WB6421', { scheme: 'sqlite' }, ({ scheme }) => ({
    message: `MLFLOW_TRACKING_URI begins with “${scheme}”, which is not the address of a server.`,
    cure: 'Set it to an address such as `https://mlflow.example.org`; of Databricks, to that of the workspace.',
  })),
  notMlflow: defineError('WB6422', { host: 'mlflow.example.org', said: 'HTTP 302' }, ({ host, said }) => ({
    message: `${host} does not answer as MLflow does: ${said}.`,
    cure: 'Check MLFLOW_TRACKING_URI: the address before `/api/2.0/mlflow`, without a page to log in on.',
  })),
  mlflowRefused: defineError(
    'WB6423',
    { host: 'mlflow.example.org', what: 'the registered model', said: "Names cannot contain '/' or ':'." },
    ({ host, what, said }) => ({
      message: `MLflow at ${host} refused ${what}: ${said.replace(/[.\s]*$/, '')}.`,
      cure: 'Change what it names, in the policy or there.',
    }),
  ),
  otherBytes: defineError(
    'WB6424',
    { host: 'mlflow.example.org', name: 'churn/3', version: 'v1.4.0' },
    ({ host, name, version }) => ({
      message: `${name} of MLflow at ${host} says that it is ${version}, with other bytes than this one.`,
      cure: 'Delete it there, or give each model a registered model of its own in `register.mlflow`.',
    }),
  ),
  notRegistered: defineError(
    'WB6425',
    { host: 'mlflow.example.org', model: 'churn', version: 'v1.4.0' },
    ({ host, model, version }) => ({
      message: `MLflow at ${host} has no ${version} of ${model}, so no alias can be put on it.`,
      cure: 'Run `weighbridge register` first.',
    }),
  ),
  noAliases: defineError('WB6426', { host: 'gitlab.com' }, ({ host }) => ({
    message: `The model registry of GitLab at ${host} has no aliases.`,
    cure: 'The alias is a tag of this repository; nothing has to be set there.',
  })),
};
