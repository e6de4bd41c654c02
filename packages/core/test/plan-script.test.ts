import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PlannedScript, parseResult, planScript } from '../src/training/plan-script.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "weighbridge plan's "));
});
afterEach(() => rmSync(root, { recursive: true }));

const folder = '.weighbridge/churn/train';
const base: PlannedScript = {
  folder,
  command: 'echo model > model.bin; env > seen.txt',
  pass: [],
  set: {},
  outputs: { model: 'model.bin' },
  retry: { on: [], times: 0 },
};

function run(script: Partial<PlannedScript>, env: Record<string, string> = {}) {
  const file = join(root, folder, 'train.sh');
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(file, planScript({ ...base, ...script }));
  const { status, stderr } = spawnSync('sh', [file], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: root, ...env },
    encoding: 'utf8',
  });
  const result = join(root, folder, 'result');
  return { status, stderr, result: existsSync(result) ? parseResult(readFileSync(result, 'utf8')) : undefined };
}
const seen = () => readFileSync(join(root, 'seen.txt'), 'utf8');

describe('the script of a planned training, run by sh', () => {
  it('runs the command, copies the outputs and leaves the contract', () => {
    const { status, result } = run({});
    expect(status).toBe(0);
    expect(result).toMatchObject({ exit: 0, attempts: 1, interpreter: expect.stringMatching(/^Python 3\./) });
    expect(readFileSync(join(root, folder, 'outputs/model'), 'utf8')).toBe('model\n');
  });

  it('gives the command the usual variables and the named ones, and no other', () => {
    const env = {
      CI_JOB_TOKEN: 'secret-1',
      WEIGHBRIDGE_TOKEN: 'secret-2',
      NVIDIA_API_KEY: 'secret-3',
      NVIDIA_VISIBLE_DEVICES: 'all',
      OMP_NUM_THREADS: '2',
      DATA_URL: 'it\'s $HOME `id` \n"two" lines\nOMP_FAKE=1',
      LANG: 'C.UTF-8',
    };
    expect(run({ pass: ['DATA_URL'], set: { WEIGHBRIDGE_SEED: '3' } }, env).status).toBe(0);
    expect(seen()).not.toMatch(/secret-/);
    expect(seen()).toContain(`DATA_URL=${env.DATA_URL}`);
    for (const line of ['NVIDIA_VISIBLE_DEVICES=all', 'OMP_NUM_THREADS=2', 'LANG=C.UTF-8', 'WEIGHBRIDGE_SEED=3'])
      expect(seen()).toContain(`${line}\n`);
  });

  it('leaves out what was there before and nobody wrote', () => {
    writeFileSync(join(root, 'model.bin'), 'old');
    expect(run({ command: 'echo nothing' }).status).toBe(0);
    expect(existsSync(join(root, folder, 'outputs/model'))).toBe(false);
  });

  it('ends as the command ends, and tries again where it is asked to', () => {
    expect(run({ command: 'exit 7' })).toMatchObject({ status: 7, result: { exit: 7, attempts: 1 } });
    const flaky = 'echo x >> tries; test "$(wc -l < tries)" -ge 3 || exit 75; echo model > model.bin';
    const again = run({ command: flaky, retry: { on: [75], times: 3 } });
    expect(again).toMatchObject({ status: 0, result: { exit: 0, attempts: 3 } });
    expect(run({ command: 'exit 75', retry: { on: [75], times: 2 } }).result).toMatchObject({ exit: 75, attempts: 3 });
  });

  it('runs a list of words as they are', () => {
    const words = ['sh', '-c', 'printf %s "$1" > model.bin', 'sh', "a 'b' $HOME `id`; exit 9"];
    expect(run({ command: words }).status).toBe(0);
    expect(readFileSync(join(root, 'model.bin'), 'utf8')).toBe(words[4]);
  });

  it('fails inside a pipe, and stops at its limit', () => {
    expect(run({ command: 'false | cat; echo on > model.bin' }).status).toBe(1);
    expect(run({ command: 'sleep 20', timeout: 1 }).status).toBe(124);
  });

  it('leaves no contract when it was killed on its way', () => {
    expect(run({ command: 'kill -9 $PPID' }).result).toBeUndefined();
  });

  it('is plain POSIX text', () => {
    writeFileSync(join(root, 'x.sh'), planScript(base));
    expect(execFileSync('sh', ['-n', join(root, 'x.sh')]).toString()).toBe('');
  });
});

describe('parseResult', () => {
  it('takes nothing but whole contracts', () => {
    expect(parseResult('')).toBeUndefined();
    expect(parseResult('exit=0\nstarted=5\n')).toBeUndefined();
    expect(parseResult('exit=\nstarted=5\nfinished=9\nattempts=1\n')).toBeUndefined();
    expect(parseResult('exit=0\nstarted=5\nfinished=9\nattempts=1\ninterpreter=\n')).toEqual({
      exit: 0,
      wallSeconds: 4,
      attempts: 1,
    });
  });
});
