import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openStory, type Proposed, type Story, text } from './ship/gitea-story.ts';
import { ran } from './ship/model.ts';
import { customers, params } from './train/model.ts';

const proposed = { model: 'success', verdict: 'success', ship: 'skipped' };
const shipped = { model: 'success', verdict: 'success', ship: 'success' };
const releases = z.array(z.looseObject({ tag_name: z.string(), assets: z.array(z.looseObject({ name: z.string() })) }));

/** What one test of the story leaves for the next one. */
interface Told extends Story {
  better?: Proposed;
  merged: string;
}

/** Merges on a real Gitea with its runner, and what becomes of them. The tests are one story, and run in order. */
describe('after a merge on a real forge', () => {
  let told: Told;
  beforeAll(async () => {
    told = { ...(await openStory()), merged: '' };
  });
  afterAll(() => told.close());
  test('a squash merge takes over the bytes of the pull request: a version on the merged commit, and its alias', () =>
    squashMerge(told));
  test('there is a release with all that an auditor asks for, and the note of the pull request goes on', () =>
    published(told));
  test('main moved meanwhile: what is merged is another model, trained and judged anew', () => movedMain(told));
  test('a ledger entry that was pushed by hand is no baseline, and no ground to promote', () => forgedEntry(told));
  test('without contents: write nothing is registered, and one line says what is missing', () => readOnlyToken(told));
  test('a branch ships nothing, and what its run of the very commit left is not taken over on main', () =>
    otherBranch(told));
  test('a fork’s pull request is merged: the run of its own code counts for nothing, and main trains', () =>
    forkMerged(told));
});

async function squashMerge(story: Told): Promise<void> {
  const better = await story.propose('better', { 'params.json': params({ wrongEvery: 20 }) });
  expect(better.run.jobs, text(better.run)).toEqual(proposed);
  expect(better.run.logs['model']).toContain(ran);
  const run = await story.merge(better.change);
  story.better = better;
  story.merged = run.commit;
  expect(run.jobs, text(run)).toEqual(shipped);
  expect(run.logs['model']).not.toContain(ran);
  expect(run.logs['model']).toContain(`reused the run of ${better.run.commit.slice(0, 7)}, 0 s`);
  expect(run.logs['ship']).toContain('register: churn@v1.1.0: params changed: minor');
  expect(story.gto()).toMatchObject({ versions: { 'v1.1.0': run.commit }, aliases: { champion: 'v1.1.0' } });
}

async function published(story: Told): Promise<void> {
  const [newest] = releases.parse(await story.stage.project.call('GET', '/releases'));
  expect(newest?.tag_name).toBe('churn@v1.1.0');
  expect(newest?.assets.map(({ name }) => name).sort()).toEqual([
    'MODEL_CARD.md',
    'bom.cdx.json',
    'manifest.json',
    'record.json',
  ]);
  const notes = await story.stage.project.comments(story.better?.change ?? 0);
  expect(notes.map(({ body }) => body)).toEqual([expect.stringContaining('v1.1.0')]);
}

async function movedMain(story: Told): Promise<void> {
  const second = await story.propose('second', { 'params.json': params({ wrongEvery: 25 }) });
  expect(second.run.jobs, text(second.run)).toEqual(proposed);
  await story.skip({ 'data/train.csv': customers(0, { rows: 399 }) });
  const run = await story.merge(second.change);
  expect(run.jobs, text(run)).toEqual(shipped);
  expect(run.logs['model']).toContain(ran);
  expect(run.logs['ship']).toContain('register: churn@v1.2.0');
  expect(story.gto()).toMatchObject({
    versions: { 'v1.1.0': story.merged, 'v1.2.0': run.commit },
    aliases: { champion: 'v1.2.0' },
  });
  story.merged = run.commit;
}

async function forgedEntry(story: Told): Promise<void> {
  const commit = await story.skip({ 'data/train.csv': customers(0, { rows: 398 }) });
  const other = `its run was of commit ${story.merged.slice(0, 7)}`;
  const forged = await story.forge((real) => ({ ...real, subject: { ...real.subject, head: commit } }));
  const third = await story.propose('third', { 'params.json': params({ wrongEvery: 30 }) });
  expect(third.run.jobs, text(third.run)).toEqual(proposed);
  const who = `the ledger’s record of ${commit.slice(0, 7)}`;
  expect(third.run.logs['model']).toContain(`baseline: passed over ${who}: ${other}`);
  expect(third.run.logs['model']).not.toContain(`compared at ${commit.slice(0, 7)}`);
  await story.forgeVersion('v9.0.0', commit, forged);
  const run = await story.dispatch({ version: 'v9.0.0' });
  expect(run.jobs, text(run)).toEqual({ promote: 'failure', reads: 'skipped' });
  const why = `churn refused: v9.0.0 is not believed: its record is not trusted, ${other}`;
  expect(run.logs['promote']).toContain(why);
  expect(story.gto().aliases).toEqual({ champion: 'v1.2.0' });
}

async function readOnlyToken(story: Told): Promise<void> {
  const run = await story.dispatch({});
  expect(run.jobs, text(run)).toEqual({ promote: 'skipped', reads: 'failure' });
  expect(run.logs['reads']).toContain('WB5090: git push of the ledger needs contents: write.');
  expect(run.logs['reads']).toContain('exit code 3');
}

async function otherBranch(story: Told): Promise<void> {
  const { git, push, project } = story.stage;
  git.git('switch', '--quiet', '--create', 'evil', 'main');
  git.commit('evil', { 'params.json': params({ wrongEvery: 40 }) });
  const commit = await push('evil');
  const evil = await project.run(commit, 'push');
  expect(evil.jobs, text(evil)).toEqual({ ...shipped, ship: 'failure' });
  expect(evil.logs['ship']).toContain('WB6501: Only the default branch ships, and this is evil.');
  git.git('switch', '--quiet', 'main');
  git.git('merge', '--quiet', '--ff-only', 'evil');
  await push('main');
  const run = await story.onMain(commit);
  expect(run.logs['model']).toMatch(/was passed over: its run was on evil/);
  expect(run.logs['model']).toContain(ran);
}

async function forkMerged(story: Told): Promise<void> {
  const { gitea, git, project, tokens } = story.stage;
  // In a private repository a fork's job may not read artifacts, whatever it asks for.
  await project.call('PATCH', '', { private: false });
  await project.call('POST', '/forks', {}, tokens.eve);
  git.git('switch', '--quiet', '--create', 'fork', 'main');
  const head = git.commit('from a fork', { 'params.json': params({ wrongEvery: 50 }) });
  const address = `${gitea.url.replace('//', `//eve:${tokens.eve}@`)}/eve/churn.git`;
  git.git('push', '--quiet', address, 'HEAD:refs/heads/fork');
  const change = await project.open('eve:fork', 'from a fork', tokens.eve);
  await project.approve(head);
  const theirs = await project.run(head, 'pull_request');
  expect(theirs.jobs, text(theirs)).toEqual(proposed);
  const run = await story.merge(change);
  expect(run.logs['model']).toContain(ran);
  expect(run.logs['model']).toMatch(/run \d+ was passed over: fork was merged from a fork/);
}
