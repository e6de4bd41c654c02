import type { Forge } from '@weighbridge/core';
import * as z from 'zod';
import type { ForgeTrial } from '../forge-contract.ts';
import { type GitFixture, gitFixture } from '../git-fixture.ts';
import type { Gitea } from './server.ts';
import { mergeChanges, pushTags, releaseFiles, tagsOf } from './ship-trial.ts';
import { existing, home, open, remote, repository } from './standard.ts';
import { pushRetrain, watchTrial, workflowFiles, writtenByJob } from './watch-trial.ts';

const identified = z.looseObject({ id: z.number() });
const named = z.looseObject({ id: z.number(), name: z.string() });
const comments = z.looseObject({ body: z.string(), user: z.looseObject({ login: z.string() }) }).array();
const combined = z.looseObject({ statuses: z.looseObject({ context: z.string(), status: z.string() }).array() });

/** Prepares on a real Gitea what the fakes' standard state holds, runs and archives excepted, for the forge contract. */
export async function giteaTrial(
  gitea: Gitea,
  connect: (token: string, repository: string) => Forge,
): Promise<ForgeTrial> {
  await addPeople(gitea);
  const git = gitFixture();
  const history = pushHistory(git, gitea);
  const changes = await openChanges(git, gitea, history);
  const merges = await mergeChanges(git, gitea, history.tip);
  const otherTarget = await open(gitea, 'better-features', 'next');
  await gitea.call('PATCH', `${home}/pulls/${otherTarget}`, { state: 'closed' });
  const tags = await pushTags(git, gitea, history.tip);
  const retrain = await pushRetrain(git, gitea, history.tip);
  const eve = gitea.addToken('eve', 'write:issue,write:repository');
  return {
    ids: { ...history, ...changes, otherTarget, run: 0, forkRun: 0, merges, tags, retrain },
    forge: connect(gitea.addToken('ada', 'all'), repository),
    readOnly: connect(gitea.addToken('ada', 'read:issue,read:repository'), repository),
    unknown: connect('0'.repeat(40), repository),
    elsewhere: connect(gitea.addToken('ada', 'write:repository,write:issue'), 'acme/elsewhere'),
    reader: connect(gitea.addToken('grace', 'read:issue,read:repository'), repository),
    needs: {
      notes: 'pull-requests: write',
      statuses: 'contents: write',
      releases: 'contents: write',
      deployments: 'no such thing',
      issues: 'issues: write',
      workflows: 'actions: write',
      openChange: 'contents: write, pull-requests: write',
    },
    failure: 'failure',
    states: { in_progress: '', success: '', failure: '', inactive: '' },
    tags: () => tagsOf(gitea),
    releaseFiles: (tag) => releaseFiles(gitea, tag),
    deploymentStates: () => Promise.reject(new Error('Gitea has no deployments')),
    addNote: async (change, author, body) => {
      const token = author === 'eve' ? eve : gitea.adminToken;
      const { id } = identified.parse(await gitea.call('POST', `${home}/issues/${change}/comments`, { body }, token));
      if (author === 'bot') await writtenByJob(gitea, 'comment', id);
      return String(id);
    },
    notes: async (change) =>
      comments
        .parse(await gitea.call('GET', `${home}/issues/${change}/comments`))
        .map(({ body, user }) => ({ body, author: user.login })),
    statuses: async (commit) => {
      const { statuses } = combined.parse(await gitea.call('GET', `${home}/commits/${commit}/status`));
      return statuses.map(({ context, status: state }) => ({ context, state }));
    },
    ...watchTrial(gitea),
    close: async () => {
      git.remove();
      await gitea.close();
    },
  };
}

async function addPeople(gitea: Gitea): Promise<void> {
  for (const name of ['ada', 'grace', 'eve']) await gitea.addUser(name);
  await gitea.call('POST', '/orgs', { username: 'acme' });
  await gitea.call('POST', '/orgs/acme/repos', { name: 'models', default_branch: 'main' });
  const units = ['repo.code', 'repo.issues', 'repo.pulls', 'repo.actions'];
  const rights = { name: 'ml-owners', permission: 'write', includes_all_repositories: true, units };
  const team = identified.parse(await gitea.call('POST', '/orgs/acme/teams', rights));
  await gitea.call('PUT', `/teams/${team.id}/members/grace`);
  // Only owners see teams that they are not in.
  const teams = named.array().parse(await gitea.call('GET', '/orgs/acme/teams'));
  const owners = teams.find(({ name }) => name === 'Owners');
  await gitea.call('PUT', `/teams/${owners?.id}/members/ada`);
}

type History = Pick<ForgeTrial['ids'], 'root' | 'fork' | 'side' | 'merge' | 'tip' | 'firstHead' | 'head' | 'alone'>;

function pushHistory(git: GitFixture, gitea: Gitea): History {
  git.git('remote', 'add', 'forge', remote(gitea, repository));
  const root = git.commit('root', { 'weighbridge.yml': 'version: 1\n', ...workflowFiles });
  const fork = git.commit('fork', { 'data/ünï code.txt': 'grüße\n' });
  git.git('switch', '--quiet', '--create', 'side');
  const side = git.commit('side');
  git.git('switch', '--quiet', 'main');
  const merge = git.merge('side');
  const tip = git.commit('tip', { 'metrics.json': '{"auc":0.7}\n' });
  git.git('switch', '--quiet', '--create', 'better-features', fork);
  const firstHead = git.commit('first', { 'features.py': 'print(0)\n' });
  git.git('push', '--quiet', 'forge', 'main', 'better-features');
  const head = git.commit('second', { 'features.py': 'print(1)\n' });
  git.git('switch', '--quiet', '--orphan', 'alone');
  const alone = git.commit('alone', { 'alone.txt': 'alone\n' });
  git.git('push', '--quiet', 'forge', 'alone');
  return { root, fork, side, merge, tip, firstHead, head, alone };
}

type ChangeNumbers = Pick<ForgeTrial['ids'], 'change' | 'forkChange' | 'orphanChange'>;

async function openChanges(git: GitFixture, gitea: Gitea, { firstHead, head }: History): Promise<ChangeNumbers> {
  await existing(gitea, `${home}/branches/better-features`);
  const change = await open(gitea, 'better-features');
  await review(gitea, change, 'grace', 'APPROVED', firstHead);
  git.git('push', '--quiet', 'forge', `${head}:refs/heads/better-features`);
  await existing(gitea, `${home}/pulls/${change}`, (answer) => JSON.stringify(answer).includes(`"sha":"${head}"`));
  await review(gitea, change, 'eve', 'APPROVED', head);
  await review(gitea, change, 'eve', 'REQUEST_CHANGES', head);
  await review(gitea, change, 'ada', 'APPROVED', head);
  await review(gitea, change, 'ada', 'COMMENT', head);
  const forkChange = await openFromFork(git, gitea, 'eve', head);
  const orphanChange = await openFromFork(git, gitea, 'grace', head);
  await gitea.call('PATCH', `${home}/pulls/${orphanChange}`, { state: 'closed' });
  await gitea.call('DELETE', '/repos/grace/models');
  return { change, forkChange, orphanChange };
}

async function openFromFork(git: GitFixture, gitea: Gitea, user: string, head: string): Promise<number> {
  const token = gitea.addToken(user, 'write:repository,write:user');
  await gitea.call('POST', `${home}/forks`, {}, token);
  git.git('push', '--quiet', remote(gitea, `${user}/models`), `${head}:refs/heads/from-fork`);
  await existing(gitea, `/repos/${user}/models/branches/from-fork`);
  return open(gitea, `${user}:from-fork`);
}

async function review(gitea: Gitea, change: number, user: string, event: string, commit: string): Promise<void> {
  const token = gitea.addToken(user, 'write:repository,write:issue');
  await gitea.call('POST', `${home}/pulls/${change}/reviews`, { event, commit_id: commit, body: 'r' }, token);
}
