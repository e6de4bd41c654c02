import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Ended, type Trial, trial, writesOutputs } from './train/trial.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

/** A job of a GitLab pipeline: it finds nothing of an earlier job but what the YAML carries on, `.weighbridge/`. */
async function job(one: Trial, name: string, argv: readonly string[]): Promise<Ended> {
  for (const path of ['predictions.csv', 'model', 'checkpoint'])
    rmSync(join(one.root, path), { recursive: true, force: true });
  const env = { GITLAB_CI: 'true', CI: 'true', CI_PIPELINE_ID: '7', CI_JOB_NAME: name, CI_JOB_ID: '71' };
  return one.weighbridge(argv, { ...env, CI_PROJECT_PATH: 'acme/models', CI_COMMIT_BRANCH: 'main' });
}

function begin(script?: string, train?: readonly string[]): Trial {
  made = trial(script, train);
  return made;
}

describe('jobs of one pipeline after the one that trained', () => {
  it.each([
    ['the gate', ['gate']],
    ['the one step', ['pipeline', '--no-note']],
    ['evaluate', ['evaluate']],
  ])('%s takes its outputs and its section, and does not train', async (_name, argv) => {
    const one = begin();
    const first = await job(one, 'train', ['train']);
    expect(first, first.stderr).toMatchObject({ exit: 0 });
    const { training, subject } = one.record() ?? {};
    const second = await job(one, 'weigh', argv);
    expect(second, second.stderr).toMatchObject({ exit: 0 });
    expect(one.runs()).toBe(1);
    expect(one.record()).toMatchObject({ training, subject: { key: subject?.key } });
    expect(one.record()?.evaluation?.rows).toBe(300);
    expect(existsSync(join(one.root, 'model'))).toBe(argv[0] === 'pipeline');
  });

  it('takes no output whose bytes have changed on the way', async () => {
    const one = begin();
    await job(one, 'train', ['train']);
    writeFileSync(join(one.root, '.weighbridge/churn/sections/outputs/output-predictions'), 'customer,churned\n');
    const second = await job(one, 'weigh', ['gate']);
    expect(second).toMatchObject({ exit: 2, stderr: expect.stringContaining('WB3001 predictions.csv') });
    expect(existsSync(join(one.root, 'predictions.csv'))).toBe(false);
  });

  it('reports what stopped, and weighs nothing', async () => {
    const one = begin('exit 9\n');
    expect(await job(one, 'train', ['train'])).toMatchObject({ exit: 1 });
    expect(await job(one, 'weigh', ['pipeline', '--no-note'])).toMatchObject({ exit: 1 });
    expect(one.runs()).toBe(1);
    expect(one.record()?.verdict).toMatchObject({ outcome: 'stopped' });
  });
});

describe('jobs that train one after the other', () => {
  const script = `round=0
[ ! -f "$WEIGHBRIDGE_CHECKPOINT/round" ] || read -r round <"$WEIGHBRIDGE_CHECKPOINT/round"
trap 'mkdir -p "$WEIGHBRIDGE_CHECKPOINT"; echo "$round" >"$WEIGHBRIDGE_CHECKPOINT/round"; exit 0' TERM
while [ "$round" -lt 40 ]; do round=$((round + 1)); sleep 0.04 || true; done
${writesOutputs}`;

  it('go on from the checkpoint that the YAML carried', async () => {
    const one = begin(script, ['resume: { checkpoint: checkpoint, leg: 1s }']);
    expect((await job(one, 'leg 1', ['train'])).stderr).toContain('leg 1 is over');
    let ended = await job(one, 'leg 2', ['train']);
    expect(ended.stderr).toContain('goes on from the checkpoint of leg 1');
    for (let leg = 3; leg < 6 && !one.record()?.training?.outputs.length; leg += 1)
      ended = await job(one, `leg ${leg}`, ['train']);
    expect(one.record()?.training?.outputs).toHaveLength(2);
    const runs = one.runs();
    const last = await job(one, 'leg 9', ['train']);
    expect([last.exit, one.runs(), existsSync(join(one.root, 'model/weights'))]).toEqual([0, runs, true]);
  });
});
