import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOutput } from './outputs.ts';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'outputs-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

describe('digestOutput', () => {
  it("is a file's own digest", async () => {
    const path = join(folder({ 'predictions.csv': 'a,b\n' }), 'predictions.csv');
    expect(await digestOutput(path)).toEqual({ digest: sha256('a,b\n'), bytes: 4 });
  });

  it("is the digest of a folder's canonical manifest", async () => {
    const manifest =
      `{"files":[{"bytes":1,"digest":"${sha256('x')}","path":"B"},` +
      `{"bytes":2,"digest":"${sha256('yz')}","path":"a/b"},{"bytes":0,"digest":"${sha256('')}","path":"a.b"}],"version":1}`;
    const inOrder = manifest.replace(/(\{[^{}]*"a\/b"\}),(\{[^{}]*"a\.b"\})/, '$2,$1');
    expect(await digestOutput(folder({ 'a/b': 'yz', B: 'x', 'a.b': '' }))).toEqual({
      digest: sha256(inOrder),
      bytes: 3,
      files: 3,
    });
  });

  it('depends on names and contents, and on nothing else', async () => {
    const [one, two] = [folder({ 'a/b': 'yz', c: 'x' }), folder({ c: 'x', 'a/b': 'yz' })];
    mkdirSync(join(two, 'empty'));
    utimesSync(join(two, 'c'), 1, 1);
    const { digest } = await digestOutput(one);
    expect((await digestOutput(two)).digest).toBe(digest);
    renameSync(join(two, 'c'), join(two, 'd'));
    expect((await digestOutput(two)).digest).not.toBe(digest);
    writeFileSync(join(one, 'c'), 'y');
    expect((await digestOutput(one)).digest).not.toBe(digest);
  });

  it('takes a link to a file of the same folder as that file', async () => {
    const linked = folder({ 'epoch-9.bin': 'w' });
    symlinkSync('epoch-9.bin', join(linked, 'last.bin'));
    expect(await digestOutput(linked)).toEqual(await digestOutput(folder({ 'epoch-9.bin': 'w', 'last.bin': 'w' })));
  });

  it.each([
    ['out of the folder', '/etc/hostname'],
    ['up', '../elsewhere'],
    ['nowhere', 'gone'],
    ['to itself', 'link'],
    ['to a folder', '.'],
  ])('refuses a link that leads %s, by name', async (_where, target) => {
    const root = folder({ 'a/b': 'x' });
    symlinkSync(target, join(root, 'a', 'link'));
    await expect(digestOutput(root)).rejects.toMatchObject({
      code: 'WB4307',
      message: expect.stringContaining('a/link'),
    });
  });

  it('refuses what is no file, an empty folder, and what is not there', async () => {
    const root = folder({ 'a/b': 'x' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(digestOutput(root)).rejects.toMatchObject({ code: 'WB4307' });
    await expect(digestOutput(join(root, 'pipe'))).rejects.toMatchObject({ code: 'WB4307' });
    await expect(digestOutput(folder({}))).rejects.toMatchObject({ code: 'WB3410' });
    await expect(digestOutput(join(root, 'none'))).rejects.toMatchObject({ code: 'WB3411' });
  });

  it('reads a file of any size in a little memory', async () => {
    const path = join(folder({ weights: '' }), 'weights');
    truncateSync(path, 300 * 2 ** 20);
    const before = process.memoryUsage.rss();
    expect((await digestOutput(path)).bytes).toBe(300 * 2 ** 20);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });
});
