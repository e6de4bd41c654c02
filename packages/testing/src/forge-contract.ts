import {
  type Artifacts,
  type Changes,
  type DeploymentState,
  type Forge,
  type Notes,
  PermissionError,
  type Statuses,
} from '@weighbridge/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Standard } from './forge/standard.ts';
import { refsContract } from './forge-refs-contract.ts';
import { deploymentsContract, mergedContract, releasesContract } from './forge-ship-contract.ts';
import { issuesContract, openChangeContract, workflowsContract } from './forge-watch-contract.ts';

type Ids = Omit<Standard, 'state'>;

/** What the suite needs of a forge under trial: adapters with different tokens, and a look behind the API. */
export interface ForgeTrial {
  readonly ids: Ids;
  /** The token of the person `ada`, who may write. */
  readonly forge: Forge;
  /** A token that may read everything and write nothing. */
  readonly readOnly: Forge;
  /** A token that the forge does not know. */
  readonly unknown: Forge;
  /** The same forge, asked for a repository that is not there. */
  readonly elsewhere: Forge;
  /** A person's token that may read everything and write nothing; of GitLab's jobs some may write. */
  readonly reader: Forge;
  /** Exact words of the permission that each kind of writing needs. */
  readonly needs: Readonly<Record<WritingPart, string>>;
  /** States of a status as the forge itself calls them. */
  readonly failure: string;
  /** States of a deployment in the forge's words. */
  readonly states: Readonly<Record<DeploymentState, string>>;
  tags(): Promise<readonly string[]>;
  /** Files of a release, as often as they are there. */
  releaseFiles(tag: string): Promise<readonly { readonly name: string; readonly text: string }[]>;
  deploymentStates(id: string): Promise<readonly string[]>;
  addNote(change: number, author: 'ada' | 'bot' | 'eve', body: string): Promise<string>;
  notes(change: number): Promise<readonly { readonly author: string; readonly body: string }[]>;
  statuses(commit: string): Promise<readonly { readonly context: string; readonly state: string }[]>;
  /** Makes an issue as somebody else would; its number. */
  addIssue(author: 'bot' | 'eve', body: string): Promise<number>;
  /** A comment below an issue: grace may write to the repository, eve may not. */
  addComment(issue: number, author: 'ada' | 'bot' | 'eve' | 'grace', body: string): Promise<void>;
  /** grace closes an issue. */
  closeIssue(issue: number): Promise<void>;
  /** Whether workflows are files that are named; on GitLab a project has one pipeline. */
  readonly workflowFiles: boolean;
  /** Title and text of a change. */
  changeText(number: number): Promise<{ readonly title: string; readonly body: string }>;
  close(): Promise<void>;
}

type WritingPart = 'notes' | 'statuses' | 'releases' | 'deployments' | 'issues' | 'workflows' | 'openChange';

const nowhere = 'f'.repeat(40);

const parts = {
  changes: changesContract,
  approvals: approvalsContract,
  notes: notesContract,
  statuses: statusesContract,
  artifacts: artifactsContract,
  refs: refsContract,
  merged: mergedContract,
  releases: releasesContract,
  deployments: deploymentsContract,
  issues: issuesContract,
  workflows: workflowsContract,
  openChange: openChangeContract,
};
type Part = keyof typeof parts;

function isPart(name: string): name is Part {
  return name in parts;
}

/** One suite for every adapter of the forge port; all of it, or the parts that a trial can prepare. */
export function forgeContract(
  name: string,
  start: () => Promise<ForgeTrial>,
  wanted: readonly Part[] = Object.keys(parts).filter(isPart),
): void {
  describe(`the forge contract: ${name}`, () => {
    let trial: ForgeTrial | undefined;
    beforeAll(async () => {
      trial = await start();
    });
    afterAll(() => trial?.close());
    const current = (): ForgeTrial => {
      if (!trial) throw new Error('the trial has not started');
      return trial;
    };
    for (const part of wanted) parts[part](current);
  });
}

type Current = () => ForgeTrial;

function changesContract(trial: Current): void {
  describe('changes', () => {
    test('a change of the repository itself', async () => {
      const { forge, ids } = trial();
      expect(await changesOf(forge).get(ids.change)).toMatchObject({
        number: ids.change,
        head: ids.head,
        headRef: 'better-features',
        baseTip: ids.tip,
        baseRef: 'main',
        fork: false,
        open: true,
      });
    });
    test('a fork, and a fork that is gone', async () => {
      const { forge, ids } = trial();
      expect(await changesOf(forge).get(ids.forkChange)).toMatchObject({ fork: true, open: true });
      expect(await changesOf(forge).get(ids.orphanChange)).toMatchObject({ fork: true, open: false });
    });
    test('no such change', async () => {
      await expect(changesOf(trial().forge).get(4040)).rejects.toMatchObject({ code: 'WB5002' });
    });
    test('no such repository', async () => {
      const { elsewhere, ids } = trial();
      await expect(changesOf(elsewhere).get(ids.change)).rejects.toMatchObject({ code: 'WB5001' });
    });
    test('an unknown token', async () => {
      const { unknown, ids } = trial();
      await expect(changesOf(unknown).get(ids.change)).rejects.toBeInstanceOf(PermissionError);
    });
  });
}

function approvalsContract(trial: Current): void {
  describe('approvals and owners', () => {
    test('the latest review of each person, with the head that it was given for', async () => {
      const { forge, ids } = trial();
      const approvals = await changesOf(forge).approvals(ids.change);
      const pairs = approvals.map(({ user, commit }) => ({ user, commit }));
      expect(pairs.sort((a, b) => a.user.localeCompare(b.user))).toEqual([
        { user: 'ada', commit: ids.head },
        { user: 'grace', commit: ids.firstHead },
      ]);
    });
    test.each<[string, string, boolean | undefined]>([
      ['grace', '@Grace', true],
      ['eve', '@acme/ml-owners', false],
      ['grace', '@acme/ml-owners', true],
      ['grace', '@acme/unknown', undefined],
      ['grace', 'not an owner', undefined],
    ])('is %s the owner %s: %s', async (user, owner, answer) => {
      expect(await changesOf(trial().forge).isOwner(user, owner)).toBe(answer);
    });
    test('a token that may not see teams does not know', async () => {
      expect(await changesOf(trial().readOnly).isOwner('grace', '@acme/ml-owners')).toBeUndefined();
    });
  });
}

function notesContract(trial: Current): void {
  const mark = '<!-- weighbridge churn -->';
  describe('notes', () => {
    test('none at first', async () => {
      const { forge, ids } = trial();
      expect(await notesOf(forge).find(ids.change, mark)).toBeUndefined();
    });
    test('created, found among 150 others, updated, and nobody else’s touched', async () => {
      const { forge, ids, addNote, notes } = trial();
      await addNote(ids.change, 'eve', `${mark}\nnot by us`);
      for (let index = 0; index < 150; index += 1) await addNote(ids.change, 'eve', `remark ${index}`);
      await addNote(ids.change, 'ada', `a remark that quotes ${mark}`);
      const created = await notesOf(forge).create(ids.change, `${mark}\nfirst`);
      const found = await notesOf(forge).find(ids.change, mark);
      expect(found).toMatchObject({ id: created.id, body: `${mark}\nfirst` });
      const updated = await notesOf(forge).update(ids.change, created, `${mark}\nsecond`);
      expect(updated).toMatchObject({ id: created.id, body: `${mark}\nsecond` });
      const marked = (await notes(ids.change)).filter(({ body }) => body.startsWith(mark));
      expect(marked.map(({ body }) => body)).toEqual([`${mark}\nnot by us`, `${mark}\nsecond`]);
    });
    test('a note by a bot is ours, another mark is not', async () => {
      const { forge, ids, addNote } = trial();
      const id = await addNote(ids.forkChange, 'bot', `${mark}\nby a job`);
      expect(await notesOf(forge).find(ids.forkChange, mark)).toMatchObject({ id });
      expect(await notesOf(forge).find(ids.forkChange, '<!-- weighbridge fraud -->')).toBeUndefined();
    });
    test('a read-only token reads, and says what writing needs', async () => {
      const { readOnly, ids, needs } = trial();
      const notes = notesOf(readOnly);
      await notes.find(ids.change, mark);
      const refusal = { name: 'PermissionError', needed: needs.notes };
      await expect(notes.create(ids.change, `${mark}\nx`)).rejects.toMatchObject(refusal);
      await expect(notes.update(ids.change, { id: '1', body: '' }, 'x')).rejects.toMatchObject(refusal);
      await expect(notes.checkAccess(ids.change)).rejects.toMatchObject(refusal);
    });
    test('asking for access writes nothing', async () => {
      const { forge, ids, notes } = trial();
      const before = await notes(ids.change);
      await notesOf(forge).checkAccess(ids.change);
      expect(await notes(ids.change)).toEqual(before);
    });
    test('a change that is not there is not a missing permission', async () => {
      await expect(notesOf(trial().forge).create(4040, `${mark}\nx`)).rejects.toMatchObject({ code: 'WB5002' });
    });
  });
}

function statusesContract(trial: Current): void {
  describe('statuses', () => {
    const context = 'weighbridge / churn';
    test('set, set again, and cut to the forge’s length', async () => {
      const { forge, ids, statuses, failure } = trial();
      const set = statusesOf(forge).set;
      await set(ids.head, { context, state: 'pending', description: 'measuring' });
      await set(ids.head, { context, state: 'pending', description: 'measuring' });
      await set(ids.head, { context, state: 'failure', description: '€'.repeat(300), url: 'https://example.org/run' });
      expect((await statuses(ids.head)).at(-1)).toMatchObject({ context, state: failure });
    });
    test('a read-only token says what it needs', async () => {
      const { readOnly, ids, needs } = trial();
      const refused = statusesOf(readOnly).set(ids.head, { context, state: 'success', description: '' });
      await expect(refused).rejects.toMatchObject({ name: 'PermissionError', needed: needs.statuses });
    });
  });
}

function artifactsContract(trial: Current): void {
  describe('artifacts', () => {
    test('of a commit: every page of every run, by prefix, newest first', async () => {
      const { forge, ids } = trial();
      const found = await artifactsOf(forge).ofCommit(ids.tip, 'wb-churn-');
      expect(found.map(({ name }) => name)).toEqual(['wb-churn-gate-model-1', 'wb-churn-evaluate-model-1']);
      expect(found[0]).toMatchObject({ runId: String(ids.run), bytes: 5000, expired: false });
      expect(await artifactsOf(forge).ofCommit(nowhere, 'wb-')).toEqual([]);
    });
    test('of a run; a run that is not there is an error', async () => {
      const { forge, ids } = trial();
      expect(await artifactsOf(forge).ofRun(String(ids.run), 'wb-')).toHaveLength(2);
      await expect(artifactsOf(forge).ofRun('4040', 'wb-')).rejects.toMatchObject({ code: 'WB5003' });
    });
    test('the run that made it, as the forge confirms it', async () => {
      const { forge, ids } = trial();
      const repository = 'acme/models';
      const own = { event: 'push', branch: 'main', commit: ids.tip, headRepository: repository, repository };
      expect(await artifactsOf(forge).run(String(ids.run))).toMatchObject({
        ...own,
        conclusion: 'success',
        attempt: 1,
      });
      const forked = { event: 'pull_request', commit: ids.head, headRepository: 'ada/models', repository };
      expect(await artifactsOf(forge).run(String(ids.forkRun))).toMatchObject(forked);
    });
    test('the bytes, never more than the limit, and without a credential for the storage', async () => {
      const { forge, ids } = trial();
      const artifacts = artifactsOf(forge);
      const [large, small] = await artifacts.ofRun(String(ids.run), 'wb-');
      if (!(large && small)) throw new Error('the archives are missing');
      expect(new TextDecoder().decode(await artifacts.download(small, 18))).toBe('the oldest archive');
      await expect(artifacts.download(large, 4999)).rejects.toMatchObject({ code: 'WB5004' });
      await expect(artifacts.download({ ...small, id: '4040' }, 100)).rejects.toMatchObject({ code: 'WB5005' });
    });
  });
}

function lacking(part: string): never {
  throw new Error(`the adapter has no ${part}`);
}
const changesOf = ({ changes }: Forge): Changes => changes ?? lacking('changes');
const notesOf = ({ notes }: Forge): Notes => notes ?? lacking('notes');
const statusesOf = ({ statuses }: Forge): Statuses => statuses ?? lacking('statuses');
const artifactsOf = ({ artifacts }: Forge): Artifacts => artifacts ?? lacking('artifacts');
