import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, findReusable, restoreOutputs } from '@weighbridge/command';
import type { Ledger, Runner } from '@weighbridge/core';
import { githubForge } from '@weighbridge/forge/github';
import { s3Store } from '@weighbridge/store/s3';
import {
  addRun,
  emptyState,
  type FakeRun,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  fakeS3,
  type GitFixture,
  gitFixture,
  memoryLedger,
  pushHistory,
  recordFixture,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committed, outputsOf, planned, train, trained } from './story.ts';
import { atHome, inRun, type Place, workplace } from './workplace.ts';

let git: GitFixture;
let state: ForgeState;
let server: FakeServer;
/** main: `base` with a run that trained; `feature` has two commits above it that leave the key as it is. */
let base = '';
let first = '';
let head = '';

beforeEach(async () => {
  git = gitFixture();
  base = git.commit('main', committed);
  git.git('switch', '-q', '-c', 'feature');
  first = git.commit('words', { 'README.md': 'one\n' });
  head = git.commit('more words', { 'README.md': 'two\n' });
  state = emptyState();
  state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions: { contents: 'read', actions: 'read' } });
  pushHistory(state, git);
  server = await fakeGithub(state);
});
afterEach(async () => {
  await server.close();
  git.remove();
});

const change: Runner['occasion'] = { kind: 'change', number: 5, baseRef: 'main', fork: false };

/** A job of one run, in the checkout as it is. */
function job(run: FakeRun, more: Partial<Place> = {}): Context & { readonly said: string[] } {
  const onMain = run.event !== 'pull_request';
  const push: Runner['occasion'] = { kind: 'push', branch: run.branch, forced: false, isDefault: true };
  const forge = githubForge({
    token: 'a-token',
    apiUrl: server.url,
    serverUrl: 'https://github.example',
    repository: 'acme/models',
    network: { pauseMs: 1 },
  });
  return workplace({ root: git.root, runner: inRun(run.id, onMain ? push : change), forge, state, ...more });
}

const ofChange = (commit: string, more: Partial<FakeRun> = {}): FakeRun =>
  addRun(state, { commit, event: 'pull_request', branch: 'feature', ...more });

/** A run that trained `commit`, and leaves the checkout at the change's head without outputs. */
async function trainedBy(run: FakeRun, more: Partial<Place> = {}): Promise<FakeRun> {
  git.git('switch', '-q', '--detach', run.commit);
  await train(git, job(run, more));
  clean();
  git.git('switch', '-q', '--detach', head);
  return run;
}

function clean(): void {
  for (const path of ['model', 'predictions.csv', '.weighbridge'])
    rmSync(join(git.root, path), { recursive: true, force: true });
}

/** What the change's run finds, and whether it could put it in place. */
async function reuse(context: Context): Promise<{ readonly from: string | undefined; readonly restored: boolean }> {
  const { weighing, key } = await planned(context);
  const found = await findReusable(weighing, key);
  return { from: found?.from, restored: found !== undefined && (await restoreOutputs(found, weighing)) };
}

const nothing = { 'model/weights.bin': null, 'model/deep/config.json': null, 'predictions.csv': null };

describe('a training with the same key', () => {
  it('is reused from the run of main that the change started at', async () => {
    const run = await trainedBy(addRun(state, { commit: base }));
    expect(await reuse(job(ofChange(head)))).toEqual({ from: `run ${run.id}`, restored: true });
    expect(outputsOf(git)).toEqual(trained);
  });

  it('is reused from an earlier run of this very change', async () => {
    const run = await trainedBy(ofChange(first));
    expect(await reuse(job(ofChange(head)))).toEqual({ from: `run ${run.id}`, restored: true });
  });

  it('is reused from an earlier attempt of this run, before any other place is asked', async () => {
    const run = await trainedBy(ofChange(head));
    expect(await reuse(job(run))).toEqual({ from: 'an earlier attempt of this run', restored: true });
    expect(server.log.filter((line) => line.includes('head_sha'))).toEqual([]);
  });

  it('is reused from a bucket, and not from the bytes of another object', async () => {
    const s3 = await fakeS3();
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const target = { bucket: 'models', prefix: 'wb', region: 'us-east-1', endpoint: s3.url, credentials };
    const bucket = s3Store({ ...target, maxBytes: 1e8, backoff: 1 });
    try {
      const run = await trainedBy(addRun(state, { commit: base }), { bucket });
      expect(state.artifacts.map(({ name }) => name)).toEqual(['wb-churn-train-model-1']);
      expect(await reuse(job(ofChange(head), { bucket }))).toEqual({ from: `run ${run.id}`, restored: true });
      expect(outputsOf(git)).toEqual(trained);
      clean();
      for (const [key, bytes] of s3.objects)
        s3.objects.set(key, Buffer.from(bytes.map((byte, at) => byte ^ Number(at === 30))));
      const context = job(ofChange(head), { bucket });
      expect(await reuse(context)).toEqual({ from: `run ${run.id}`, restored: false });
      expect([outputsOf(git), context.said.at(-1)]).toEqual([
        nothing,
        expect.stringMatching(/^warning: .*other bytes/),
      ]);
    } finally {
      await s3.close();
    }
  });

  it('is found through the ledger where history does not lead to it, once the API has confirmed its run', async () => {
    // The branch has gone on since the change left it.
    const other = git.git('commit-tree', `${base}^{tree}`, '-p', base, '-m', 'later on main');
    git.git('update-ref', 'refs/heads/main', other);
    pushHistory(state, git);
    const run = addRun(state, { commit: other });
    await trainedBy(run);
    const ledger = await ledgerNaming(run.id, other);
    expect(await reuse(job(ofChange(head)))).toEqual({ from: undefined, restored: false });
    expect(await reuse(job(ofChange(head), { ledger }))).toEqual({ from: `run ${run.id}`, restored: true });
  });
});

/** A ledger in which a record of our key names a run; anybody with push rights could have written it. */
async function ledgerNaming(run: number, commit: string): Promise<Ledger> {
  const { key } = await planned(job(ofChange(head)));
  const ledger = memoryLedger(new Map());
  const record = recordFixture({ commit, run: String(run) });
  await ledger.append({ ...record, subject: { ...record.subject, key } });
  return ledger;
}

describe('a poisoned training is refused', () => {
  it.each<readonly [string, Partial<FakeRun>, string]>([
    ['of another branch at the same commit', { branch: 'evil' }, 'it was on evil'],
    ['of a fork’s branch of the same name', { headRepository: 'mallory/models' }, 'mallory/models'],
    ['of a deleted fork', { headRepository: '' }, 'nobody can say'],
    ['of an event that runs foreign code with rights', { event: 'pull_request_target' }, 'pull_request_target'],
    ['of a run on an issue’s comment', { event: 'issue_comment' }, 'issue_comment'],
  ])('%s', async (_name, more, why) => {
    await trainedBy(ofChange(first, more));
    const context = job(ofChange(head));
    expect(await reuse(context)).toEqual({ from: undefined, restored: false });
    expect(context.said.join('\n')).toContain(why.replace('it was', 'its run was'));
    expect(outputsOf(git)).toEqual(nothing);
  });

  it('of another branch that the ledger was made to name', async () => {
    const run = await trainedBy(ofChange(first, { branch: 'evil' }));
    const ledger = await ledgerNaming(run.id, base);
    const context = job(ofChange(head), { ledger });
    expect(await reuse(context)).toEqual({ from: undefined, restored: false });
    expect(context.said.join('\n')).toContain(`run ${run.id} was passed over: its run was on evil`);
  });

  it('of a change, on main: there only main’s own runs count', async () => {
    await trainedBy(ofChange(head));
    expect(await reuse(job(addRun(state, { commit: head })))).toEqual({ from: undefined, restored: false });
  });

  it('of a record that speaks of another commit than its run', async () => {
    const run = addRun(state, { commit: base });
    await trainedBy({ ...run, commit: first });
    const context = job(ofChange(head));
    expect(await reuse(context)).toEqual({ from: undefined, restored: false });
    expect(context.said.join('\n')).toContain('another commit');
  });

  it('of another key', async () => {
    await trainedBy(addRun(state, { commit: base }));
    git.git('switch', '-q', '--detach', head);
    const commit = git.commit('code', { 'train.py': 'print(2)\n' });
    pushHistory(state, git);
    expect(await reuse(job(ofChange(commit)))).toEqual({ from: undefined, restored: false });
  });
});

describe('outputs whose bytes are not what the record states', () => {
  const outputs = () => state.artifacts.find(({ name }) => name.startsWith('wbytes-'));

  it('are refused, and what lies in their place stays, all of it', async () => {
    const run = await trainedBy(addRun(state, { commit: base }));
    const artifact = outputs();
    // Another training's whole artifact, as the forge's storage could give it, digest and all.
    git.write({ 'train.py': 'print(3)\n' });
    const other = addRun(state, { commit: base, branch: 'other' });
    const story = { ...trained, 'predictions.csv': 'y,s\n0,0.1\n' };
    await train({ ...git, write: () => git.write(story) }, job(other));
    const planted = state.artifacts.findLast(({ name }) => name.startsWith('wbytes-'));
    state.artifacts.splice(
      state.artifacts.findIndex(({ id }) => id === artifact?.id),
      1,
      {
        ...(planted ?? raise()),
        run: run.id,
      },
    );
    git.git('checkout', '-q', '--', '.');
    const before = outputsOf(git);
    const context = job(ofChange(head));
    expect(await reuse(context)).toEqual({ from: `run ${run.id}`, restored: false });
    expect([outputsOf(git), context.said.at(-1)]).toEqual([before, expect.stringMatching(/^warning: .*other bytes/)]);
  });

  it('are gone with their artifact, and then the command runs', async () => {
    const run = await trainedBy(addRun(state, { commit: base }));
    const artifact = outputs();
    if (artifact) artifact.expired = true;
    const context = job(ofChange(head));
    expect(await reuse(context)).toEqual({ from: `run ${run.id}`, restored: false });
    expect(context.said.at(-1)).toMatch(/^warning: .*gone/);
  });

  it('are not looked for without the right to, which is told', async () => {
    await trainedBy(addRun(state, { commit: base }));
    state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions: { contents: 'read' } });
    const context = job(ofChange(head));
    expect(await reuse(context)).toEqual({ from: undefined, restored: false });
    expect(context.said.at(-1)).toMatch(/^warning: .*actions: read/);
  });
});

function raise(): never {
  throw new Error('nothing was planted');
}

describe('on a developer’s machine', () => {
  const here = (): Context & { readonly said: string[] } => workplace({ root: git.root, runner: atHome });

  it('the same training is reused, edits and all, and another one is not', async () => {
    git.write({ 'train.py': 'print(4)\n' });
    await train(git, here());
    for (const path of ['model', 'predictions.csv']) rmSync(join(git.root, path), { recursive: true });
    expect(await reuse(here())).toEqual({ from: 'this machine', restored: true });
    expect(outputsOf(git)).toEqual(trained);
    git.write({ 'train.py': 'print(5)\n' });
    expect((await reuse(here())).from).toBeUndefined();
  });

  it('outputs that were changed since are put back as they were', async () => {
    await train(git, here());
    git.write({ 'model/weights.bin': 'half', 'model/extra.bin': 'x', 'predictions.csv': 'y,s\n' });
    expect((await reuse(here())).restored).toBe(true);
    expect(outputsOf(git)).toEqual(trained);
  });
});
