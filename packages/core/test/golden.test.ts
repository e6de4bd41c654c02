import { describe, expect, it } from 'vitest';
import { runRecord } from '../src/record/record.ts';
import { goldens } from './goldens.ts';

describe('notes and summaries by the mocks', () => {
  it.each(goldens)('$name', async ({ name, text }) => {
    await expect(text).toMatchFileSnapshot(`./golden/${name}.md`);
  });

  it.each(goldens)('$name is made from a valid record', ({ record }) => {
    expect(runRecord.parse(record)).toEqual(record);
  });

  it.each(goldens)('$name is short', ({ text }) => {
    const visible = text.replace(/<details>.*?<\/details>/gs, '').split('\n');
    expect(Buffer.byteLength(text)).toBeLessThan(6000);
    expect(visible.length).toBeLessThanOrEqual(60);
  });
});
