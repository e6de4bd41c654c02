import type { Tracker } from '@weighbridge/core';

export interface MlflowOptions {
  /** As in `MLFLOW_TRACKING_URI`. User and password in it are taken as the credentials. */
  readonly uri: string;
  /** A bearer token; goes before user and password. */
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Name of the registered model. */
  readonly registeredModel: string;
  readonly now: () => Date;
  readonly fetch?: typeof fetch;
  /** One try, from connecting to the last byte, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** The unit of waiting between tries, in milliseconds; default 1000. */
  readonly pauseMs?: number;
}

export function mlflowTracker(options: MlflowOptions): Tracker {
  throw new TypeError(options.registeredModel);
}
