import { addArtifact, emptyState } from './forge/state.ts';
import { resultsRoutes, runtimeToken } from './github/results-routes.ts';
import { startServer } from './http/server.ts';

/** The runner's artifact service (results service v4), with state: what @actions/artifact speaks to inside a job. */
export interface ArtifactService {
  /** What the runner sets for an action: ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts an archive there as another job of the run could have; `digest` may lie. One of the same name is replaced. */
  plant(name: string, bytes: Uint8Array, digest?: string): void;
  close(): Promise<void>;
}

/** Starts the service on a free port of this machine, for one run. */
export async function artifactService(): Promise<ArtifactService> {
  const state = emptyState();
  const run = 1;
  const server = await startServer({ routes: resultsRoutes(state) });
  return {
    env: { ACTIONS_RESULTS_URL: `${server.url}/`, ACTIONS_RUNTIME_TOKEN: runtimeToken(run) },
    plant: (name, bytes, digest) => {
      const before = state.artifacts.findIndex((artifact) => artifact.name === name);
      if (before >= 0) state.artifacts.splice(before, 1);
      addArtifact(state, run, name, bytes, digest);
    },
    close: server.close,
  };
}
