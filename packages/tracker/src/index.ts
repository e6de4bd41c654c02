export { type MlflowOptions, mlflowTracker } from './mlflow/mlflow-tracker.ts';
