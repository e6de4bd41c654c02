import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { places } from './places.ts';
import { runProgram } from './program.ts';
import type { Story } from './stories.ts';

/** A new repository with the example as its first commit, and a bare one that it pushes to, as on a forge. */
export async function makeRepository(): Promise<void> {
  await rm(places.origin, { recursive: true, force: true });
  await rm(places.repository, { recursive: true, force: true });
  await rm(places.reports, { recursive: true, force: true });
  await mkdir(places.reports, { recursive: true });
  await cp(places.example, places.repository, { recursive: true, filter: isPartOfExample });
  await cp(places.data, join(places.repository, 'data'), { recursive: true });
  await runProgram('git', ['init', '--quiet', '--bare', '--initial-branch=main', places.origin], places.reports);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Weighbridge example');
  await git('config', 'user.email', 'example@weighbridge.invalid');
  await git('config', 'commit.gpgsign', 'false');
  await git('remote', 'add', 'origin', places.origin);
  await commitAll('A first model: how many orders a customer made');
  await git('push', '--quiet', '--set-upstream', 'origin', 'main');
  await git('remote', 'set-head', 'origin', 'main');
}

/** What a user would copy: the example without the stories about it, and without what it has made here. */
function isPartOfExample(path: string): boolean {
  const made = ['stories', 'data', 'model', 'predictions.csv', 'metrics.json', '.weighbridge', '.cache', '__pycache__'];
  return !made.includes(basename(path));
}

/** A branch from main with the story's diff as its one commit. */
export async function startBranch({ number }: Story, patch: string): Promise<void> {
  const file = join(places.stories, patch);
  const [message = patch] = (await readFile(file, 'utf8')).split('\n');
  await git('switch', '--quiet', '--create', `story-${number}`, 'main');
  await git('apply', file);
  await commitAll(message);
  await git('push', '--quiet', '--set-upstream', 'origin', `story-${number}`);
}

/** As a forge does it: one new commit on main with the branch's tree. */
export async function squashIntoMain({ number, title }: Story): Promise<void> {
  await git('switch', '--quiet', 'main');
  await git('merge', '--quiet', '--squash', `story-${number}`);
  await git('commit', '--quiet', '--message', `${title} (#${number})`);
  await git('push', '--quiet', 'origin', 'main');
}

async function commitAll(message: string): Promise<void> {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
}

function git(...args: readonly string[]): Promise<string> {
  return runProgram('git', args, places.repository);
}
