import { describe, expect, it } from 'vitest';
import { watch as watchRecord } from '../src/record/watch.ts';
import { renderIssue } from '../src/report/watch/issue.ts';
import { watchContext, watchGoldens } from './watch-goldens.ts';

describe('the issue of a model in production, by mock m', () => {
  it.each(watchGoldens)('$name', async ({ name, watch }) => {
    const { title, body } = renderIssue(watch, watchContext);
    await expect(`${title}\n${body}\n`).toMatchFileSnapshot(`./golden/${name}.md`);
  });

  it.each(watchGoldens)('$name is made from a valid record', ({ watch }) => {
    expect(watchRecord.parse(watch)).toEqual(watch);
  });

  it.each(watchGoldens)('$name is short', ({ watch }) => {
    const { title, body } = renderIssue(watch, watchContext);
    const visible = body.replace(/<details>.*?<\/details>/gs, '').split('\n');
    expect(Buffer.byteLength(body)).toBeLessThan(6000);
    expect(visible.length).toBeLessThanOrEqual(60);
    expect(Array.from(title).length).toBeLessThanOrEqual(120);
  });
});
