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
import { giteaStatic, toolPath } from './tools.ts';

const script = fileURLToPath(new URL('./gitea/ship-job.ts', import.meta.url));
const granted = {
  ship: '{ contents: write, pull-requests: read }',
  reads: '{ contents: read, pull-requests: read }',
  blind: '{ contents: read }',
};

function workflow(commit: string): string {
  const jobs = Object.entries(granted).map(
    ([name, permissions]) => `  ${name}:
    runs-on: ubuntu-latest
    permissions: ${permissions}
    env: { WEIGHED_COMMIT: ${commit}, GITHUB_TOKEN: "\${{ github.token }}" }
    steps: [{ run: "node ${script}" }]
`,
  );
  return `on: { push: { branches: [main] } }\njobs:\n${jobs.join('')}`;
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

describe("what a job's own token may do after a merge, on a real Gitea", () => {
  let gitea: Gitea;
  let runner: GiteaRunner;
  let git: GitFixture;
  let project: GiteaRepository;
  let run: EndedRun;
  let change: number;
  beforeAll(async () => {
    gitea = await startGitea({ program: toolPath('gitea'), staticRoot: giteaStatic });
    runner = startGiteaRunner({ gitea, program: toolPath('gitea-runner') });
    await gitea.call('POST', '/user/repos', { name: 'models', default_branch: 'main', private: true });
    project = giteaRepository(gitea, 'root0/models');
    git = gitFixture();
    git.git('remote', 'add', 'forge', project.remote('root0', gitea.adminToken));
    const base = git.commit('base');
    git.git('tag', '--annotate', '--message', 'a version', 'churn@v1.0.0');
    git.git('push', '--quiet', 'forge', 'main', 'churn@v1.0.0');
    await project.branch('main', base);
    git.git('switch', '--quiet', '--create', 'better');
    const head = git.commit('better', { 'better.txt': 'better\n' });
    git.git('push', '--quiet', 'forge', 'better');
    await project.branch('better', head);
    change = await project.open('better', 'Better');
    await project.squash(change, 'Better');
    git.git('switch', '--quiet', 'main');
    git.git('pull', '--quiet', '--ff-only', 'forge', 'main');
    const merged = git.git('rev-parse', 'main');
    const commit = git.commit('workflow', { '.github/workflows/ship.yml': workflow(merged) });
    git.git('push', '--quiet', 'forge', 'main');
    run = await project.run(commit, 'push');
  });
  afterAll(async () => {
    git.remove();
    await runner.close();
    await gitea.close();
  });

  test('contents: write makes a release with its file; pull-requests: read says what was merged', () => {
    // A job that the runner takes up twice finds the release of the first time, which is what `create` is for.
    expect(told(run, 'ship'), run.logs['ship']).toMatchObject({
      merged: { value: change },
      release: { value: ['manifest.json'] },
    });
  });

  test('with contents: read a release is found and none made, and what is missing is named', () => {
    expect(told(run, 'reads'), run.logs['reads']).toMatchObject({
      merged: { value: change },
      find: { value: 'churn@v1.0.0' },
      release: { name: 'PermissionError', needed: 'contents: write' },
    });
  });

  test('without pull-requests: read the merge is known all the same: Gitea asks for the contents only', () => {
    expect(told(run, 'blind')['merged'], run.logs['blind']).toEqual({ value: change });
  });
});
