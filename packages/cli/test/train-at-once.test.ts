import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { endOf, type Trial, trial, writesOutputs } from './train/trial.ts';

let made: Trial | undefined;
afterEach(() => made?.remove());

/** Trains until a file `go` is there. */
const waits = `until [ -e "$HOME/go" ]; do sleep 0.1; done\n${writesOutputs}`;
const lock = '.weighbridge/churn/lock';

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((done) => setTimeout(done, 50));
}

it.each([['train'], ['validate'], ['pipeline', '--no-note'], ['preview']])(
  'refuses %s while a training is at work in the same folder, and names it',
  async (...argv) => {
    made = trial(waits);
    const { start, weighbridge, root, record, text, home } = made;
    const first = start(['train']);
    const ended = endOf(first);
    await untilThere(join(root, lock));
    const second = await weighbridge(argv);
    expect(second).toMatchObject({ exit: 2, stdout: '' });
    expect(second.stderr).toContain(`WB1025 ${lock}: Another process is at work on "churn"`);
    expect(second.stderr).toContain(`train, process ${first.pid}`);
    writeFileSync(join(home, 'go'), '');
    expect(await ended).toMatchObject({ exit: 0 });
    expect([record()?.training?.outputs.length, text(lock)]).toEqual([2, undefined]);
  },
);

it('takes over from a process that was killed', async () => {
  made = trial(waits);
  const { start, weighbridge, root, text, home } = made;
  const first = start(['train']);
  const closed = once(first, 'exit');
  await untilThere(join(root, lock));
  first.kill('SIGKILL');
  await closed;
  expect(text(lock)).toContain(`"pid":${first.pid}`);
  writeFileSync(join(home, 'go'), '');
  const next = await weighbridge(['train']);
  expect(next, next.stderr).toMatchObject({ exit: 0 });
  expect(text(lock)).toBeUndefined();
});

it('takes over what was left half written, or was carried here from another job', async () => {
  made = trial();
  const { weighbridge, write } = made;
  const carried = JSON.stringify({ pid: process.pid, host: 'another machine', command: 'train', job: '1/model/1' });
  for (const left of ['', carried]) {
    write({ [lock]: left });
    expect(await weighbridge(['train'])).toMatchObject({ exit: 0 });
  }
});
