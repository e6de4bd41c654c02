import { modelKey } from '@weighbridge/core';
import { gitRepository } from '@weighbridge/git';
import { type Files, type GitFixture, gitFixture, gitFixtureEnv } from '@weighbridge/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../src/sha256.ts';

const made: GitFixture[] = [];
afterEach(() => {
  for (const fixture of made.splice(0)) fixture.remove();
});

const digestOf = (text: string) => sha256(new TextEncoder().encode(text));
const start: Files = {
  'train.py': 'a\n',
  'params.yml': 'depth: 6\n',
  'uv.lock': 'x\n',
  'README.md': 'hello\n',
  'data.csv': '1\n',
};

/** The key of a commit, as the commands make it: the tree from git, digests of what lies in files. */
async function keyOf(repo: GitFixture, commit: string, data = '1\n'): Promise<string> {
  const repository = gitRepository(repo.root, { env: gitFixtureEnv });
  const text = async (path: string) => digestOf(new TextDecoder().decode(await repository.file(commit, path)));
  const files = { params: await text('params.yml'), lockfile: await text('uv.lock') };
  return modelKey(
    {
      tree: await repository.tree(commit),
      ignore: ['*.md'],
      data: { train: digestOf(data) },
      ...files,
      interpreter: 'Python 3.11.9',
    },
    sha256,
  );
}

function feature(edits: readonly Files[]) {
  const repo = gitFixture();
  made.push(repo);
  const base = repo.commit('base', start);
  repo.git('switch', '-q', '-c', 'feature');
  for (const edit of edits) repo.commit('edit', edit);
  const head = repo.git('rev-parse', 'HEAD');
  repo.git('switch', '-q', 'main');
  return { repo, base, head };
}

const edit = fc.dictionary(
  fc.constantFrom('train.py', 'params.yml', 'uv.lock', 'README.md', 'new/file.py'),
  fc.string({ minLength: 1 }).map((text) => `${text}\n`),
  { minKeys: 1 },
);

describe('modelKey over git', () => {
  it('is kept by squash, rebase and merge commit on an unmoved base', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const { repo, base, head } = feature(edits);
        const key = await keyOf(repo, head);
        const landed: string[] = [repo.merge('feature')];
        repo.git('reset', '-q', '--hard', base);
        repo.git('merge', '-q', '--squash', 'feature');
        landed.push(repo.commit('squashed'));
        repo.git('reset', '-q', '--hard', base);
        repo.git('cherry-pick', '--allow-empty', '--keep-redundant-commits', `${base}..feature`);
        landed.push(repo.git('rev-parse', 'HEAD'));
        expect(new Set(landed)).not.toContain(head);
        for (const commit of landed) expect(await keyOf(repo, commit)).toBe(key);
      }),
      { numRuns: 5 },
    );
  });

  it.each(['train.py', 'params.yml', 'uv.lock', 'new.py'])('is changed by one byte of %s', async (path) => {
    const { repo, base, head } = feature([{ [path]: `${start[path] ?? ''}!` }]);
    expect(await keyOf(repo, head)).not.toBe(await keyOf(repo, base));
  });

  it('is changed by one byte of data outside git, and not by what the policy leaves out', async () => {
    const { repo, base, head } = feature([{ 'README.md': 'other\n', 'docs/new.md': 'x\n' }]);
    expect(await keyOf(repo, base, '2\n')).not.toBe(await keyOf(repo, base));
    expect(await keyOf(repo, head)).toBe(await keyOf(repo, base));
  });

  it('is changed by a renamed file', async () => {
    const { repo, base, head } = feature([{ 'train.py': null, 'training.py': 'a\n' }]);
    expect(await keyOf(repo, head)).not.toBe(await keyOf(repo, base));
  });
});
