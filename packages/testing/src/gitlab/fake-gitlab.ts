import type { ForgeState } from '../forge/state.ts';
import { storageRoutes } from '../github/run-routes.ts';
import { type FakeServer, startServer } from '../http/server.ts';
import { missing } from './access.ts';
import { changeRoutes } from './change-routes.ts';
import { codeRoutes } from './code-routes.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { packageRoutes } from './package-routes.ts';
import { releaseRoutes } from './release-routes.ts';
import { runRoutes } from './run-routes.ts';
import { workflowRoutes } from './workflow-routes.ts';

export interface FakeGitlabOptions {
  /** The folder that GitLab lives in: `/gitlab` makes the API `…/gitlab/api/v4`. Empty by default. */
  readonly folder?: string;
  readonly port?: number;
}

/** GitLab's REST API over one state, as a real server: pages, kinds of tokens and their powers, a sub-path, a storage. */
export async function fakeGitlab(state: ForgeState, options: FakeGitlabOptions = {}): Promise<FakeServer> {
  const storage = await startServer({ routes: storageRoutes(state) });
  const server = await startServer({
    routes: {
      ...changeRoutes(state),
      ...codeRoutes(state),
      ...runRoutes(state, () => storage.url),
      ...packageRoutes(state),
      ...releaseRoutes(state),
      ...deploymentRoutes(state),
      ...issueRoutes(state),
      ...workflowRoutes(state),
    },
    root: `${options.folder ?? ''}/api/v4`,
    missing: () => missing(''),
    port: options.port ?? 0,
  });
  const close = async (): Promise<void> => {
    await server.close();
    await storage.close();
  };
  return { ...server, close, [Symbol.asyncDispose]: close };
}
