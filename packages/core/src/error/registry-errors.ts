import { defineError } from './define.ts';

/** What a user can get wrong about tags, manifests of deployments and MLflow. Codes WB64xx. */
export const registryErrors = {
  noTrackingUri: defineError('WB6401', { model: 'churn' }, ({ model }) => ({
    message: `The policy registers “${model}” in MLflow, but MLFLOW_TRACKING_URI is not set in this job.`,
    cure: 'Set it to the address of the server, such as `https://mlflow.example.org`, or take `mlflow` out of `register`.',
  })),
};
