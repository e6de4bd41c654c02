import type { Deployments, Forge, Releases } from '@weighbridge/core';
import {
  addPipelineDeployment,
  type FakeServer,
  fakeGithub,
  fakeGitlab,
  type Interruption,
  type Standard,
  standardState,
  tokens,
} from '@weighbridge/testing';
import { describe, expect, test } from 'vitest';
import { githubForge } from './github/forge.ts';
import { uploadAddress } from './github/upload-address.ts';
import { gitlabForge } from './gitlab/forge.ts';
import { service } from './http/network.ts';

const shared = {
  serverUrl: 'https://forge.example',
  repository: 'acme/models',
  network: { timeoutMs: 2000, pauseMs: 1 },
};
const tag = 'churn@v1.0.0';
const release = { tag, name: tag, body: '' };
const bytes = new TextEncoder().encode('{}');

interface Row {
  readonly name: string;
  readonly start: (standard: Standard) => Promise<FakeServer>;
  readonly connect: (server: FakeServer) => Forge;
}

const rows: readonly Row[] = [
  {
    name: 'GitHub',
    start: ({ state }) => fakeGithub(state),
    connect: ({ url }) => githubForge({ ...shared, token: tokens.user, apiUrl: url }),
  },
  {
    name: 'GitLab',
    start: ({ state }) => fakeGitlab(state),
    connect: ({ url }) =>
      gitlabForge({ ...shared, token: { value: tokens.job, kind: 'job' }, apiUrl: `${url}/api/v4` }),
  },
];

function releasesOf({ releases }: Forge): Releases {
  if (releases === undefined) throw new Error('no releases');
  return releases;
}

function deploymentsOf({ deployments }: Forge): Deployments {
  if (deployments === undefined) throw new Error('no deployments');
  return deployments;
}

/** The first POST is carried out by `work`, and its answer lost. */
function lost(work: () => void): Interruption {
  let posts = 0;
  return ({ method }) => {
    if (method !== 'POST') return undefined;
    posts += 1;
    if (posts === 1) work();
    return { status: 502 };
  };
}

describe.each(rows)('$name, when answers are lost', ({ start, connect }) => {
  test('a release is found again', async () => {
    const standard = standardState();
    await using server = await start(standard);
    const made = { id: 77, tag, name: tag, body: '', files: [] };
    server.interrupt(lost(() => standard.state.releases.push(made)));
    expect(await releasesOf(connect(server)).create(release)).toMatchObject({ tag });
    expect(standard.state.releases).toEqual([made]);
  });

  test('who comes second gets the first one’s release', async () => {
    const standard = standardState();
    await using server = await start(standard);
    const first = { id: 77, tag, name: 'of the other', body: '', files: [] };
    server.interrupt(({ method }) => {
      // Between our look and our wish.
      if (method === 'POST' && standard.state.releases.length === 0) standard.state.releases.push(first);
      return undefined;
    });
    expect(await releasesOf(connect(server)).create(release)).toMatchObject({ tag });
    expect(standard.state.releases).toEqual([first]);
  });

  test('a file is found again', async () => {
    const standard = standardState();
    await using server = await start(standard);
    const releases = releasesOf(connect(server));
    const page = await releases.create(release);
    const files = standard.state.releases[0]?.files;
    server.interrupt(lost(() => files?.push({ id: 78, name: 'manifest.json', content: bytes })));
    await releases.addFile(page, 'manifest.json', bytes);
    expect(files).toHaveLength(1);
  });

  test('a deployment is found again', async () => {
    const standard = standardState();
    await using server = await start(standard);
    const { create } = deploymentsOf(connect(server));
    const where = { commit: standard.tip, ref: tag, environment: 'production' };
    const made = { id: 79, ...where, payload: { weighbridge: tag }, states: [] };
    server.interrupt(lost(() => standard.state.deployments.push(made)));
    expect(await create({ ...where, name: tag })).toMatchObject({ id: '79' });
  });
});

describe('GitHub', () => {
  test('an upload that broke off is removed, and the file uploaded again', async () => {
    const standard = standardState();
    await using server = await fakeGithub(standard.state);
    const releases = releasesOf(githubForge({ ...shared, token: tokens.user, apiUrl: server.url }));
    const page = await releases.create(release);
    const files = standard.state.releases[0]?.files;
    files?.push({ id: 78, name: 'manifest.json', content: new Uint8Array(), broken: true });
    expect((await releases.find(tag))?.files).toEqual([]);
    await releases.addFile(page, 'manifest.json', bytes);
    expect(files?.map(({ name, content }) => [name, content])).toEqual([['manifest.json', bytes]]);
  });

  test('of several changes with one merge commit, the one of the default branch counts', async () => {
    const { state, merges } = standardState();
    await using server = await fakeGithub(state);
    const { number, commit } = merges.merge;
    const passedOn = state.changes.get(number);
    if (passedOn?.merged === undefined) throw new Error('it was not merged');
    state.changes.set(40, { ...passedOn, number: 40, baseRef: 'main' });
    const { changes } = githubForge({ ...shared, token: tokens.user, apiUrl: server.url });
    expect(await changes?.merged(commit)).toMatchObject({ number: 40, baseRef: 'main' });
  });

  test('the trial merge of an open change was merged by nobody', async () => {
    const { state, change } = standardState();
    await using server = await fakeGithub(state);
    const { changes } = githubForge({ ...shared, token: tokens.user, apiUrl: server.url });
    const headers = { authorization: `token ${tokens.user}` };
    const pull: unknown = await (await fetch(`${server.url}/repos/acme/models/pulls/${change}`, { headers })).json();
    expect(pull).toMatchObject({ state: 'open', merged_at: null, merge_commit_sha: expect.any(String) });
    server.interrupt(({ path }) => (path.endsWith('/pulls') ? { status: 200, body: [pull] } : undefined));
    const trial = String(Object(pull).merge_commit_sha);
    expect(await changes?.merged(trial)).toBeUndefined();
  });

  test('a commit is deployed whatever its statuses are: it was judged before', async () => {
    const { state, tip } = standardState();
    await using server = await fakeGithub(state);
    state.statuses.push({ commit: tip, context: 'slow tests', state: 'pending', description: '', url: undefined });
    const { create } = deploymentsOf(githubForge({ ...shared, token: tokens.user, apiUrl: server.url }));
    await create({ commit: tip, ref: tag, environment: 'production', name: tag });
    expect(state.deployments.at(-1)).toMatchObject({ commit: tip, payload: { weighbridge: tag } });
  });

  test('a run that is not there has no approvals to show', async () => {
    await using server = await fakeGithub(standardState().state);
    const { approvals } = deploymentsOf(githubForge({ ...shared, token: tokens.user, apiUrl: server.url }));
    await expect(approvals('4040')).rejects.toMatchObject({ code: 'WB5003' });
  });
});

describe('files of a release on GitHub', () => {
  test.each([
    [
      'https://api.github.com',
      'https://uploads.github.com/repos/o/r/releases/1/assets{?name}',
      'https://uploads.github.com',
    ],
    [
      'https://ghe.example/api/v3',
      'https://ghe.example/api/uploads/repos/o/r/releases/1/assets{?name}',
      'https://ghe.example/api/uploads',
    ],
    [
      'https://api.acme.ghe.com',
      'https://uploads.acme.ghe.com/repos/o/r/releases/1/assets',
      'https://uploads.acme.ghe.com',
    ],
  ])('files for %s go to its own uploads', (apiUrl, uploadUrl, base) => {
    expect(uploadAddress(service('GitHub', { ...shared, apiUrl }), uploadUrl)).toBe(base);
  });

  test.each(['https://elsewhere.example/repos/o/r/releases/1/assets', 'http://api.github.com/repos/o/r', 'nonsense'])(
    'the token does not follow to %s',
    (uploadUrl) => {
      const github = service('GitHub', { ...shared, apiUrl: 'https://api.github.com' });
      expect(() => uploadAddress(github, uploadUrl)).toThrow(expect.objectContaining({ code: 'WB5006' }));
    },
  );
});

describe('GitLab', () => {
  const connect = ({ url }: FakeServer): Deployments =>
    deploymentsOf(gitlabForge({ ...shared, token: { value: tokens.job, kind: 'job' }, apiUrl: `${url}/api/v4` }));

  test('of a request that was squashed and then merged, the merge commit counts', async () => {
    const { state, merges } = standardState();
    await using server = await fakeGitlab(state);
    const { number, commit: squashed } = merges.squash;
    const merge = merges.merge.commit;
    const listed = { iid: number, state: 'merged', sha: 'a', merge_commit_sha: merge, squash_commit_sha: squashed };
    server.interrupt(({ path }) =>
      path.endsWith('/merge_requests') && path.includes('/commits/') ? { status: 200, body: [listed] } : undefined,
    );
    const token = { value: tokens.job, kind: 'job' } as const;
    const { changes } = gitlabForge({ ...shared, token, apiUrl: `${server.url}/api/v4` });
    expect(await changes?.merged(merge)).toMatchObject({ number, mergeCommit: merge });
    expect(await changes?.merged(squashed)).toBeUndefined();
  });

  test('the deployment of a job is left to its job', async () => {
    const { state, tip, run } = standardState();
    await using server = await fakeGitlab(state);
    addPipelineDeployment(state, run, 'staging', []);
    const made = await connect(server).create({ commit: tip, ref: 'main', environment: 'staging', name: tag });
    await connect(server).setState(made, 'success', { description: '' });
    expect(state.deployments.at(-2)).toMatchObject({ run, states: [{ state: 'running' }] });
    expect(state.deployments.at(-1)).toMatchObject({
      ref: 'main',
      states: [{ state: 'running' }, { state: 'success' }],
    });
  });

  test('an environment keeps the address that it has, and one without gets ours', async () => {
    const { state, tip } = standardState();
    await using server = await fakeGitlab(state);
    const { create, setState } = connect(server);
    const made = await create({ commit: tip, ref: 'main', environment: 'staging', name: tag });
    await setState(made, 'success', { description: '', url: 'https://first.example' });
    await setState(made, 'inactive', { description: '', url: 'https://second.example' });
    expect(state.environments.get('staging')).toMatchObject({ address: 'https://first.example' });
  });

  test('what has ended does not run again', async () => {
    const { state, tip } = standardState();
    await using server = await fakeGitlab(state);
    const { create, setState } = connect(server);
    const made = await create({ commit: tip, ref: 'main', environment: 'staging', name: tag });
    await setState(made, 'failure', { description: '' });
    await setState(made, 'in_progress', { description: '' });
    expect(state.deployments.at(-1)?.states.at(-1)).toMatchObject({ state: 'failed' });
  });

  test.each([
    [403, 'a tier or a token without them'],
    [404, 'deployments that are gone'],
  ])('approvals that GitLab answers with %i (%s) are none', async (status) => {
    const { state, run } = standardState();
    await using server = await fakeGitlab(state);
    server.interrupt(({ path }) => (/deployments\/\d+$/.test(path) ? { status, body: { message: 'no' } } : undefined));
    expect(await connect(server).approvals(String(run))).toEqual([]);
  });
});
