import type { Documents } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';

/** Documents under test, none at first; each call of `open` gives another writer. */
export interface DocumentsUnderTest {
  open(): Documents | Promise<Documents>;
}

const path = 'rollouts/churn.json';

/** What every keeper of documents does. Run it over each adapter and each fake. */
export function documentsContract(name: string, make: () => DocumentsUnderTest): void {
  describe(`${name} keeps the documents' contract:`, () => {
    it('there is none at first, and none can be changed', async () => {
      const documents = await make().open();
      expect(await documents.read(path)).toBeUndefined();
      expect(await documents.write(path, 'x', '1'.repeat(40))).toBeUndefined();
      expect(await documents.read(path)).toBeUndefined();
    });

    it('a text is read as it was written, to the byte', async () => {
      const documents = await make().open();
      const text = '{"grün": "x\r\n"}\n\n  no newline';
      const revision = await documents.write(path, text, undefined);
      expect(await documents.read(path)).toEqual({ text, revision });
      expect(await documents.read('rollouts/churn')).toBeUndefined();
      expect(await documents.read('rollouts')).toBeUndefined();
    });

    it('who knows the revision may change it; who does not, may not', async () => {
      const under = make();
      const documents = await under.open();
      await documents.write(path, 'one', undefined);
      const first = await documents.read(path);
      expect(await documents.write(path, 'again', undefined)).toBeUndefined();
      expect(await documents.write(path, 'two', first?.revision)).toBeDefined();
      expect(await documents.write(path, 'three', first?.revision)).toBeUndefined();
      const second = await (await under.open()).read(path);
      expect(second?.text).toBe('two');
      expect(second?.revision).not.toBe(first?.revision);
    });

    it('documents are apart', async () => {
      const documents = await make().open();
      await documents.write(path, 'one', undefined);
      const before = await documents.read(path);
      expect(await documents.write('rollouts/fraud.json', 'other', undefined)).toBeDefined();
      expect(await documents.read(path)).toEqual(before);
      expect(await documents.write(path, 'two', before?.revision)).toBeDefined();
    });

    racesContract(make);
  });
}

function racesContract(make: () => DocumentsUnderTest): void {
  it('of those who make one at once, one does', { timeout: 60_000 }, async () => {
    const under = make();
    const texts = ['a', 'b', 'c', 'd'];
    const won = await Promise.all(texts.map(async (text) => (await under.open()).write(path, text, undefined)));
    expect(won.filter((revision) => revision !== undefined)).toHaveLength(1);
    expect((await (await under.open()).read(path))?.text).toBe(
      texts[won.findIndex((revision) => revision !== undefined)],
    );
  });

  it('of those who change one at once, one does for each revision', { timeout: 60_000 }, async () => {
    const under = make();
    const start = await under.open();
    await start.write(path, '0', undefined);
    for (let round = 1; round <= 2; round += 1) {
      const revision = (await start.read(path))?.revision;
      const texts = ['a', 'b', 'c'].map((writer) => `${round} by ${writer}`);
      const won = await Promise.all(texts.map(async (text) => (await under.open()).write(path, text, revision)));
      expect(won.filter((revision) => revision !== undefined)).toHaveLength(1);
      expect((await start.read(path))?.text).toBe(texts[won.findIndex((revision) => revision !== undefined)]);
    }
  });

  it('writers of different documents do not hinder one another', { timeout: 60_000 }, async () => {
    const under = make();
    const paths = Array.from({ length: 4 }, (_, index) => `rollouts/${index}.json`);
    const won = await Promise.all(paths.map(async (one) => (await under.open()).write(one, one, undefined)));
    expect(won).not.toContain(undefined);
    const documents = await under.open();
    for (const one of paths) expect((await documents.read(one))?.text).toBe(one);
  });
}
