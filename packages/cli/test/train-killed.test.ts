import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { endOf, type Trial, trial, writesOutputs } from './train/trial.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

function keep(one: Trial): Trial {
  made = one;
  return one;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isTrue(); turn++) await sleep(10);
  expect(isTrue()).toBe(true);
}

/** Processes that work in a folder and are not over. */
function processesIn(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && folderOf(pid) === folder);
}

function folderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Ended meanwhile, or somebody else's.
    return undefined;
  }
}

/** Entries of the local store whose bytes are not those of their name; drafts have other names. */
function halfEntries({ root }: Trial): readonly string[] {
  const store = join(root, '.weighbridge/store');
  if (!existsSync(store)) return [];
  return readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const file = join(store, path);
    const isEntry = /^[0-9a-f]{64}$/.test(basename(path)) && statSync(file).isFile();
    return isEntry && createHash('sha256').update(readFileSync(file)).digest('hex') !== basename(path);
  });
}

function expectNothing(one: Trial): void {
  expect([one.record(), halfEntries(one), existsSync(join(one.root, '.weighbridge/churn/by-key'))]).toEqual([
    undefined,
    [],
    false,
  ]);
}

async function expectClean(one: Trial): Promise<void> {
  const ended = await one.weighbridge(['train']);
  expect(ended, ended.stderr).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^churn trained in /) });
  expect([halfEntries(one), one.record()?.training?.outputs.length]).toEqual([[], 2]);
  expect((await one.weighbridge(['train'])).stdout).toContain('unchanged: reused');
}

describe('kill -9 of our process', () => {
  it('while training: the command is ended with us, nothing is recorded, and the next run is clean', async () => {
    const one = keep(trial(`[ -f "$HOME/again" ] || { touch "$HOME/again"; sleep 60; }\n${writesOutputs}`));
    const child = one.start(['train']);
    await until(() => one.runs() === 1);
    child.kill('SIGKILL');
    await once(child, 'close');
    await until(() => processesIn(one.root).length === 0);
    expectNothing(one);
    await expectClean(one);
  }, 60_000);

  it('while outputs are kept, whenever it comes: no half entry, no record, and the next run is clean', async () => {
    const large = 'mkdir -p model; head -c 40000000 /dev/urandom >model/large\n';
    const one = keep(trial(`${large}${writesOutputs}`));
    const keeping = join(one.root, '.weighbridge/churn/sections/outputs');
    for (const later of [0, 100, 400]) {
      rmSync(keeping, { recursive: true, force: true });
      const child = one.start(['train']);
      await until(() => existsSync(keeping));
      await sleep(later);
      child.kill('SIGKILL');
      await once(child, 'close');
      expectNothing(one);
    }
    await expectClean(one);
  }, 60_000);
});

/** Adds up in rounds; saves its state when it is asked to end. */
const rounds = `round=0 weight=7
saved="\${WEIGHBRIDGE_CHECKPOINT:-none}/state"
if [ -f "$saved" ]; then read -r round weight <"$saved"; fi
trap 'mkdir -p "$WEIGHBRIDGE_CHECKPOINT"; echo "$round $weight" >"$saved"; exit 0' TERM
while [ "$round" -lt 50 ]; do
  weight=$(((weight * 31 + round) % 1000003)) round=$((round + 1))
  sleep 0.03 || true
done
${writesOutputs}echo "$weight" >model/weights
`;

describe('a training in legs', () => {
  it('saves on SIGTERM and at the end of a leg; three legs give the bytes of one', async () => {
    const whole = trial(rounds);
    expect(await whole.weighbridge(['train'])).toMatchObject({ exit: 0 });
    const wanted = [whole.text('model/weights'), whole.text('predictions.csv')];
    whole.remove();
    const one = keep(trial(rounds, ['resume: { checkpoint: checkpoint, leg: 1s }']));
    const first = one.start(['train']);
    const ended = endOf(first);
    await until(() => one.runs() === 1);
    await sleep(300);
    first.kill('SIGTERM');
    expect(await ended).toMatchObject({ exit: 3, stderr: expect.stringContaining('The checkpoint of leg 1 is kept.') });
    expectNothing(one);
    const second = await one.weighbridge(['train']);
    expect(second, second.stderr).toMatchObject({ exit: 0, stderr: expect.stringContaining('leg 2 is over') });
    for (let leg = 3; leg < 6 && one.record()?.training?.outputs.length !== 2; leg += 1)
      expect(await one.weighbridge(['train'])).toMatchObject({ exit: 0 });
    expect([one.text('model/weights'), one.text('predictions.csv')]).toEqual(wanted);
    expect(one.record()?.training?.legs).toBe(one.runs());
    expect(one.runs()).toBeGreaterThanOrEqual(3);
    expect((await one.weighbridge(['train'])).stdout).toContain('unchanged: reused');
  }, 60_000);

  it('ends with an error where the policy’s most jobs are over, or nothing was saved', async () => {
    const silent = keep(trial('sleep 60\n', ['resume: { checkpoint: checkpoint, leg: 1s }']));
    expect(await silent.weighbridge(['train'])).toMatchObject({ exit: 1 });
    expect(silent.record()?.stopped).toMatchObject({ code: 'no checkpoint' });
    silent.remove();
    const long = keep(
      trial(rounds.replace('-lt 50', '-lt 6000'), ['resume: { checkpoint: checkpoint, leg: 1s, max-legs: 1 }']),
    );
    expect(await long.weighbridge(['train'])).toMatchObject({ exit: 1 });
    expect(long.record()?.stopped).toMatchObject({ code: 'too many legs' });
  });
});
