import type { Runner } from '@weighbridge/core';
import { detectRunner } from '@weighbridge/forge';
import { openRepository } from '@weighbridge/git';
import { fakeGitlab, gitFixture, recordFixture, standardState, tokens } from '@weighbridge/testing';
import { expect, test } from 'vitest';
import { makeLedger } from '../src/ledger.ts';

const env = { PATH: process.env.PATH };
const said: string[] = [];
const say = (message: string): void => {
  said.push(message);
};
const log = { info: say, warn: say };
const noEvent = (): undefined => undefined;

/** What a job of a GitLab pipeline has in its environment. */
function gitlabJob(url: string, more: Readonly<Record<string, string>> = {}): Runner {
  const job = { GITLAB_CI: 'true', CI_JOB_TOKEN: tokens.job, CI_PROJECT_PATH: 'acme/models', CI_PROJECT_ID: '7' };
  return detectRunner({ ...job, CI_API_V4_URL: `${url}/api/v4`, CI_SERVER_URL: url, ...more }, noEvent);
}

test('on GitLab the packages are the ledger where they are asked for', async () => {
  const { state } = standardState();
  await using server = await fakeGitlab(state);
  const shell = { env: { ...env, WEIGHBRIDGE_LEDGER: 'packages' }, log };
  const ledger = await makeLedger(gitlabJob(server.url), undefined, { env }, shell);
  await ledger?.append(recordFixture());
  expect(await ledger?.entries('churn')).toHaveLength(1);
  expect(state.packages).toMatchObject([{ name: 'weighbridge-ledger', version: 'churn' }]);
});

test('else it is the branch of the repository', async () => {
  const { state } = standardState();
  await using server = await fakeGitlab(state);
  const git = gitFixture();
  git.commit('code');
  const shell = { env: { ...env, WEIGHBRIDGE_LEDGER: '' }, log };
  expect(await makeLedger(gitlabJob(server.url), undefined, { env }, shell)).toBeUndefined();
  const ledger = await makeLedger(gitlabJob(server.url), await openRepository(git.root, { env }), { env }, shell);
  await ledger?.append(recordFixture());
  expect(git.git('rev-parse', '--verify', 'weighbridge/ledger')).toMatch(/^[0-9a-f]{40}$/);
  expect(state.packages).toEqual([]);
  git.remove();
});

test.each([
  ['packages', 'local'],
  ['tags', 'gitlab'],
])('the wish for %s on %s is refused', async (wish, forge) => {
  const runner = forge === 'gitlab' ? gitlabJob('http://127.0.0.1:1') : detectRunner({}, noEvent);
  const shell = { env: { ...env, WEIGHBRIDGE_LEDGER: wish }, log };
  await expect(makeLedger(runner, undefined, { env }, shell)).rejects.toMatchObject({ code: 'WB1003' });
});
