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
};
