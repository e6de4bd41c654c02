import { fileURLToPath } from 'node:url';
import {
  type EndedRun,
  type Gitea,
  type GiteaRepository,
  type GiteaRunner,
  type GitFixture,
  giteaRepository,
  gitFixture,
  startGitea,
  startGiteaRunner,
} from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { giteaStatic, toolPath } from './tools.ts';

const scripts = {
  ship: new URL('./gitea/ship-job.ts', import.meta.url),
  watch: new URL('./gitea/watch-job.ts', import.meta.url),
};
/** Jobs by name: what they run, and what their tokens may. */
const granted: Readonly<Record<string, readonly [keyof typeof scripts, string]>> = {
  ship: ['ship', '{ contents: write, pull-requests: read }'],
  reads: ['ship', '{ contents: read, pull-requests: read }'],
  blind: ['ship', '{ contents: read }'],
  watch: ['watch', '{ contents: write, issues: write, actions: write, pull-requests: write }'],
  watches: ['watch', '{ contents: read }'],
};

function workflow(commit: string, issue: number): string {
  const jobs = Object.entries(granted).map(
    ([name, [script, permissions]]) => `  ${name}:
    runs-on: ubuntu-latest
    permissions: ${permissions}
    env: { WEIGHED_COMMIT: ${commit}, TALK: ${issue}, GITHUB_TOKEN: "\${{ github.token }}" }
    steps: [{ run: "node ${fileURLToPath(scripts[script])}" }]
`,
  );
  return `on: { push: { branches: [main] } }\njobs:\n${jobs.join('')}`;
}

/** A workflow to start, a branch to open a change from, and an issue that three people comment. */
async function prepareWatch(gitea: Gitea, git: GitFixture, project: GiteaRepository): Promise<number> {
  const trigger = 'on: { workflow_dispatch: { inputs: { model: { type: string } } } }';
  const train = `${trigger}\njobs: { train: { runs-on: nowhere, steps: [{ run: "true" }] } }\n`;
  git.git('switch', '--quiet', '--create', 'retrain');
  const commit = git.commit('retrain', { '.github/workflows/train.yml': train });
  git.git('push', '--quiet', 'forge', 'retrain');
  await project.branch('retrain', commit);
  const { number } = z
    .looseObject({ number: z.number() })
    .parse(await project.call('POST', '/issues', { title: 'talk' }));
  for (const [name, permission] of Object.entries({ grace: 'write', eve: 'read' })) {
    await gitea.addUser(name);
    await project.call('PUT', `/collaborators/${name}`, { permission });
  }
  for (const name of ['root0', 'grace', 'eve']) {
    const token = gitea.addToken(name, 'write:issue,write:repository');
    await project.call('POST', `/issues/${number}/comments`, { body: '/ignore 7d' }, token);
  }
  return number;
}

/** What a job told, by what it tried. */
function told(run: EndedRun, job: string): Readonly<Record<string, unknown>> {
  const lines = (run.logs[job] ?? '').split('\n').flatMap((line) => /told (\{.*\})/.exec(line)?.[1] ?? []);
  return Object.fromEntries(
    lines.map((line) => {
      const { what, ...answer } = JSON.parse(line);
      return [what, answer];
    }),
  );
}

interface Stage {
  readonly gitea: Gitea;
  readonly runner: GiteaRunner;
  readonly git: GitFixture;
  readonly run: EndedRun;
  readonly change: number;
}

/** A repository with a merged change and a tag, and the run of all jobs. */
async function startStage(): Promise<Stage> {
  const gitea = await startGitea({ program: toolPath('gitea'), staticRoot: giteaStatic });
  const runner = startGiteaRunner({ gitea, program: toolPath('gitea-runner') });
  await gitea.call('POST', '/user/repos', { name: 'models', default_branch: 'main', private: true });
  const project = giteaRepository(gitea, 'root0/models');
  const git = gitFixture();
  git.git('remote', 'add', 'forge', project.remote('root0', gitea.adminToken));
  const base = git.commit('base');
  git.git('tag', '--annotate', '--message', 'a version', 'churn@v1.0.0');
  git.git('push', '--quiet', 'forge', 'main', 'churn@v1.0.0');
  await project.branch('main', base);
  git.git('switch', '--quiet', '--create', 'better');
  const head = git.commit('better', { 'better.txt': 'better\n' });
  git.git('push', '--quiet', 'forge', 'better');
  await project.branch('better', head);
  const change = await project.open('better', 'Better');
  await project.squash(change, 'Better');
  const issue = await prepareWatch(gitea, git, project);
  git.git('switch', '--quiet', 'main');
  git.git('pull', '--quiet', '--ff-only', 'forge', 'main');
  const merged = git.git('rev-parse', 'main');
  const commit = git.commit('workflow', { '.github/workflows/ship.yml': workflow(merged, issue) });
  git.git('push', '--quiet', 'forge', 'main');
  return { gitea, runner, git, change, run: await project.run(commit, 'push') };
}

describe("what a job's own token may do, on a real Gitea", () => {
  let stage: Stage;
  let run: EndedRun;
  beforeAll(async () => {
    stage = await startStage();
    run = stage.run;
  });
  afterAll(async () => {
    stage.git.remove();
    await stage.runner.close();
    await stage.gitea.close();
  });

  test('contents: write makes a release with its file; pull-requests: read says what was merged', () => {
    // A job that the runner takes up twice finds the release of the first time, which is what `create` is for.
    expect(told(run, 'ship'), run.logs['ship']).toMatchObject({
      merged: { value: stage.change },
      release: { value: ['manifest.json'] },
    });
  });

  test('with contents: read a release is found and none made, and what is missing is named', () => {
    expect(told(run, 'reads'), run.logs['reads']).toMatchObject({
      merged: { value: stage.change },
      find: { value: 'churn@v1.0.0' },
      release: { name: 'PermissionError', needed: 'contents: write' },
    });
  });

  test('without pull-requests: read the merge is known all the same: Gitea asks for the contents only', () => {
    expect(told(run, 'blind')['merged'], run.logs['blind']).toEqual({ value: stage.change });
  });

  test("a watch's job keeps an issue, starts a workflow and opens a change; who may write it knows of a person's repository", () => {
    expect(told(run, 'watch'), run.logs['watch']).toEqual({
      issue: { value: { same: true, open: false, closedBy: 'gitea-actions' } },
      comments: { value: ['root0 true', 'grace true', 'eve false'] },
      dispatch: { value: { same: true, state: 'running' } },
      change: { value: { open: true, same: true } },
    });
  });

  test('a job that may only read the code says what each of them needs', () => {
    const refused = (needed: string): object => ({ name: 'PermissionError', needed });
    expect(told(run, 'watches'), run.logs['watches']).toMatchObject({
      issue: refused('issues: write'),
      dispatch: refused('actions: write'),
      change: refused('pull-requests: write'),
    });
  });
});
