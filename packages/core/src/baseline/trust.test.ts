import { describe, expect, it } from 'vitest';
import { distrust, type TrustQuestion, wrongBytes } from './trust.ts';

const commit = '1'.repeat(40);
const good: TrustQuestion = {
  artifact: { id: '7', name: 'wb-churn-evaluate-model-1', runId: '41', bytes: 9, expired: false },
  run: {
    id: '41',
    event: 'push',
    branch: 'main',
    commit,
    headRepository: 'Acme/models',
    repository: 'acme/Models',
    attempt: 1,
  },
  repository: 'acme/models',
  branch: 'main',
  commit,
};

describe('distrust', () => {
  it('believes a push to the branch in our repository', () => {
    expect(distrust(good)).toBeUndefined();
  });

  it.each([
    ['a fork', { run: { ...good.run, headRepository: 'mallory/models' } }, /fork/],
    ['another repository', { run: { ...good.run, repository: 'acme/other' } }, /acme\/other/],
    ['another branch', { run: { ...good.run, branch: 'feature' } }, /on feature/],
    ['a pull request', { run: { ...good.run, event: 'pull_request' } }, /pull_request/],
    [
      'a privileged event on foreign code',
      { run: { ...good.run, event: 'pull_request_target' } },
      /pull_request_target/,
    ],
    ['another commit', { run: { ...good.run, commit: '2'.repeat(40) } }, /2222222/],
    ['an expired artifact', { artifact: { ...good.artifact, expired: true } }, /expired/],
    ['an answer about another run', { artifact: { ...good.artifact, runId: '42' } }, /42/],
  ])('refuses %s', (_name, change, why) => {
    expect(distrust({ ...good, ...change })).toMatch(why);
  });
});

describe('wrongBytes', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it('wants the stated digest, where there is one', () => {
    expect(wrongBytes({ ...good.artifact, digest }, digest)).toBeUndefined();
    expect(wrongBytes({ ...good.artifact, digest }, `sha256:${'b'.repeat(64)}`)).toMatch(/bytes/);
    expect(wrongBytes(good.artifact, digest)).toBeUndefined();
  });
});
