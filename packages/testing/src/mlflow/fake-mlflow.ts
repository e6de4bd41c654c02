import type { FakeServer } from '../http/server.ts';
import { startServer } from '../http/server.ts';
import { runRoutes } from './run-routes.ts';
import { type MlflowState, mlflowState } from './state.ts';
import { versionRoutes } from './version-routes.ts';

/** An MLflow server with state: its answers are those that MLflow 3.17 gave to the same calls. */
export interface FakeMlflow extends FakeServer {
  readonly state: MlflowState;
}

/** Starts one; `authorization` is the header that each request must carry. */
export async function fakeMlflow(options: { readonly authorization?: string } = {}): Promise<FakeMlflow> {
  const state = mlflowState();
  const { authorization } = options;
  const routes = Object.entries({ ...runRoutes(state), ...versionRoutes(state) }).map(
    ([route, handle]) =>
      [
        route,
        (request: Parameters<typeof handle>[0]) =>
          authorization === undefined || request.headers.authorization === authorization
            ? handle(request)
            : { status: 401, body: 'You are not authenticated.' },
      ] as const,
  );
  const server = await startServer({
    root: '/api/2.0/mlflow',
    routes: Object.fromEntries(routes),
    missing: () => ({ status: 404, body: '<!doctype html><title>404 Not Found</title>' }),
  });
  return { ...server, state };
}
