import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { places } from './places.ts';
import { runProgram } from './program.ts';

/** What of a story concerns the repository: its branch is `story-<number>`. */
export interface Branched {
  readonly number: number;
  readonly title?: string;
  readonly patch?: string;
  readonly after?: number;
}

/** A new repository with the example as its first commit, and a bare one that it pushes to, as on a forge. */
export async function makeRepository(policy: (text: string) => string): Promise<void> {
  await rm(places.origin, { recursive: true, force: true });
  await rm(places.repository, { recursive: true, force: true });
  await rm(places.reports, { recursive: true, force: true });
  await mkdir(places.reports, { recursive: true });
  await cp(places.example, places.repository, { recursive: true, filter: isPartOfExample });
  const policyFile = join(places.repository, 'weighbridge.yml');
  await writeFile(policyFile, policy(await readFile(policyFile, 'utf8')));
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
  const made = [
    'stories',
    'data',
    'model',
    'predictions.csv',
    'metrics.json',
    '.weighbridge',
    '.cache',
    '__pycache__',
    'production',
  ];
  return !made.includes(basename(path));
}

/** Checks out what the story is about, with the data that its `prepare.py` writes. */
export async function checkOut(story: Branched): Promise<void> {
  if (story.patch === undefined) await git('switch', '--quiet', 'main');
  else await startBranch(story, story.patch);
  await makeData();
}

/** A branch from main, or from another story's branch, with the story's diff as its one commit. */
async function startBranch({ number, after }: Branched, patch: string): Promise<void> {
  const file = join(places.stories, patch);
  const [message = patch] = (await readFile(file, 'utf8')).split('\n');
  const from = after === undefined ? 'main' : `story-${after}`;
  await git('switch', '--quiet', '--create', `story-${number}`, from);
  await git('apply', file);
  await commitAll(message);
  await git('push', '--quiet', '--set-upstream', 'origin', `story-${number}`);
}

/** Takes the last merge back on main, and puts a diff of this folder on top of it. */
export async function putMainRight(patch: string): Promise<void> {
  const file = join(places.stories, patch);
  const [message = patch] = (await readFile(file, 'utf8')).split('\n');
  await git('switch', '--quiet', 'main');
  await git('revert', '--no-edit', 'HEAD');
  await git('apply', file);
  await commitAll(message);
  await git('push', '--quiet', 'origin', 'main');
  await makeData();
}

/** As a runner checks out a branch that somebody else has pushed: here `monitor` did. */
export async function checkOutPushed(branch: string): Promise<void> {
  await git('fetch', '--quiet', 'origin', branch);
  await git('switch', '--quiet', '--create', branch, 'FETCH_HEAD');
  await makeData();
}

/** The training and evaluation rows of the commit that is checked out. */
function makeData(): Promise<string> {
  return runProgram(places.python, ['prepare.py', '--cache', places.wheels], places.repository);
}

/** Main becomes the branch's own commit: what was weighed of it counts. */
export async function fastForwardMain(branch: string): Promise<void> {
  await git('switch', '--quiet', 'main');
  await git('merge', '--quiet', '--ff-only', branch);
  await git('push', '--quiet', 'origin', 'main');
}

/** As a forge does it: one new commit on main with the branch's tree. */
export async function squashIntoMain({ number, title = 'A change' }: Branched): Promise<void> {
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
