import { describe, expect, it } from 'vitest';
import { costOf } from './cost.ts';

const prices = { currency: 'USD', perHour: { 'NVIDIA A10G': 1.006, 'tesla t4': 0.526, cpu: 0.17 } };
const device = (name: string) => ({ devices: [{ name }] });

describe('costOf', () => {
  it.each([
    ['NVIDIA A10G', 1.006, '1.006 USD an hour (NVIDIA A10G)'],
    ['A10G', 1.006, '1.006 USD an hour (NVIDIA A10G)'],
    ['Tesla T4', 0.526, '0.526 USD an hour (tesla t4)'],
  ])('is wall time by the price of the machine: %s', (name, perHour, rate) => {
    expect(costOf(prices, 1800, device(name))).toEqual({ amount: perHour / 2, currency: 'USD', rate });
  });

  it('is of the whole machine, however many GPUs are in it', () => {
    const two = { devices: [{ name: 'NVIDIA A10G' }, { name: 'NVIDIA A10G' }] };
    expect(costOf(prices, 3600, two)).toMatchObject({ amount: 1.006 });
  });

  it.each([undefined, 'no nvidia-smi', 'no devices found'])('is that of a machine without a GPU: %s', (reason) => {
    const none = { devices: [], ...(reason === undefined ? {} : { undefined: reason }) };
    expect(costOf(prices, 3600, none)).toEqual({ amount: 0.17, currency: 'USD', rate: '0.17 USD an hour (cpu)' });
  });

  it('cannot be said of a GPU without a price; the known names are told', () => {
    expect(costOf(prices, 3600, device('NVIDIA H100 PCIe'))).toEqual({
      undefined:
        'no cost: `train.prices.per-hour` has no price for NVIDIA H100 PCIe; it has: NVIDIA A10G, tesla t4, cpu',
    });
    expect(costOf({ currency: 'EUR', perHour: {} }, 1, device('T4'))).toMatchObject({
      undefined: expect.stringMatching(/has: none$/),
    });
  });

  it('cannot be said when the GPU is not known, or there are different ones', () => {
    const broken = { devices: [], undefined: 'driver/library version mismatch' };
    expect(costOf(prices, 1, broken)).toEqual({
      undefined: 'no cost: the GPU is not known (driver/library version mismatch)',
    });
    const mixed = { devices: [{ name: 'NVIDIA A10G' }, { name: 'Tesla T4' }] };
    expect(costOf(prices, 1, mixed)).toEqual({
      undefined: 'no cost: this machine has different GPUs (NVIDIA A10G, Tesla T4)',
    });
  });
});
