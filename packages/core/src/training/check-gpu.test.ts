import { describe, expect, it } from 'vitest';
import { formatUserError } from '../error/user-error.ts';
import { checkGpu, gpuProblems } from './check-gpu.ts';
import { gpuReasons } from './gpu-reason.ts';

const t4 = { name: 'Tesla T4', memoryMiB: 15_360 };
const a10g = { name: 'NVIDIA A10G', memoryMiB: 23_028 };
const codes = (...args: Parameters<typeof gpuProblems>) => gpuProblems(...args).map(({ code }) => code);

describe('checkGpu', () => {
  it('lets pass what is enough', () => {
    checkGpu({ count: 1 }, { devices: [t4] });
    checkGpu({ count: 1, memoryBytes: 20e9 }, { devices: [t4, a10g] });
    checkGpu({ count: 2, memoryBytes: 16e9 }, { devices: [t4, t4] });
    checkGpu({ count: 1, memoryBytes: 16e9 }, { devices: [{ name: 'NVIDIA GB10' }] });
  });

  it.each([
    [gpuReasons.noTool, 'WB3402', '`runs-on` name the label of a runner with a GPU'],
    [gpuReasons.noDevices, 'WB3403', '`runs-on` name the label of a runner with a GPU'],
    [gpuReasons.mismatch, 'WB3404', 'Restart the machine of the runner, or reload its kernel module'],
    [gpuReasons.noDriver, 'WB3405', 'modprobe nvidia'],
    [gpuReasons.silent, 'WB3406', 'dmesg'],
    [gpuReasons.lost, 'WB3407', 'a device was lost'],
  ])('says what is missing and how to cure it: %s', (reason, code, cure) => {
    const check = () => checkGpu({ count: 1 }, { devices: [], undefined: reason }, { file: 'weighbridge.yml' });
    expect(check).toThrow(expect.objectContaining({ code, message: expect.stringContaining(cure) }));
  });

  it('says how many there are, and which', () => {
    const [error] = gpuProblems({ count: 4 }, { devices: [a10g, a10g] }, { file: 'weighbridge.yml', line: 9 });
    expect(error && formatUserError(error)).toBe(
      'WB3408 weighbridge.yml:9: Training needs 4 GPUs, and this machine has 2 (NVIDIA A10G, NVIDIA A10G). ' +
        'Choose a runner with more of them, or lower `train.gpu.count`.',
    );
  });

  it('says which GPU is too small, and what is asked', () => {
    const [error] = gpuProblems({ count: 2, memoryBytes: 24e9 }, { devices: [t4, a10g] });
    expect(error?.message).toContain('Training needs GPUs with 24 GB of memory; Tesla T4 has 16.1 GB.');
  });

  it('says both', () => {
    expect(codes({ count: 3, memoryBytes: 20e9 }, { devices: [a10g, t4] })).toEqual(['WB3408', 'WB3409']);
  });

  it('counts the instances of a device that is divided, with the memory of their profile', () => {
    const divided = { devices: [{ name: 'NVIDIA A100-SXM4-40GB', memoryMiB: 40_960, mig: ['3g.20gb', '1g.5gb'] }] };
    expect(codes({ count: 2 }, divided)).toEqual([]);
    expect(codes({ count: 1, memoryBytes: 20e9 }, divided)).toEqual([]);
    const [error] = gpuProblems({ count: 1, memoryBytes: 40e9 }, divided);
    expect(error?.message).toContain('NVIDIA A100-SXM4-40GB MIG 3g.20gb has 20 GB');
  });
});
