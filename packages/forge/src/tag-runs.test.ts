import { addRun, fakeGitlab, standardState, startServer, tokens } from '@weighbridge/testing';
import { expect, test } from 'vitest';
import { giteaForge } from './gitea/forge.ts';
import { gitlabForge } from './gitlab/forge.ts';
import { gitlabCi } from './runner/gitlab-ci.ts';

const repository = 'acme/models';

test('GitLab says of a pipeline that its ref is a tag, whatever branch is called so', async () => {
  const { state, tip } = standardState();
  await using server = await fakeGitlab(state);
  const token = { value: tokens.user, kind: 'user' } as const;
  const { artifacts } = gitlabForge({
    token,
    apiUrl: `${server.url}/api/v4`,
    serverUrl: 'https://gitlab.example',
    repository,
  });
  const { id } = addRun(state, { commit: tip, tag: true });
  expect(await artifacts?.run(String(id))).toMatchObject({ branch: 'refs/tags/main' });
  const change = addRun(state, { commit: tip, event: 'merge_request_event', change: 5 });
  expect(await artifacts?.run(String(change.id))).toMatchObject({ branch: 'better-features', change: 5 });
});

test('Gitea says it in the path of the workflow', async () => {
  const run = { event: 'push', head_branch: 'main', head_sha: 'a'.repeat(40), run_attempt: 1 };
  const home = { full_name: repository };
  await using server = await startServer({
    routes: {
      'GET /repos/{owner}/{repo}/actions/runs/{run}': ({ params }) => ({
        status: 200,
        body: {
          ...run,
          id: 1,
          repository: home,
          path: `model.yml@refs/${params['run'] === '1' ? 'tags' : 'heads'}/main`,
        },
      }),
    },
  });
  const { artifacts } = giteaForge({ token: 't', apiUrl: server.url, serverUrl: server.url, repository });
  expect(await artifacts?.run('1')).toMatchObject({ branch: 'refs/tags/main' });
  expect(await artifacts?.run('2')).toMatchObject({ branch: 'main' });
});

test('a job of a tag on GitLab is on no branch', () => {
  const env = { CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_REF_NAME: 'main', CI_DEFAULT_BRANCH: 'main' };
  expect(gitlabCi({ ...env, CI_COMMIT_TAG: 'main' })).toMatchObject({
    ref: 'refs/tags/main',
    occasion: { kind: 'other', event: 'tag' },
  });
  expect(gitlabCi(env)).toMatchObject({ ref: 'main', occasion: { kind: 'other', event: 'schedule' } });
});
