import { createHash } from 'node:crypto';
import type { Artifacts, RunRecord } from '@weighbridge/core';
import { giteaForge } from '@weighbridge/forge/gitea';
import { readArchive } from '@weighbridge/store';
import type { EndedRun, Files, GiteaComment } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { params, replacedIn, workflowFile } from './gitea/project.ts';
import { type Stage, setStage } from './gitea/stage.ts';

const orders = { features: ['orders'] };
const better = { features: ['orders', 'spend'] };
const worse = { features: ['average_order', 'largest_order'] };
const required = 'weighbridge / verdict (pull_request)';
const marked = '<!-- weighbridge note=churn commit=0000000 -->\nnot written by a job';
const bot = 'gitea-actions';
const passes = { announce: 'success', model: 'success', verdict: 'success' };
const fails = { announce: 'success', model: 'failure', verdict: 'failure' };
/** Without a pull request there is no note to mark. */
const passesOnMain = { ...passes, announce: 'skipped' };

/** What one test of the story leaves for the next one. */
interface Story {
  readonly stage: Stage;
  /** The first commit on main. */
  main: string;
  change: Proposal;
  older: EndedRun;
  note: GiteaComment;
}

/**
 * The example's workflow on a real Gitea with its real runner: our built actions, three jobs, the jobs' own tokens. The
 * tests are one story and run in order.
 */
describe('the example on a real forge', () => {
  const story = useStory();
  test('main: the first run passes, and its record stays as artifacts of the run', () => firstRun(story()));
  test('a worse model: compared with the record of main, one note, and the merge is refused', () =>
    worseModel(story()));
  test('the second push edits that note; a stranger’s comment with our marker stays as it was', () =>
    secondPush(story()));
  test('the older run ends late and does not write over it', () => olderRun(story()));
  test('the passed change merges by squash; main then compares with the commit before it, and the key is the same', () =>
    squashMerge(story()));
  test('a token that may not comment: the report is in the log with the missing line, and the exit code stays', () =>
    readOnlyToken(story()));
  test('a looser policy fails until an owner of the base’s CODEOWNERS approves this head', () => looserPolicy(story()));
  test('a pull request from a fork waits for approval; its report is in the log, and nothing is written', () =>
    fork(story()));
});

async function firstRun(story: Story): Promise<void> {
  const { git, project, push } = story.stage;
  const main = git.commit('A first model', { 'params.json': params(git, orders) });
  await push('main');
  story.main = main;
  const run = await project.run(main, 'push');
  expect(run.jobs, text(run)).toEqual(passesOnMain);
  expect(run.logs['model']).toMatch(/compare: first run/);
  expect(await section(story, main, 'gate')).toMatchObject({ subject: { head: main }, verdict: { outcome: 'passed' } });
  await project.call('POST', '/branch_protections', {
    rule_name: 'main',
    enable_push: true,
    enable_status_check: true,
    status_check_contexts: [required],
  });
}

async function worseModel(story: Story): Promise<void> {
  const { project, tokens } = story.stage;
  const change = await propose(story, 'features', worse);
  story.change = change;
  await project.call('POST', `/issues/${change.number}/comments`, { body: marked }, tokens.grace);
  const older = await project.run(change.head, 'pull_request');
  story.older = older;
  expect(older.jobs, text(older)).toEqual(fails);
  expect(older.logs['model']).toMatch(
    new RegExp(`compared at ${story.main.slice(0, 7)} \\(merge-base, ci-artifact\\), 8,000 rows paired by id`),
  );
  const [note, ...more] = await ours(story, change.number);
  expect(more).toEqual([]);
  expect(note?.body).toContain('### ❌ churn failed');
  expect(note?.body).toContain('Changed** only params');
  await expect(project.squash(change.number, 'features')).rejects.toThrow(/HTTP 405 .*status checks/);
}

async function secondPush(story: Story): Promise<void> {
  const { git, project, push } = story.stage;
  const { number } = story.change;
  const [before] = await ours(story, number);
  git.commit('better', { 'params.json': params(git, better) });
  const head = await push('features');
  story.change = { number, head };
  await project.shows(number, head);
  const run = await project.run(head, 'pull_request');
  expect(run.jobs, text(run)).toEqual(passes);
  expect(run.logs['announce']).toContain('The note says that this commit is being weighed.');
  const [note, ...more] = await ours(story, number);
  expect(more).toEqual([]);
  expect(note).toMatchObject({ id: before?.id, body: expect.stringContaining('### ✅ churn passed') });
  expect(note?.body).toContain(head.slice(0, 7));
  if (note) story.note = note;
  const [first] = await project.comments(number);
  expect(first).toMatchObject({ author: 'grace', body: marked });
}

async function olderRun(story: Story): Promise<void> {
  const { change, note, older, stage } = story;
  const { project } = stage;
  await project.rerun(older.id);
  const late = await project.run(older.commit, 'pull_request');
  expect(late.jobs, text(late)).toEqual(fails);
  expect(late.logs['announce']).toContain('No note to mark.');
  expect(late.logs['verdict']).toContain('No note: a newer commit or run has the word.');
  expect(await ours(story, change.number)).toEqual([note]);
}

async function squashMerge(story: Story): Promise<void> {
  const { change, main, stage } = story;
  const { git, project } = stage;
  await project.squash(change.number, 'features');
  git.git('fetch', '--quiet', 'origin', 'main');
  git.git('switch', '--quiet', 'main');
  git.git('reset', '--quiet', '--hard', 'origin/main');
  const merged = git.git('rev-parse', 'HEAD');
  expect(git.git('rev-list', '--parents', '-1', merged)).toBe(`${merged} ${main}`);
  const run = await project.run(merged, 'push');
  expect(run.jobs, text(run)).toEqual(passesOnMain);
  const { comparison, subject } = await section(story, merged, 'compare');
  expect(comparison).toMatchObject({ outcome: 'compared', baseline: { commit: main, source: 'ci-artifact' } });
  expect(subject.key).toMatch(/^sha256:/);
  expect((await section(story, change.head, 'compare')).subject.key).toBe(subject.key);
}

async function readOnlyToken(story: Story): Promise<void> {
  const { git, project } = story.stage;
  const silent = replacedIn(git, workflowFile, '      pull-requests: write\n', '');
  const quiet = await propose(story, 'quiet', worse, { [workflowFile]: silent });
  const run = await project.run(quiet.head, 'pull_request');
  expect(run.jobs, text(run)).toEqual(fails);
  expect(await project.comments(quiet.number)).toEqual([]);
  expect(run.logs['verdict']).toContain('No note was written: the job lacks `pull-requests: write`');
  expect(run.logs['verdict']).toContain('The lines to add are in the job’s log.');
  expect(run.logs['verdict']).toMatch(/ {2}pull-requests: write {3}# this line is missing/);
  expect(run.logs['verdict']).toContain('### ❌ churn failed');
}

async function looserPolicy(story: Story): Promise<void> {
  const { git, project, tokens } = story.stage;
  const looser = replacedIn(git, 'weighbridge.yml', 'max-drop: 0.005', 'max-drop: 0.030');
  const small = { model: 'boosted', boosted: { max_iter: 3 } };
  const change = await propose(story, 'looser', small, { 'weighbridge.yml': looser });
  const held = await project.run(change.head, 'pull_request');
  expect(held.jobs, text(held)).toEqual(fails);
  expect((await ours(story, change.number))[0]?.body).toMatch(/### ❌ churn failed: .*looser/);
  const review = { event: 'APPROVED', commit_id: change.head, body: 'agreed' };
  await project.call('POST', `/pulls/${change.number}/reviews`, review, tokens.grace);
  await project.rerun(held.id);
  const approved = await project.run(change.head, 'pull_request');
  expect(approved.jobs, text(approved)).toEqual(passes);
  expect((await ours(story, change.number)).map(({ body }) => body)).toEqual([
    expect.stringMatching(/Approved\*\* by \[grace\]/),
  ]);
  const { verdict } = await section(story, change.head, 'gate');
  expect(verdict).toMatchObject({ outcome: 'passed', override: { by: 'grace', commit: change.head } });
}

async function fork(story: Story): Promise<void> {
  const { gitea, git, project, tokens } = story.stage;
  // In a private repository a fork's job may not read artifacts, whatever it asks for.
  await project.call('PATCH', '', { private: false });
  await project.call('POST', '/forks', {}, tokens.eve);
  git.git('switch', '--quiet', '--create', 'fork', 'main');
  const head = git.commit('from a fork', { 'params.json': params(git, { ...worse, seed: 1 }) });
  git.git(
    'push',
    '--quiet',
    `${gitea.url.replace('//', `//eve:${tokens.eve}@`)}/eve/churn.git`,
    'HEAD:refs/heads/fork',
  );
  const number = await project.open('eve:fork', 'from a fork', tokens.eve);
  await project.approve(head);
  const run = await project.run(head, 'pull_request');
  expect(run.jobs, text(run)).toEqual(fails);
  expect(run.logs['verdict']).toContain('Pull requests from forks: the report is in the job’s log.');
  expect(run.logs['verdict']).toContain('### ❌ churn failed');
  expect(await project.comments(number)).toEqual([]);
}

function useStory(): () => Story {
  const none = { head: '', number: 0 };
  let story: Story;
  beforeAll(async () => {
    const older = { id: 0, commit: '', conclusion: '', jobs: {}, logs: {} };
    story = { stage: await setStage(), main: '', change: none, older, note: { id: 0, author: '', body: '' } };
  });
  afterAll(() => story.stage.close());
  return () => story;
}

/** Commits other parameters on a new branch from main, pushes, and opens the pull request. */
async function propose({ stage }: Story, branch: string, change: object, files: Files = {}): Promise<Proposal> {
  const { git, project, tokens, push } = stage;
  git.git('switch', '--quiet', '--create', branch, 'main');
  git.commit(branch, { 'params.json': params(git, change), ...files });
  const head = await push(branch);
  return { head, number: await project.open(branch, branch, tokens.ada) };
}

async function ours({ stage }: Story, change: number): Promise<readonly GiteaComment[]> {
  return (await stage.project.comments(change)).filter(({ author }) => author === bot);
}

/** The section that a job of a commit's run handed on, read as the next run reads it. */
async function section({ stage }: Story, commit: string, command: string): Promise<RunRecord> {
  const { gitea, tokens, project } = stage;
  const { artifacts } = giteaForge({
    token: tokens.ada,
    apiUrl: `${gitea.url}/api/v1`,
    serverUrl: gitea.url,
    repository: project.name,
  });
  return readSection(artifacts, commit, `wb-churn-${command}-`);
}

interface Proposal {
  readonly head: string;
  readonly number: number;
}

function text({ logs }: EndedRun): string {
  return Object.entries(logs)
    .map(([job, log]) => `── ${job}\n${log}`)
    .join('\n');
}

async function readSection(artifacts: Artifacts | undefined, commit: string, prefix: string): Promise<RunRecord> {
  const [newest] = (await artifacts?.ofCommit(commit, prefix)) ?? [];
  if (!(artifacts && newest)) throw new Error(`${commit} has no artifact ${prefix}`);
  expect(await artifacts.run(newest.runId)).toMatchObject({
    commit,
    repository: 'acme/churn',
    conclusion: expect.any(String),
  });
  const bytes = await artifacts.download(newest, 1_000_000);
  if (newest.digest !== undefined)
    expect(newest.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  const found = (await readArchive(bytes)).get('section.json');
  return JSON.parse(new TextDecoder().decode(found));
}
