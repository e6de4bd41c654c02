import type { FakeServer, Handler, Routes } from '../http/server.ts';
import { startServer } from '../http/server.ts';
import { gitlabRoutes } from './gitlab-routes.ts';
import { runRoutes } from './run-routes.ts';
import { type MlflowState, mlflowState } from './state.ts';
import { versionRoutes } from './version-routes.ts';

/** An MLflow server with state: its answers are those that MLflow 3.17 gave to the same calls. */
export interface FakeMlflow extends FakeServer {
  readonly state: MlflowState;
  /** What `MLFLOW_TRACKING_URI` is. */
  readonly uri: string;
}

export interface FakeMlflowOptions {
  /** The header that each request must carry. */
  readonly authorization?: string;
  /** As GitLab's endpoint of that name, by its documentation: no aliases, no search of versions, no filter of runs. */
  readonly gitlab?: boolean;
}

export async function fakeMlflow({ authorization, gitlab = false }: FakeMlflowOptions = {}): Promise<FakeMlflow> {
  const state = mlflowState();
  const folder = gitlab ? '/api/v4/projects/7/ml/mlflow' : '';
  const all = { ...runRoutes(state), ...versionRoutes(state) };
  const routes: Routes = gitlab ? gitlabRoutes(state, all) : all;
  const server = await startServer({
    root: `${folder}/api/2.0/mlflow`,
    routes: Object.fromEntries(
      Object.entries(routes).map(([route, handle]) => [route, guarded(handle, authorization)]),
    ),
    missing: () => ({ status: 404, body: '<!doctype html><title>404 Not Found</title>' }),
  });
  return { ...server, state, uri: `${server.url}${folder}` };
}

function guarded(handle: Handler, authorization: string | undefined): Handler {
  return (request) =>
    authorization === undefined || request.headers.authorization === authorization
      ? handle(request)
      : { status: 401, body: 'You are not authenticated.' };
}
