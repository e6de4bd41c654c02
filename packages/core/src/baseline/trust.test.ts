import { describe, expect, it } from 'vitest';
import { distrust, distrustAdopted, distrustOwn, type TrustQuestion, wrongBytes } from './trust.ts';

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

describe('distrustOwn', () => {
  const earlier = { ...good.run, event: 'pull_request', branch: 'feature', commit: '2'.repeat(40) };
  const current = { ...earlier, id: '50', commit: '3'.repeat(40) };
  const own = { artifact: good.artifact, run: earlier, current };

  it.each(['pull_request', 'push', 'merge_request_event', 'workflow_dispatch'])(
    'believes this branch’s %s',
    (event) => {
      expect(distrustOwn({ ...own, run: { ...earlier, event } })).toBeUndefined();
    },
  );

  it('believes a fork’s own branch for that fork', () => {
    const headRepository = 'mallory/models';
    const both = { run: { ...earlier, headRepository }, current: { ...current, headRepository } };
    expect(distrustOwn({ ...own, ...both })).toBeUndefined();
  });

  it.each([
    ['a fork for ourselves', { run: { ...earlier, headRepository: 'mallory/models' } }, /mallory/],
    ['ourselves for a fork', { current: { ...current, headRepository: 'mallory/models' } }, /Acme/],
    ['a deleted fork', { run: { ...earlier, headRepository: '' } }, /nobody/],
    ['another repository', { run: { ...earlier, repository: 'acme/other' } }, /acme\/other/],
    ['another branch', { run: { ...earlier, branch: 'main' } }, /on main/],
    ['no branch', { run: { ...earlier, branch: '' }, current: { ...current, branch: '' } }, /nobody/],
    ['a privileged event', { run: { ...earlier, event: 'pull_request_target' } }, /pull_request_target/],
    ['an expired artifact', { artifact: { ...good.artifact, expired: true } }, /expired/],
    ['an answer about another run', { artifact: { ...good.artifact, runId: '42' } }, /42/],
  ])('refuses %s', (_name, change, why) => {
    expect(distrustOwn({ ...own, ...change })).toMatch(why);
  });
});

describe('distrustAdopted', () => {
  const head = { number: 5, head: commit, headRef: 'feature', baseRef: 'main' };
  const change = { ...head, baseTip: commit, fork: false, open: false, mergeCommit: '9'.repeat(40) };
  const run = { ...good.run, event: 'pull_request', branch: 'feature' };
  const question = { artifact: good.artifact, run, repository: 'acme/models', change, sameHead: [head] };
  const other = { ...head, number: 6, baseRef: 'evil' };

  it('believes a run of the head that was merged', () => {
    expect(distrustAdopted(question)).toBeUndefined();
    expect(distrustAdopted({ ...question, run: { ...run, change: 5 }, sameHead: [head, other] })).toBeUndefined();
    expect(distrustAdopted({ ...question, sameHead: [head, { ...other, baseRef: 'main' }] })).toBeUndefined();
    // What a push runs is in the commit itself.
    expect(distrustAdopted({ ...question, run: { ...run, event: 'push' }, sameHead: [head, other] })).toBeUndefined();
  });

  it.each([
    ['another target of the same head', { sameHead: [head, other] }, /change 6, which goes to evil/],
    ['another change', { run: { ...run, change: 6 } }, /for change 6, not 5/],
    ['another branch of the same head', { run: { ...run, branch: 'main' } }, /of main, and feature was merged/],
    ['a fork', { change: { ...change, fork: true } }, /merged from a fork/],
    ['another head', { run: { ...run, commit: '2'.repeat(40) } }, /2222222/],
  ])('refuses %s', (_name, more, why) => {
    expect(distrustAdopted({ ...question, ...more })).toMatch(why);
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
