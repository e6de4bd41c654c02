import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, registry } from '@weighbridge/command';
import { type RunRecord, runRecord } from '@weighbridge/core';
import { githubForge } from '@weighbridge/forge/github';
import {
  addRun,
  emptyState,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  pushHistory,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committed, outputsOf, train, trained } from './story.ts';
import { atHome, inRun, workplace } from './workplace.ts';

let git: GitFixture;
let state: ForgeState;
let server: FakeServer;
beforeEach(async () => {
  git = gitFixture();
  git.commit('main', committed);
  state = emptyState();
  state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions: { contents: 'read', actions: 'read' } });
  pushHistory(state, git);
  server = await fakeGithub(state);
});
afterEach(async () => {
  await server.close();
  git.remove();
});

function job(run: number, name: string): Context {
  const occasion = { kind: 'push', branch: 'main', forced: false, isDefault: true } as const;
  const address = { apiUrl: server.url, serverUrl: 'https://github.example', repository: 'acme/models' };
  const forge = githubForge({ token: 'a-token', ...address, network: { pauseMs: 1 } });
  return workplace({ root: git.root, runner: inRun(run, occasion, name), forge, state });
}

async function evaluate(context: Context): Promise<RunRecord> {
  const command = await registry['evaluate']?.();
  await command?.run({ policy: 'weighbridge.yml' }, context);
  return runRecord.parse(JSON.parse(readFileSync(join(git.root, '.weighbridge/churn/run.json'), 'utf8')));
}

/** A fresh checkout, as each job of a run has it. */
function freshCheckout(): void {
  for (const path of ['model', 'predictions.csv', '.weighbridge'])
    rmSync(join(git.root, path), { recursive: true, force: true });
}

describe('a job after the one that trained', () => {
  it('measures the predictions that were kept, and keeps the training and its key', async () => {
    const run = addRun(state, { commit: git.git('rev-parse', 'HEAD') }).id;
    const { record } = await train(git, job(run, 'train'));
    freshCheckout();
    const seen = await evaluate(job(run, 'evaluate'));
    expect(outputsOf(git)['predictions.csv']).toBe(trained['predictions.csv']);
    expect([seen.subject.key, seen.training]).toEqual([record.subject.key, record.training]);
    expect(seen.evaluation?.rows).toBe(1);
    expect(state.artifacts.map(({ name }) => name)).toEqual([
      'wbytes-churn-outputs-train-1',
      'wb-churn-train-train-1',
      'wb-churn-train-evaluate-1',
      'wb-churn-evaluate-evaluate-1',
    ]);
  });

  it('does not call other predictions the training’s', async () => {
    const run = addRun(state, { commit: git.git('rev-parse', 'HEAD') }).id;
    const { record } = await train(git, job(run, 'train'));
    freshCheckout();
    git.write({ 'predictions.csv': 'y,s\n1,0.1\n0,0.2\n' });
    const seen = await evaluate(job(run, 'evaluate'));
    expect(seen.training?.command).toBeUndefined();
    expect(seen.subject.key).not.toBe(record.subject.key);
    expect(seen.evaluation?.rows).toBe(2);
  });

  it('on a developer’s machine: predictions that were deleted come back from the local store', async () => {
    const here = (): Context => workplace({ root: git.root, runner: atHome });
    const { record } = await train(git, here());
    rmSync(join(git.root, 'predictions.csv'));
    const seen = await evaluate(here());
    expect([seen.subject.key, seen.evaluation?.rows]).toEqual([record.subject.key, 1]);
  });
});
