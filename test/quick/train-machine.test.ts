import { delimiter } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Trial, trial, writesOutputs } from '../../packages/cli/test/train/trial.ts';
import { machines, smiFolder } from '../../packages/compute/test/nvidia-smi.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

function keep(one: Trial): Trial {
  made = one;
  return one;
}

const secret = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';

describe('a script that dumps its environment and prints commands', () => {
  const hostile = `env | sed 's/^/seen: /'
tr '\\0' '\\n' </proc/$$/environ | sed 's/^/seen: /'
echo "::set-output name=verdict::passed"
echo "::add-mask::churn"
echo "::error file=train.sh::mine" >&2
echo "::stop-commands::mine"
echo "GITHUB_ENV is '\${GITHUB_ENV:-}'"
${writesOutputs}`;
  const secrets = {
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_TOKEN: secret,
    INPUT_TOKEN: secret,
    ACTIONS_RUNTIME_TOKEN: secret,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    AWS_SECRET_ACCESS_KEY: secret,
    HF_TOKEN: secret,
    WEIGHBRIDGE_ID_KEY: secret,
    CUDA_API_KEY: secret,
    CI_JOB_TOKEN: secret,
    GITHUB_ENV: '/tmp/door-env',
    GITHUB_OUTPUT: '/tmp/door-output',
  };

  it('gets neither token nor door; what it prints is between two words that nobody can guess', async () => {
    const { weighbridge } = keep(trial(hostile, ['env: [MY_SETTING]']));
    const env = { ...secrets, GITHUB_ACTIONS: 'true', CI: 'true', MY_SETTING: 'kept', OTHER: 'left out' };
    const { exit, stdout, stderr } = await weighbridge(['train'], { ...env, WEIGHBRIDGE_OUTPUTS: 'none' });
    const log = `${stdout}${stderr}`;
    expect(exit, log).toBe(0);
    expect(log).not.toContain(secret);
    expect(log).not.toContain('door-');
    expect(log).toContain("GITHUB_ENV is ''");
    expect(log).toContain('seen: MY_SETTING=kept');
    expect(log).not.toContain('OTHER=');
    const lines = stderr.split('\n');
    const [word = ''] = lines.flatMap((line) => /^::stop-commands::([0-9a-f]{64})$/.exec(line)?.[1] ?? []);
    const [from, to] = [lines.indexOf(`::stop-commands::${word}`), lines.indexOf(`::${word}::`)];
    const commands = lines.flatMap((line, at) => (/^::|##\[/.test(line) && (at < from || at > to) ? [line] : []));
    expect([from >= 0, to > from, commands]).toEqual([true, true, []]);
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
  });
});

describe('GPUs, as nvidia-smi on PATH tells of them', () => {
  const withSmi = (name: keyof typeof machines): Record<string, string> => ({
    PATH: [smiFolder(machines[name]), process.env['PATH']].join(delimiter),
  });

  it.each([
    ['one', 'gpu: { count: 1 }', 'NVIDIA A10G', 1],
    ['two', 'gpu: { count: 2, memory: 10 GB }', 'NVIDIA A10G', 2],
    ['mig', 'gpu: { count: 2, memory: 5 GB }', 'NVIDIA A100-SXM4-40GB', 1],
  ] as const)('%s: enough for %s, and in the record', async (name, line, gpu, devices) => {
    const { weighbridge, record } = keep(trial(writesOutputs, [line]));
    const ended = await weighbridge(['train'], withSmi(name));
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    expect(record()?.training?.environment.gpu).toBe(gpu);
    expect(record()?.training?.usage?.gpu?.devices).toHaveLength(devices);
  });

  it.each([
    ['one', 'gpu: { count: 2 }', 'WB3408', 'has 1 (NVIDIA A10G)'],
    ['two', 'gpu: { count: 2, memory: 24 GB }', 'WB3409', 'Tesla T4 has 16.1 GB'],
    ['mig', 'gpu: { memory: 40 GB }', 'WB3409', 'MIG 3g.20gb has 20 GB'],
    ['none', 'gpu: { count: 1 }', 'WB3403', 'finds no device'],
    ['mismatch', 'gpu: { count: 1 }', 'WB3404', 'different versions'],
    ['noDriver', 'gpu: { count: 1 }', 'WB3405', 'modprobe nvidia'],
  ] as const)('%s: not enough for %s, said before anything is run', async (name, line, code, says) => {
    const { weighbridge, runs } = keep(trial(writesOutputs, [line]));
    const ended = await weighbridge(['train'], withSmi(name));
    expect(ended).toMatchObject({ exit: 2, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`^${code} weighbridge.yml:8:\\d+: `, 'm'));
    expect(ended.stderr).toContain(says);
    expect(runs()).toBe(0);
  });

  it('trains without one, where none is asked for', async () => {
    const { weighbridge, record } = keep(trial());
    expect(await weighbridge(['train'], withSmi('mismatch'))).toMatchObject({ exit: 0 });
    expect(record()?.training?.usage?.gpu).toMatchObject({ devices: [], undefined: expect.stringMatching(/version/) });
  });
});

describe('several runs by seed', () => {
  it('leave the first seed’s model, their spread in the record, and a wider interval in the comparison', async () => {
    const { weighbridge, record, text, write } = keep(trial(writesOutputs, ['repeat: 3']));
    const ended = await weighbridge(['train']);
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    const { seeds, spread } = record()?.training ?? {};
    expect([seeds, text('model/weights')]).toEqual([[1, 2, 3], 'weights 1\n']);
    const auc = spread?.find(({ metric }) => metric === 'roc_auc');
    expect(auc).toMatchObject({ runs: 3 });
    expect(auc?.deviation).toBeGreaterThan(0);
    write({ 'base.csv': (text('predictions.csv') ?? '').replaceAll('c1,1,0.', 'c1,1,0.0') });
    const width = async (): Promise<number> => {
      const compared = await weighbridge(['compare', '--baseline', 'base.csv']);
      expect(compared, compared.stderr).toMatchObject({ exit: 0 });
      const found = record()?.comparison?.metrics.find(({ name, slice }) => name === 'roc_auc' && !slice);
      return (found?.interval?.high ?? 0) - (found?.interval?.low ?? 0);
    };
    const wide = await width();
    write({ 'weighbridge.yml': (text('weighbridge.yml') ?? '').replace('repeat: 3', 'repeat: 1') });
    await weighbridge(['train', '--no-reuse']);
    expect(record()?.training?.spread).toBeUndefined();
    expect(wide).toBeGreaterThan(await width());
  });
});
