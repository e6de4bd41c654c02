import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issues } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localForge } from '../local-forge.ts';

const mark = '<!-- weighbridge watch churn -->';
const now = new Date('2026-11-02T09:00:00.000Z');

describe('issues without a forge', () => {
  let root: string;
  let issues: Issues;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'wb-issues-'));
    const forge = localForge({ repository: 'acme/models', root, now: () => now });
    if (!forge.issues) throw new Error('there are no issues');
    issues = forge.issues;
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const file = (name: string): string => join(root, '.weighbridge/issues', name);

  test('one file, found by its mark, edited, closed and reopened', async () => {
    expect(await issues.find(mark)).toBeUndefined();
    await issues.create({ title: 'Another', body: '<!-- weighbridge watch fraud -->\n' });
    const title = '⚠️ "churn": drifts\n---';
    const made = await issues.create({ title, body: `${mark}\n---\nstate: closed\n` });
    expect(made.body).toBe(`${mark}\n---\nstate: closed\n`);
    expect(made).toMatchObject({ number: 2, title, open: true, url: '.weighbridge/issues/2.md' });
    expect(await issues.find(mark)).toEqual(made);
    expect(await Promise.all([2, 1, 3].map((number) => issues.get(number, mark)))).toEqual([
      made,
      undefined,
      undefined,
    ]);
    const closed = await issues.update(made, { body: `${mark}\nquiet`, open: false });
    const expected = { number: 2, title, body: `${mark}\nquiet`, open: false, closedAt: now.toISOString() };
    expect(closed).toMatchObject(expected);
    expect(await issues.find(mark)).toEqual(closed);
    const reopened = await issues.update(closed, { title: 'Again', open: true });
    expect(reopened).toEqual({ number: 2, title: 'Again', body: `${mark}\nquiet`, open: true, url: made.url });
    expect(readFileSync(file('2.md'), 'utf8')).toBe(`---\ntitle: "Again"\nstate: open\n---\n\n${mark}\nquiet\n`);
  });

  test('a person closes it, and the file says when', async () => {
    const made = await issues.create({ title: 'churn', body: mark });
    writeFileSync(file('1.md'), `---\r\ntitle: churn drifts\r\nstate: closed\r\n---\r\n\r\n${mark}\r\n`);
    utimesSync(file('1.md'), now, now);
    const found = await issues.find(mark);
    expect(found).toMatchObject({
      number: made.number,
      title: 'churn drifts',
      open: false,
      closedAt: now.toISOString(),
    });
  });

  test('a person answers with one line in a file', async () => {
    const made = await issues.create({ title: 'churn', body: mark });
    expect(await issues.comments(made)).toEqual([]);
    writeFileSync(file('1.comments.md'), '/ignore 7d\n');
    utimesSync(file('1.comments.md'), now, now);
    expect(await issues.comments(made)).toEqual([
      { author: expect.stringMatching(/\S/), body: '/ignore 7d', at: now.toISOString(), mayWrite: true },
    ]);
  });

  test('a file that lost its first lines is left alone, and named', async () => {
    await issues.create({ title: 'churn', body: mark });
    for (const text of [mark, `---\ntitle: x\n---\n\n${mark}`]) {
      writeFileSync(file('1.md'), text);
      await expect(issues.find(mark)).rejects.toMatchObject({ code: 'WB5016' });
      expect(readFileSync(file('1.md'), 'utf8')).toBe(text);
    }
  });

  test('two that ask at once get two numbers', async () => {
    const made = await Promise.all([1, 2, 3].map((n) => issues.create({ title: `${n}`, body: '' })));
    expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
  });
});

test('without a folder there are no issues, and the forge says so', () => {
  const { issues, workflows, openChange, capabilities } = localForge({ repository: 'acme/models' });
  expect([issues, workflows, openChange]).toEqual([undefined, undefined, undefined]);
  expect(capabilities).toMatchObject({ issues: false, workflows: false });
});
