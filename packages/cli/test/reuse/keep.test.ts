import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, findReusable, restoreOutputs } from '@weighbridge/command';
import { emptyState, type Files, type GitFixture, gitFixture } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { committed, outputsOf, planned, train, trained } from './story.ts';
import { atHome, inRun, workplace } from './workplace.ts';

let git: GitFixture;
beforeEach(() => {
  git = gitFixture();
});
afterEach(() => git.remove());

const policy = String(committed['weighbridge.yml']);

function start(weighbridge: string, more: Files = {}): void {
  git.commit('main', { ...committed, 'weighbridge.yml': weighbridge, ...more });
}

const here = (): Context & { readonly said: string[] } => workplace({ root: git.root, runner: atHome });

describe('outputs over `store.max`', () => {
  const small = `${policy}store: { max: 1 kB }\n`;

  it('end a job with the advice to keep them in a bucket, and nothing is published', async () => {
    start(small);
    const state = emptyState();
    const runner = inRun(7, { kind: 'push', branch: 'main', forced: false, isDefault: true });
    await expect(train(git, workplace({ root: git.root, runner, state }))).rejects.toMatchObject({
      code: 'WB4301',
      message: expect.stringMatching(/outputs of churn \(19 kB\).*1 kB.*kind: s3/),
    });
    expect(state.artifacts).toEqual([]);
  });

  it('are only not kept on a developer’s machine', async () => {
    start(small);
    const context = here();
    const { record } = await train(git, context);
    expect(record.training?.outputs.map(({ kept }) => kept)).toEqual([undefined, undefined]);
    expect(context.said.join('\n')).toContain('store.max');
    expect(existsSync(join(git.root, '.weighbridge/churn/by-key'))).toBe(false);
  });
});

describe('outputs that cannot be put in place', () => {
  it('leave every one of those before them as it was', async () => {
    const sub = policy.replace('predictions: predictions.csv', 'predictions: sub/predictions.csv');
    start(sub, { '.gitignore': 'model/\npredictions.csv\nsub\n' });
    git.write({ 'sub/predictions.csv': 'y,s\n1,0.9\n' });
    const { record } = await train(git, here());
    expect(record.training?.outputs).toHaveLength(2);
    rmSync(join(git.root, 'sub'), { recursive: true });
    // A file where a folder must be: the second output has no place.
    writeFileSync(join(git.root, 'sub'), 'in the way');
    git.write({ 'model/weights.bin': 'my own' });
    const context = here();
    const { weighing, key } = await planned(context);
    const found = await findReusable(weighing, key);
    expect(found?.from).toBe('this machine');
    expect(found && (await restoreOutputs(found, weighing))).toBe(false);
    expect(outputsOf(git)).toMatchObject({ 'model/weights.bin': 'my own' });
    expect(readFileSync(join(git.root, 'sub'), 'utf8')).toBe('in the way');
    expect(context.said.at(-1)).toMatch(/^warning: /);
    expect(readdirSync(join(git.root, '.weighbridge/churn')).filter((name) => name.startsWith('restore-'))).toEqual([]);
  });
});

describe('the local store', () => {
  it('refuses bytes that were changed, and the outputs stay as they are', async () => {
    start(policy);
    const { record } = await train(git, here());
    const kept = record.training?.outputs.find(({ name }) => name === 'model')?.kept;
    const path = join(git.root, '.weighbridge/store', kept?.location ?? '');
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))));
    const context = here();
    const { weighing, key } = await planned(context);
    const found = await findReusable(weighing, key);
    expect(found && (await restoreOutputs(found, weighing))).toBe(false);
    expect([outputsOf(git), context.said.at(-1)]).toEqual([trained, expect.stringMatching(/^warning: .*other bytes/)]);
  });
});
