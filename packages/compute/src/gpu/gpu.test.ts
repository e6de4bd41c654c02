import { checkGpu, gpuReasons } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { machines, type SmiAnswers, smiFolder } from '../../test/nvidia-smi.ts';
import { job, shell } from '../../test/trial.ts';
import { type LocalOptions, localCompute } from '../local-compute.ts';

const systemPath = process.env['PATH'] ?? '';

async function gpuOf(answers: SmiAnswers, more: Partial<LocalOptions> = {}) {
  const env = { PATH: `${smiFolder(answers)}:${systemPath}` };
  return (await localCompute(shell({ env, ...more })).facts('true')).gpu;
}

describe('what nvidia-smi says of this machine', () => {
  it('is nothing where there is none', async () => {
    const { gpu } = await localCompute(shell({ env: { PATH: '/nowhere' } })).facts('true');
    expect(gpu).toEqual({ devices: [], undefined: 'no nvidia-smi' });
  });

  it('is one device', async () => {
    expect(await gpuOf(machines.one)).toEqual({
      driver: '550.90.07',
      cuda: '12.4',
      devices: [{ name: 'NVIDIA A10G', uuid: 'GPU-8f3a2b6c-0d1e-4f5a-9b7c-1a2b3c4d5e6f', memoryMiB: 23028 }],
    });
  });

  it('is two', async () => {
    expect((await gpuOf(machines.two)).devices.map(({ name, memoryMiB }) => [name, memoryMiB])).toEqual([
      ['NVIDIA A10G', 23028],
      ['Tesla T4', 15360],
    ]);
  });

  it('is a device with its MIG instances', async () => {
    const gpu = await gpuOf(machines.mig);
    expect(gpu.devices).toEqual([
      {
        name: 'NVIDIA A100-SXM4-40GB',
        uuid: 'GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77',
        memoryMiB: 40960,
        mig: ['3g.20gb', '1g.5gb'],
      },
    ]);
  });

  it('is a device that does not tell its memory', async () => {
    expect(await gpuOf(machines.silentFields)).toMatchObject({
      driver: '580.65.06',
      devices: [{ name: 'NVIDIA GB10', uuid: 'GPU-0' }],
    });
  });

  it.each([
    ['mismatch', gpuReasons.mismatch, 'reload its kernel module'],
    ['none', gpuReasons.noDevices, '`runs-on`'],
    ['noDriver', gpuReasons.noDriver, 'modprobe nvidia'],
    ['lost', gpuReasons.lost, 'choose another runner'],
    ['unknown', gpuReasons.failed, 'choose another runner'],
    ['strange', gpuReasons.unreadable, 'choose another runner'],
  ] as const)('is a reason and, where a GPU is needed, its cure: %s', async (name, reason, cure) => {
    const gpu = await gpuOf(machines[name]);
    expect(gpu).toEqual({ devices: [], undefined: reason });
    expect(() => checkGpu({ count: 1 }, gpu)).toThrow(cure);
  });

  it('is not waited for when it hangs', async () => {
    const started = performance.now();
    expect(await gpuOf(machines.hanging, { patience: 200 })).toEqual({ devices: [], undefined: gpuReasons.silent });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('the GPUs while a command runs', () => {
  const line = machines.one.table;

  it('are sampled: the most memory, the mean utilisation', async () => {
    const loop = [line, line.replace('4521, 37', '9000, 97'), line.replace('4521, 37', '4521, 97')];
    const options = shell({ env: { PATH: `${smiFolder(machines.one, loop)}:${systemPath}` }, gpuInterval: 50 });
    const { gpu } = await localCompute(options).run(job('sleep 0.6'));
    const [device] = gpu?.devices ?? [];
    expect(device).toMatchObject({ name: 'NVIDIA A10G', memoryMiB: 23028, peakMiB: 9000 });
    expect(device?.utilisation).toBeGreaterThan(0.5);
    expect(device?.utilisation).toBeLessThan(0.97);
    expect(gpu?.driver).toBe('550.90.07');
    expect(options.err.text()).toBe('');
  });

  it('have no utilisation where they do not tell it', async () => {
    const options = shell({ env: { PATH: `${smiFolder(machines.mig)}:${systemPath}` } });
    const { gpu } = await localCompute(options).run(job('sleep 0.3'));
    expect(gpu?.devices).toEqual([expect.objectContaining({ peakMiB: 1024 })]);
    expect(gpu?.devices[0]).not.toHaveProperty('utilisation');
  });

  it.each(['mismatch', 'hanging'] as const)('are left out when nvidia-smi does not answer: %s', async (name) => {
    const options = shell({ env: { PATH: `${smiFolder(machines[name])}:${systemPath}` } });
    const end = await localCompute(options).run(job('sleep 0.2; exit 3'));
    expect(end).toMatchObject({ outcome: 'ended', exit: 3 });
    expect(end.gpu).toBeUndefined();
    expect(end.wallSeconds).toBeLessThan(2);
  });
});
