import type { Context } from '@weighbridge/command';
import { registryErrors } from '@weighbridge/core';
import type { GitOptions } from '@weighbridge/git';
import type { Shell } from './shell/shell.ts';

type Registries = Pick<Context, 'tags' | 'branches' | 'documents' | 'commitFile' | 'tracker'>;

/** Where versions, aliases and rollouts are kept: the repository around `root`, if there is one, and MLflow when asked for. */
export async function makeRegistries(root: string | undefined, git: GitOptions, { env }: Shell): Promise<Registries> {
  const tracker: Context['tracker'] = (registeredModel) => openTracker(registeredModel, env);
  if (root === undefined)
    return { tags: undefined, branches: undefined, documents: undefined, commitFile: undefined, tracker };
  const { openTags, openBranches, openDocuments, openCommitFile } = await import('@weighbridge/git');
  const token = env['WEIGHBRIDGE_GITOPS_TOKEN'] || undefined;
  return {
    tags: openTags(root, git),
    branches: openBranches(root, git),
    documents: openDocuments(root, git),
    commitFile: openCommitFile(root, { ...git, token }),
    tracker,
  };
}

/** The variables are those of MLflow's own clients. */
async function openTracker(registeredModel: string, env: NodeJS.ProcessEnv): ReturnType<Context['tracker']> {
  const {
    MLFLOW_TRACKING_URI: uri,
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: username,
    MLFLOW_TRACKING_PASSWORD: password,
  } = env;
  if (!uri) throw registryErrors.noTrackingUri({ model: registeredModel });
  const { mlflowTracker } = await import('@weighbridge/tracker');
  return mlflowTracker({
    uri,
    registeredModel,
    now: () => new Date(),
    ...(token ? { token } : {}),
    ...(username && password ? { username, password } : {}),
  });
}
