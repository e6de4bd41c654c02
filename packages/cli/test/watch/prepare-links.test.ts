import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RetrainTrial, retrainTrial, start } from './retrain-trial.ts';

let trial: RetrainTrial;
let outside: string;
beforeEach(async () => {
  trial = await retrainTrial();
  outside = mkdtempSync(join(tmpdir(), 'outside-'));
  writeFileSync(join(outside, 'secret.csv'), 'secret\n');
  writeFileSync(join(outside, 'train.csv'), 'theirs\n');
});
afterEach(async () => {
  await trial.close();
  rmSync(outside, { recursive: true });
});

const untouched = () => [
  trial.git.git('status', '--porcelain'),
  trial.bare.git('branch', '--list'),
  readdirSync(outside),
  readFileSync(join(outside, 'train.csv'), 'utf8'),
];
const asItWas = [' M edited.txt\n?? untracked.txt', '* main', ['secret.csv', 'train.csv'], 'theirs\n'];

describe('a prepare that leaves a link', () => {
  it.each([
    ['for what `commit` names', ['data'], 'rm -rf data; ln -s "$OUT" data', /data: it is not a file but a link/],
    [
      'on the way to it',
      ['data/train.csv'],
      'rm -rf data; ln -s "$OUT" data',
      /data\/train\.csv: data is not a folder/,
    ],
    ['below it', ['data'], 'ln -s "$OUT" data/more', /data\/more: it is not a file but a link/],
    ['for another folder', ['new'], 'mkdir new; echo x > new/a; rm -rf data; ln -s "$OUT" data', undefined],
    ['for a folder that is new', ['new/a'], 'ln -s "$OUT" new', /new\/a: new is not a folder/],
  ])('%s reads, deletes and writes nothing behind it', async (_where, commit, command, why) => {
    const prepare = command.replaceAll('$OUT', outside);
    const result = await start(trial.context(), { prepare, commit });
    if (why) expect(result).toMatchObject({ outcome: 'not started', why: expect.stringMatching(why) });
    else trial.bare.git('branch', '-D', 'weighbridge/retrain-churn-20261122-0600');
    expect(untouched()).toEqual(asItWas);
    expect(readFileSync(join(trial.git.root, 'data/train.csv'), 'utf8')).toBe('old\n');
  });

  it('runs nothing where a link is there before, and leaves the link', async () => {
    const { root } = trial.git;
    symlinkSync(outside, join(root, 'untracked'));
    const result = await start(trial.context(), { prepare: 'touch ran', commit: ['untracked/train.csv'] });
    expect(result).toMatchObject({ outcome: 'not started', why: expect.stringContaining('untracked is not a folder') });
    const [status, ...rest] = untouched();
    expect([`${status}`.includes('ran'), ...rest]).toEqual([false, ...asItWas.slice(1)]);
  });

  it('has a link of a person put back as a link', async () => {
    const { root } = trial.git;
    symlinkSync('edited.txt', join(root, 'mine'));
    await start(trial.context(), { prepare: 'rm mine; echo odd > mine; echo new > data/train.csv' });
    expect(trial.git.git('status', '--porcelain')).toBe(' M edited.txt\n?? mine\n?? untracked.txt');
    expect(readFileSync(join(root, 'mine'), 'utf8')).toBe('by a person\n');
    expect(trial.git.git('hash-object', 'edited.txt')).toBe(trial.git.git('hash-object', 'mine'));
    rmSync(join(root, 'edited.txt'));
    expect(() => readFileSync(join(root, 'mine'))).toThrow('ENOENT');
  });

  it('leaves repositories below `commit` and our own folder out of the branch', async () => {
    const { root } = trial.git;
    mkdirSync(join(root, 'data/.weighbridge'), { recursive: true });
    writeFileSync(join(root, 'data/.weighbridge/run.json'), '{}');
    await start(trial.context(), { prepare: 'git init -q data; echo 1 > data/.weighbridge/run.json; echo n > data/n' });
    const branch = trial.bare.git('branch', '--list', 'weighbridge/*').trim();
    const carried = trial.bare.git('diff', '--name-only', 'main', branch).split('\n');
    expect(carried).toEqual(['.weighbridge-retraining/churn.json', 'data/n']);
  });
});
