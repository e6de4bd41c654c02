import {
  type Gitea,
  type GiteaRepository,
  type GitFixture,
  giteaRepository,
  gitFixture,
  startGitea,
  startGiteaRunner,
} from '@weighbridge/testing';
import { giteaStatic, toolPath } from '../tools.ts';
import { writeCheckout, writeProduct, writeProject } from './project.ts';

/** A forge with our actions on it, a runner, and the project of acme: ada owns it, grace owns its policy, eve is a stranger. */
export interface Stage {
  readonly gitea: Gitea;
  readonly git: GitFixture;
  readonly project: GiteaRepository;
  readonly tokens: Readonly<Record<'ada' | 'grace' | 'eve', string>>;
  /** Pushes a branch of the project and waits until Gitea has seen it; returns the commit. */
  push(branch: string): Promise<string>;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const gitea = await startGitea({ program: toolPath('gitea'), staticRoot: giteaStatic });
  try {
    return await furnish(gitea);
  } catch (error) {
    await gitea.close();
    throw error;
  }
}

async function furnish(gitea: Gitea): Promise<Stage> {
  const git = gitFixture();
  const tokens = await addPeople(gitea);
  await addActions(gitea);
  await gitea.call('POST', '/orgs', { username: 'acme' });
  await gitea.call('POST', '/orgs/acme/repos', { name: 'churn', default_branch: 'main', private: true });
  for (const [user, permission] of [
    ['ada', 'admin'],
    ['grace', 'write'],
    ['eve', 'read'],
  ])
    await gitea.call('PUT', `/repos/acme/churn/collaborators/${user}`, { permission });
  const project = giteaRepository(gitea, 'acme/churn');
  const runner = startGiteaRunner({ gitea, program: toolPath('gitea-runner') });
  writeProject(git);
  git.git('remote', 'add', 'origin', project.remote('ada', tokens.ada));
  return {
    gitea,
    git,
    project,
    tokens,
    push: async (branch) => {
      git.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
      const commit = git.git('rev-parse', 'HEAD');
      await project.branch(branch, commit);
      return commit;
    },
    close: async () => {
      await runner.close();
      await gitea.close();
      git.remove();
    },
  };
}

async function addPeople(gitea: Gitea): Promise<Stage['tokens']> {
  for (const name of ['ada', 'grace', 'eve']) await gitea.addUser(name);
  const token = (name: string): string => gitea.addToken(name, 'write:repository,write:issue,write:user');
  return { ada: token('ada'), grace: token('grace'), eve: token('eve') };
}

/** `weighbridge/weighbridge@v1` and the stand-in for `actions/checkout@v6`, both public. */
async function addActions(gitea: Gitea): Promise<void> {
  for (const [owner, name, tag, write] of [
    ['weighbridge', 'weighbridge', 'v1', writeProduct],
    ['actions', 'checkout', 'v6', writeCheckout],
  ] as const) {
    const git = gitFixture();
    write(git);
    git.commit('actions');
    git.git('tag', tag);
    await gitea.call('POST', '/orgs', { username: owner });
    await gitea.call('POST', `/orgs/${owner}/repos`, { name, default_branch: 'main' });
    const { remote } = giteaRepository(gitea, `${owner}/${name}`);
    git.git('push', '--quiet', remote('root0', gitea.adminToken), 'HEAD:main', tag);
    git.remove();
  }
}
