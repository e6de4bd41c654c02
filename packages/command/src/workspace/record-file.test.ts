import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecord, recordPath, writeAtomic, writeRecord } from './record-file.ts';

const subject = { model: 'churn', forge: 'local', weighbridge: '0.1.0' } as const;

function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'weighbridge-record-'));
}

describe('the record file', () => {
  it('is written and read back, beside a .gitignore that keeps it out of commits', async () => {
    const root = await folder();
    await writeRecord(root, { version: 1, subject });
    expect(await readRecord(root, recordPath('churn'))).toEqual({ version: 1, subject });
    expect(await readFile(join(root, '.weighbridge', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is undefined when it is not there', async () => {
    expect(await readRecord(await folder(), recordPath('churn'))).toBeUndefined();
  });

  it.each([
    ['{', 'WB1010'],
    ['{"version":7}', 'WB1011'],
    ['[]', 'WB1011'],
    ['{"version":1}', 'WB1012'],
    ['{"version":1,"subject":{"model":"churn","forge":"local","weighbridge":"0.1.0"},"extra":1}', 'WB1012'],
  ])('%s is %s', async (text, code) => {
    const root = await folder();
    await writeFile(join(root, 'run.json'), text);
    await expect(readRecord(root, 'run.json')).rejects.toMatchObject({ code, place: { file: 'run.json' } });
  });

  it('leaves no temporary file, and 20 writers at once leave one whole file', async () => {
    const root = await folder();
    const path = join(root, 'a', 'file.txt');
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => writeAtomic(path, text)));
    expect(await readdir(join(root, 'a'))).toEqual(['file.txt']);
    expect(texts).toContain(await readFile(path, 'utf8'));
  });
});
