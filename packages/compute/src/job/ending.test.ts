import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { processesIn } from '../../test/processes.ts';
import { job, shell } from '../../test/trial.ts';
import { localCompute } from '../local-compute.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ending-'));
const compute = localCompute(shell());
const waits = 'while :; do sleep 0.02; done';
const stubborn = `trap '' TERM; ${waits}`;

describe('a command that takes too long', () => {
  it('is asked to end, and may save what it has', async () => {
    const at = folder();
    const text = `trap 'sleep 0.1; echo saved > saved; exit 5' TERM\n${waits}`;
    const end = await compute.run(job(text, { folder: at, timeout: 100 }));
    expect(end).toMatchObject({ outcome: 'timed out', exit: 5 });
    expect(readFileSync(join(at, 'saved'), 'utf8')).toBe('saved\n');
    expect(end.wallSeconds).toBeLessThan(4);
  });

  it('is killed after the grace when it does not', async () => {
    const end = await compute.run(job(stubborn, { timeout: 100, grace: 200 }));
    expect(end).toMatchObject({ outcome: 'timed out', signal: 'SIGKILL' });
    expect(end.wallSeconds).toBeGreaterThanOrEqual(0.3);
    expect(end.wallSeconds).toBeLessThan(4);
  });

  it('keeps its time to save when the shell around it is gone first', async () => {
    const at = folder();
    const inner = `trap 'sleep 0.4; echo saved > saved; exit 0' TERM; ${waits}`;
    const end = await compute.run(job(`sh -c "${inner}"\necho never`, { folder: at, leg: 150 }));
    expect(end).toMatchObject({ outcome: 'leg over', signal: 'SIGTERM' });
    expect(existsSync(join(at, 'saved'))).toBe(true);
  });

  it('has not taken too long when it ends in time', async () => {
    expect(await compute.run(job('exit 4', { timeout: 5000, leg: 4000 }))).toMatchObject({ outcome: 'ended', exit: 4 });
  });

  it('may have longer than a timer can count', async () => {
    expect(await compute.run(job('sleep 0.05', { timeout: 2 ** 40 }))).toMatchObject({ outcome: 'ended', exit: 0 });
  });
});

describe('what a command leaves behind', () => {
  it.each([
    ['a child in the background', `(${stubborn}) >log 2>&1 &`],
    ['a child in a session of its own', `setsid sh -c "${stubborn}" &`],
    ['a daemon: twice forked, a session of its own', `(setsid sh -c "${stubborn}" >/dev/null 2>&1 &)`],
  ])('is ended: %s', async (_what, start) => {
    const options = shell();
    const at = folder();
    const end = await localCompute(options).run(job(`${start}\nsleep 0.1; echo done`, { folder: at, grace: 100 }));
    expect(end).toMatchObject({ outcome: 'ended', exit: 0 });
    expect(options.out.text()).toBe('done\n');
    expect(options.err.text()).toContain('left processes in the background');
    expect(processesIn(at)).toEqual([]);
  });

  it('is ended at a timeout, too, when it is a daemon', async () => {
    const at = folder();
    const daemon = `(setsid sh -c "${stubborn}" >/dev/null 2>&1 &)\n${stubborn}`;
    expect(await compute.run(job(daemon, { folder: at, timeout: 200, grace: 100 }))).toMatchObject({
      outcome: 'timed out',
    });
    expect(processesIn(at)).toEqual([]);
  });

  it('is let alone for a moment: a tee behind the command ends by itself', async () => {
    const options = shell();
    const at = folder();
    await localCompute(options).run(job('exec > >(sleep 0.1; cat > log; echo written >&2)\necho text', { folder: at }));
    expect(readFileSync(join(at, 'log'), 'utf8')).toBe('text\n');
    expect(options.err.text()).toBe('written\n');
  });
});

describe('a signal to the shell', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is passed on and waited for', async (signal) => {
    const signals = new EventEmitter();
    const options = shell({ signals });
    const running = localCompute(options).run(job(`trap 'sleep 0.1; echo saved; exit 0' TERM\necho ready\n${waits}`));
    await until(() => options.out.text() === 'ready\n');
    signals.emit(signal);
    expect(await running).toMatchObject({ outcome: 'interrupted', exit: 0 });
    expect(options.out.text()).toBe('ready\nsaved\n');
    expect(signals.eventNames()).toEqual([]);
  });

  it('kills at once when a person presses Ctrl-C twice', async () => {
    const signals = new EventEmitter();
    const options = shell({ signals });
    const running = localCompute(options).run(job(`trap '' TERM\necho ready\n${waits}`, { grace: 60_000 }));
    await until(() => options.out.text() === 'ready\n');
    signals.emit('SIGINT');
    signals.emit('SIGINT');
    expect(await running).toMatchObject({ outcome: 'interrupted', signal: 'SIGKILL' });
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isTrue(); turn++) await sleep(10);
  expect(isTrue()).toBe(true);
}
