import { describe, expect, it } from 'vitest';
import { fileLive } from './file-live.ts';

const sides = { canary: 'v2', stable: 'v1' };
const query = { name: 'errors', bad: 'failed', all: 'requests' };

function look(text: string | Error) {
  const readText = (): Promise<string> => (text instanceof Error ? Promise.reject(text) : Promise.resolve(text));
  return fileLive({ path: 'live/counters.json', readText }).look([query], sides, { 'errors v1 all requests': 1 });
}

describe('the file of counters', () => {
  it.each([
    ['', 'it is empty'],
    ['{"v2": ', 'it is not JSON'],
    ['[]', 'it is not an object'],
    ['{"v2": 3}', '"v2" is not an object of counters'],
  ])('%s is refused by its name', async (text, problem) => {
    await expect(look(text)).rejects.toMatchObject({
      code: 'WB6156',
      message: expect.stringContaining(problem),
      place: { file: 'live/counters.json' },
    });
  });

  it('that is not there could not be looked at', async () => {
    await expect(look(new Error('ENOENT: no such file'))).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6182',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it.each([
    ['{}', 'no counters of v2'],
    ['{"v2": {"failed": 1}}', 'no counter "requests" of v2'],
    ['{"v2": {"failed": 1, "requests": "12"}}', 'is not a number'],
    ['{"v2": {"failed": 1, "requests": null}}', 'is not a number'],
    ['{"v2": {"failed": 1, "requests": -1}}', 'is -1'],
    ['{"v2": {"failed": NaN, "requests": 12}}', 'is not a number'],
    ['{"v2": {"failed": 1, "requests": 1e999}}', 'is Infinity'],
  ])('%s is no data, and says why', async (text, reason) => {
    const { metrics } = await look(text);
    expect(metrics['errors']?.canary).toEqual({ noData: expect.stringContaining(reason) });
  });

  it('finds no counter in what every object has', async () => {
    const wish = { name: 'errors', bad: 'constructor', all: 'toString' };
    const live = fileLive({ path: 'x', readText: async () => '{"v2": {}, "v1": {}}' });
    const { metrics } = await live.look([wish], { canary: 'v2', stable: '__proto__' }, {});
    expect(metrics['errors']).toEqual({
      canary: { noData: expect.any(String) },
      stable: { noData: expect.any(String) },
    });
  });
});
