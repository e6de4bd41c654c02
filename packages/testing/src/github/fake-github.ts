import type { ForgeState } from '../forge/state.ts';
import { type FakeServer, type Routes, startServer } from '../http/server.ts';
import { notFound } from './access.ts';
import { changeRoutes } from './change-routes.ts';
import { codeRoutes } from './code-routes.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { mergedRoutes } from './merged-routes.ts';
import { releaseRoutes } from './release-routes.ts';
import { resultsRoutes } from './results-routes.ts';
import { runRoutes, storageRoutes } from './run-routes.ts';
import type { Validate } from './validator.ts';
import { workflowRoutes } from './workflow-routes.ts';

export interface FakeGithubOptions {
  /** Makes the check of each request from the REST routes: `githubValidator`. Without it requests are not checked. */
  readonly validator?: (routes: Routes) => Validate;
  readonly port?: number;
}

/**
 * GitHub's REST API over one state, as a real server: pages, permissions of the token, redirects to a storage on another
 * port, and beside it the artifact service that runners upload to. What a job uploads is listed by the REST API.
 */
export async function fakeGithub(state: ForgeState, options: FakeGithubOptions = {}): Promise<FakeServer> {
  const storage = await startServer({ routes: storageRoutes(state) });
  const rest: Routes = {
    ...changeRoutes(state),
    ...mergedRoutes(state),
    ...codeRoutes(state),
    ...runRoutes(state, () => storage.url),
    ...releaseRoutes(state),
    ...deploymentRoutes(state),
    ...issueRoutes(state),
    ...workflowRoutes(state),
  };
  const service = resultsRoutes(state);
  const validate = options.validator?.(rest);
  const server = await startServer({
    routes: { ...service, ...rest },
    validate: (request) => (isService(service, request.route) ? [] : (validate?.(request) ?? [])),
    missing: () => notFound,
    port: options.port ?? 0,
  });
  const close = async (): Promise<void> => {
    await server.close();
    await storage.close();
  };
  return { ...server, close, [Symbol.asyncDispose]: close };
}

function isService(service: Routes, pattern: string): boolean {
  return Object.keys(service).some((key) => key.endsWith(` ${pattern}`));
}
