import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { policy, type Trial, trial, writesOutputs } from './train/trial.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

function keep(one: Trial): Trial {
  made = one;
  return one;
}

describe('a training that ends well', () => {
  it('is recorded, and an equal commit takes its outputs in no time', async () => {
    const { weighbridge, record, root, text, runs } = keep(trial());
    const first = await weighbridge(['train']);
    expect(first, first.stderr).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^churn trained in \d/) });
    const trained = record();
    expect(trained?.training).toMatchObject({
      command: 'sh train.sh',
      outputs: [{ bytes: expect.any(Number) }, { files: 1 }],
    });
    const predictions = text('predictions.csv');
    for (const path of ['predictions.csv', 'model']) rmSync(join(root, path), { recursive: true });
    const second = await weighbridge(['train']);
    const commit = trained?.subject.head ?? '';
    expect(second.stdout).toContain(`churn unchanged: reused the run of ${commit.slice(0, 7)}, 0 s\n`);
    expect([text('predictions.csv'), text('model/weights'), runs()]).toEqual([predictions, 'weights none\n', 1]);
    expect(record()?.training).toMatchObject({ reused: { commit, savedSeconds: expect.any(Number) } });
    expect(record()?.training?.outputs).toEqual(trained?.training?.outputs);
    expect((await weighbridge(['train', '--no-reuse'])).stdout).toContain('churn trained');
    expect(runs()).toBe(2);
  });

  it('is another one with another value of a variable that it sees, unless that is a credential', async () => {
    const { weighbridge, runs } = keep(trial(writesOutputs, ['env: [SIZE, HF_TOKEN]']));
    await weighbridge(['train'], { SIZE: '1', HF_TOKEN: 'a' });
    const same = await weighbridge(['train'], { SIZE: '1', HF_TOKEN: 'b' });
    expect(same.stdout).toContain('churn unchanged');
    const other = await weighbridge(['train'], { SIZE: '2', HF_TOKEN: 'b' });
    expect([other.stdout, runs()]).toEqual([expect.stringContaining('churn trained'), 2]);
  });

  it('stays in the record of what weighs it: its command, its key, its time', async () => {
    const { weighbridge, record } = keep(trial());
    await weighbridge(['train']);
    const before = record();
    const gate = await weighbridge(['gate']);
    expect(gate, gate.stderr).toMatchObject({ exit: 0 });
    expect(record()).toMatchObject({ training: before?.training, subject: { key: before?.subject.key } });
  });
});

describe('what the policy says of a training', () => {
  it('has it tried again after the exit codes that the policy lists', async () => {
    const script = `[ "$(wc -l <"$HOME/runs")" -gt 1 ] || exit 75\n${writesOutputs}`;
    const { weighbridge, record } = keep(trial(script, ['retry: { on: [75], times: 2 }']));
    const ended = await weighbridge(['train']);
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    expect(ended.stderr).toContain('exit code 75, trying again (1 of 2)');
    expect(record()?.training?.attempts).toBe(2);
  });

  it('is not reused by the one step where a number that the gate judges would be missing', async () => {
    const { weighbridge, write, runs, text } = keep(trial(`${writesOutputs}echo '{ "ms": 31 }' >metrics.json\n`));
    const metrics = 'metrics: [{ file: metrics.json, key: ms, direction: lower }]';
    const asked = policy().replace('id: customer }', `id: customer, ${metrics} }`);
    write({ 'weighbridge.yml': asked, '.gitignore': `${text('.gitignore')}metrics.json\n` });
    await weighbridge(['pipeline', '--no-note']);
    const second = await weighbridge(['pipeline', '--no-note']);
    expect([second.exit, runs()]).toEqual([0, 2]);
    expect(second.stderr).toContain('metrics.json is not kept: name it in `train.outputs`');
    write({ 'weighbridge.yml': asked.replace('model: model', 'model: model, metrics: metrics.json') });
    await weighbridge(['pipeline', '--no-note']);
    expect([(await weighbridge(['pipeline', '--no-note'])).exit, runs()]).toEqual([0, 3]);
  });

  it('takes words as they are, which no shell reads', async () => {
    const { weighbridge, text, write, record } = keep(trial());
    write({ 'weighbridge.yml': policy([], '[sh, train.sh, "a b; touch hacked", $HOME]') });
    expect(await weighbridge(['train'])).toMatchObject({ exit: 0 });
    expect(text('hacked')).toBeUndefined();
    expect(record()?.training?.command).toEqual(['sh', 'train.sh', 'a b; touch hacked', '$HOME']);
  });

  it('costs what the price table says', async () => {
    const { weighbridge, record } = keep(trial(writesOutputs, ['prices: { currency: EUR, per-hour: { cpu: 3600 } }']));
    expect((await weighbridge(['train'])).stdout).toMatch(/ EUR/);
    const usage = record()?.training?.usage;
    expect(usage?.cost).toMatchObject({ currency: 'EUR' });
    expect(usage?.cost?.amount).toBeCloseTo(usage?.wallSeconds ?? -1, 6);
  });
});

interface Row {
  readonly name: string;
  readonly script: string;
  readonly train?: readonly string[];
  readonly code: string;
  readonly reason: RegExp;
}

const stops: readonly Row[] = [
  {
    name: 'an exit code',
    script: 'echo out of memory >&2; exit 9',
    code: 'exit 9',
    reason: /^training failed with exit code 9$/,
  },
  { name: 'a signal', script: 'kill -9 $$', code: 'exit SIGKILL', reason: /^training was ended by SIGKILL$/ },
  {
    name: 'its timeout',
    script: 'sleep 60',
    train: ['timeout: 1s'],
    code: 'timed out',
    reason: /longer than its timeout$/,
  },
  {
    name: 'no output',
    script: 'true',
    code: 'no output',
    reason: /did not write predictions.csv, its output predictions$/,
  },
  {
    name: 'one of two outputs',
    script: 'cp data.csv predictions.csv',
    code: 'no output',
    reason: /did not write model/,
  },
  { name: 'no such program', script: 'no-such-program', code: 'exit 127', reason: /exit code 127$/ },
  {
    name: 'a listed exit code each time',
    script: 'exit 75',
    train: ['retry: { on: [75], times: 2 }'],
    code: 'exit 75',
    reason: /exit code 75, 3 times$/,
  },
];

describe('a training that stops', () => {
  it.each(stops)(
    'by $name: exit 1, the reason in the record, nothing kept',
    async ({ script, train, code, reason }) => {
      const { weighbridge, record, text } = keep(trial(`${script}\n`, train));
      const ended = await weighbridge(['train']);
      expect(ended, ended.stderr).toMatchObject({ exit: 1, stdout: expect.stringMatching(/^❌ churn stopped: /) });
      expect(record()?.stopped).toMatchObject({ command: 'train', code, reason: expect.stringMatching(reason) });
      expect(record()?.training?.outputs).toEqual([]);
      expect(text('.weighbridge/churn/by-key')).toBeUndefined();
    },
  );

  it('because an output is older than it, and the tail of what it said is kept', async () => {
    const { weighbridge, record, root, write } = keep(trial('echo nothing to do\nmkdir -p model; echo w >model/w\n'));
    write({ 'predictions.csv': 'customer,churned,probability\nc0,0,0.5\n' });
    utimesSync(join(root, 'predictions.csv'), 1e9, 1e9);
    expect(await weighbridge(['train'])).toMatchObject({ exit: 1 });
    expect(record()?.stopped?.reason).toBe(
      'training did not write predictions.csv: the file there is older than this run',
    );
  });

  it('because every file of an output folder is older than it', async () => {
    const { weighbridge, record, root, write } = keep(trial('cp data.csv predictions.csv; mkdir -p model/new\n'));
    write({ 'model/deep/weights': 'of another training\n' });
    utimesSync(join(root, 'model/deep/weights'), 1e9, 1e9);
    expect(await weighbridge(['train'])).toMatchObject({ exit: 1 });
    expect(record()?.stopped?.reason).toBe('training did not write model: every file there is older than this run');
  });

  it('is judged as stopped by the one step, with the last lines', async () => {
    const { weighbridge, record, text } = keep(trial('echo "CUDA out of memory" >&2\nexit 9\n'));
    const ended = await weighbridge(['pipeline', '--no-note']);
    expect(ended, ended.stderr).toMatchObject({ exit: 1 });
    expect(record()?.verdict).toMatchObject({ outcome: 'stopped', exit: 1 });
    expect(record()?.stopped?.tail).toEqual(['CUDA out of memory']);
    expect(text('.weighbridge/churn/note.md')).toContain('training failed with exit code 9');
  });
});

describe('a policy that training is refused for', () => {
  it.each([
    [
      'a token of the forge',
      'env: [WANDB, GITHUB_TOKEN]',
      'WB3401 weighbridge.yml:8:20: `train.env` asks for GITHUB_TOKEN',
    ],
    ['a door into the runner', 'env: [GITHUB_ENV]', 'WB3401 weighbridge.yml:8:13: '],
    ['a duration', 'timeout: banana', 'WB2012 weighbridge.yml:8:16: models.churn.train.timeout is "banana".'],
  ])('%s: exit 2 with the line, and nothing is run', async (_name, line, says) => {
    const { weighbridge, runs, record } = keep(trial(writesOutputs, [line]));
    const ended = await weighbridge(['train']);
    expect(ended).toMatchObject({ exit: 2, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect([runs(), record()]).toEqual([0, undefined]);
  });

  it('no command', async () => {
    const { weighbridge, write } = keep(trial());
    write({ 'weighbridge.yml': policy().replace('      run: sh train.sh\n', '') });
    expect(await weighbridge(['train'])).toMatchObject({ exit: 2, stderr: expect.stringMatching(/^WB10\d\d /m) });
  });
});
