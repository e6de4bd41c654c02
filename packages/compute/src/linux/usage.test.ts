import { describe, expect, it } from 'vitest';
import { job, shell } from '../../test/trial.ts';
import { localCompute } from '../local-compute.ts';
import { parseStat, readStat } from './proc.ts';

const mebibyte = 2 ** 20;

describe.runIf(process.platform === 'linux')('what a command used', () => {
  const compute = localCompute(shell());

  it('is the CPU time of all it started, those that lived for a moment, too', async () => {
    const options = shell();
    const busy = 'for i in $(seq 60); do (for j in $(seq 2000); do :; done); done; times';
    const { cpuSeconds = 0 } = await localCompute(options).run(job(busy));
    const told = [...options.out.text().matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * Number(m) + Number(s));
    expect(told).toHaveLength(4);
    const total = told.reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeGreaterThan(0.05);
    expect(Math.abs(cpuSeconds - total)).toBeLessThan(0.05);
  });

  it('is the time of a daemon that nobody waited for, too', async () => {
    const burn = 'i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done';
    const { cpuSeconds = 0 } = await compute.run(
      job(`(setsid sh -c '${burn}' >/dev/null 2>&1 &)\nsleep 0.5`, { grace: 0 }),
    );
    expect(cpuSeconds).toBeGreaterThan(0.1);
    expect(cpuSeconds).toBeLessThan(2);
  });

  it('is the most memory that was in use at one time', async () => {
    const text = 'import time\nx = bytearray(150 << 20)\ntime.sleep(0.1)\ndel x\ntime.sleep(0.1)';
    const { peakBytes = 0 } = await compute.run(job(['python3', '-S', '-c', text]));
    expect(peakBytes / mebibyte).toBeGreaterThan(150);
    expect(peakBytes / mebibyte).toBeLessThan(190);
  });

  it('counts memory that forked workers share once', async () => {
    const text = `
import os, time
x = b'x' * (100 << 20)
for _ in range(3):
    if os.fork() == 0:
        time.sleep(0.4)
        os._exit(0)
for _ in range(3):
    os.wait()
`;
    const { peakBytes = 0 } = await compute.run(job(['python3', '-S', '-c', text]));
    expect(peakBytes / mebibyte).toBeGreaterThan(100);
    expect(peakBytes / mebibyte).toBeLessThan(180);
  });

  it('adds up memory that workers have for themselves', async () => {
    const one = "python3 -S -c 'import time; x = bytearray(60 << 20); time.sleep(0.6)'";
    const { peakBytes = 0 } = await compute.run(job(`${one} &\n${one} &\nwait`));
    expect(peakBytes / mebibyte).toBeGreaterThan(120);
    expect(peakBytes / mebibyte).toBeLessThan(180);
  });
});

describe('a line of the kernel about a process', () => {
  it('is read although the name of the program looks like the rest', () => {
    const line = '42 (a) R 1 (b\n) S 7 42 40 0 -1 4194304 95 6161 0 0 11 22 33 44 20 0 1 0 98765 2400256 400 0 0\n';
    expect(parseStat(line)).toEqual({
      pid: 42,
      over: false,
      parent: 7,
      group: 42,
      session: 40,
      ownTicks: 33,
      childTicks: 77,
      start: 98765,
    });
    expect(parseStat('42 (cut')).toBeUndefined();
    expect(parseStat('42 (cut) S 1')).toBeUndefined();
  });

  it('is missing for a process that is not there', () => {
    expect(readStat(2 ** 22 + 1)).toBeUndefined();
  });
});
