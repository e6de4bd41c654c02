import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files to write by path; null deletes one. */
export type Files = Readonly<Record<string, string | null>>;

/** A real git repository in a temporary folder, for tests. Same calls, same commits: the clock is its own. */
export interface GitFixture {
  readonly root: string;
  /** Runs git there and returns its output without the last newline. Throws when git fails. */
  git(...args: string[]): string;
  write(files: Files): void;
  /** Writes files, commits everything, returns the sha. */
  commit(message: string, files?: Files): string;
  /** A non-fast-forward merge of `ref` into the current branch; returns the sha. */
  merge(ref: string): string;
  /** A clone in a folder of its own; `--depth` works, as the address is a file URL. */
  clone(...args: string[]): GitFixture;
  remove(): void;
}

/** Environment without the user's or the machine's git configuration. */
export const gitFixtureEnv: Readonly<Record<string, string | undefined>> = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** An empty repository on branch `main`. */
export function gitFixture(): GitFixture {
  const root = mkdtempSync(join(tmpdir(), 'wb-git-'));
  const fixture = fixtureAt(root);
  fixture.git('init', '--quiet', '--initial-branch=main');
  return fixture;
}

/** A bare repository that behaves like a forge: any commit can be fetched by its sha, blobs can be filtered. */
export function bareFixture(): GitFixture {
  const root = mkdtempSync(join(tmpdir(), 'wb-bare-'));
  const fixture = fixtureAt(root);
  fixture.git('init', '--quiet', '--bare', '--initial-branch=main');
  fixture.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  fixture.git('config', 'uploadpack.allowFilter', 'true');
  return fixture;
}

function fixtureAt(root: string): GitFixture {
  let seconds = Date.UTC(2026, 0, 1) / 1000;
  const git = (...args: string[]): string => {
    seconds += 60;
    return execFileSync('git', args, {
      cwd: root,
      env: { ...gitFixtureEnv, ...identity(`@${seconds} +0000`) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
      .toString()
      .replace(/\n$/u, '');
  };
  const write = (files: Files) => writeFiles(root, files);
  return {
    root,
    git,
    write,
    commit(message, files = {}) {
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    merge(ref) {
      git('merge', '--quiet', '--no-ff', '--message', `Merge ${ref}`, ref);
      return git('rev-parse', 'HEAD');
    },
    clone(...args) {
      const folder = mkdtempSync(join(tmpdir(), 'wb-clone-'));
      git('clone', '--quiet', ...args, `file://${root}`, folder);
      return fixtureAt(folder);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    if (text === null) {
      rmSync(target);
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}

function identity(date: string): Readonly<Record<string, string>> {
  return {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    GIT_COMMITTER_DATE: date,
  };
}
