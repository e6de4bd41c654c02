import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inCalls, inData, inPlaces, inPolicy, type Mistake } from './outcomes/mistakes.ts';
import { modelRepository, textOf, type WorkingTree, workingTree } from './outcomes/model.ts';
import { installProgram, type Program } from './outcomes/program.ts';

let program: Program;
let scratch: string;
/** A repository that was weighed once; each row starts from a copy of it. */
let weighed: WorkingTree;
beforeAll(async () => {
  program = installProgram();
  scratch = mkdtempSync(path.join(tmpdir(), 'weighbridge-mistakes-'));
  const repository = modelRepository();
  weighed = workingTree(path.join(scratch, 'weighed'));
  cpSync(repository.root, weighed.root, { recursive: true });
  repository.remove();
  await program.run(['gate'], { folder: weighed.root });
  expect(textOf(weighed, record)).toMatch(/"verdict"/);
});
afterAll(() => {
  program.remove();
  rmSync(scratch, { recursive: true });
});

const record = '.weighbridge/churn/run.json';

/** The one line; nothing on standard output; the record from before as it was. */
async function expectMistake({ arrange, argv = ['gate'], says }: Mistake): Promise<void> {
  const tree = workingTree(mkdtempSync(path.join(scratch, 'row-')));
  cpSync(weighed.root, tree.root, { recursive: true });
  arrange?.(tree);
  const before = textOf(tree, record);
  const { exit, stdout, stderr } = await program.run(argv, { folder: tree.root });
  const lines = stderr.split('\n').filter((line) => /\bWB\d{4}\b|^\s+at /.test(line));
  expect(lines).toEqual([expect.stringMatching(/^WB\d{4}/)]);
  expect(lines[0]?.slice(0, says.length)).toBe(says);
  expect(lines[0]).toMatch(/[.?]$/);
  expect(stderr).not.toContain(tree.root);
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
  expect(textOf(tree, record)).toBe(before);
}

describe('exit 2 and one line that names the place and the cure', () => {
  test.each(inPolicy)('$name', expectMistake);
  test.each(inData)('$name', expectMistake);
  test.each(inCalls)('$name', expectMistake);
  test.each(inPlaces)('$name', expectMistake);
});

test('in a folder without a policy', async () => {
  const { exit, stderr } = await program.run(['gate'], { folder: program.folder });
  expect(exit).toBe(2);
  expect(stderr).toMatch(/^WB1009 weighbridge\.yml: /);
});
