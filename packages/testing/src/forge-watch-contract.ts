import { type Forge, type Issues, type NewChange, PermissionError, type Workflows } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import type { ForgeTrial } from './forge-contract.ts';

type Current = () => ForgeTrial;

const mark = '<!-- weighbridge watch churn -->';
const title = '⚠️ “churn” drifts: <tenure>';

/** The one issue that is kept, and what people say below it. */
export function issuesContract(trial: Current): void {
  describe('issues', () => {
    test('none at first, and a foreign one with our mark is not ours', async () => {
      const { forge, addIssue } = trial();
      await addIssue('eve', `${mark}\nnot by us`);
      expect(await issuesOf(forge).find(mark)).toBeUndefined();
    });
    test('created, found among 150 others, edited, closed and reopened', async () => {
      const { forge, addIssue } = trial();
      const { find, create, update } = issuesOf(forge);
      const made = await create({ title, body: `${mark}\nfirst\n` });
      expect(made).toMatchObject({ title, open: true });
      expect(made.url).toMatch(new RegExp(`/${made.number}$`));
      for (let index = 0; index < 150; index += 1) await addIssue('eve', `question ${index}`);
      await addIssue('eve', `a question that quotes ${mark}`);
      expect(await find(mark)).toEqual(made);
      const edited = await update(made, { title: 'Second', body: `${mark}\nsecond` });
      expect(edited).toEqual({ ...made, title: 'Second', body: `${mark}\nsecond` });
      const closed = await update(edited, { open: false });
      expect(closed).toMatchObject({ number: made.number, body: edited.body, open: false, closedBy: 'ada' });
      expect(Date.parse(closed.closedAt ?? '')).toBeGreaterThan(0);
      expect(await find(mark)).toEqual(closed);
      expect(await update(closed, { body: `${mark}\nthird`, open: true })).toEqual({
        ...edited,
        body: `${mark}\nthird`,
      });
    });
    test('of two the newest, which a bot may have made', async () => {
      const { forge, addIssue } = trial();
      const other = '<!-- weighbridge watch fraud -->';
      const { find, create } = issuesOf(forge);
      const first = await create({ title: 'first', body: other });
      expect(await find(other)).toEqual(first);
      expect((await find(other))?.number).toBe(first.number);
      const second = await addIssue('bot', `${other}\nof a job`);
      expect((await find(other))?.number).toBe(second);
    });
    test('closed by a person, who is named', async () => {
      const { forge, closeIssue } = trial();
      const { find, get, create, update } = issuesOf(forge);
      const own = '<!-- weighbridge watch churn-eu -->';
      const made = await create({ title: 'eu', body: own });
      await update(await update(made, { open: false }), { open: true });
      await closeIssue(made.number);
      const closed = { number: made.number, open: false, closedBy: 'grace', closerMayWrite: true };
      expect(await find(own)).toMatchObject(closed);
      expect(await get(made.number, own)).toEqual(await find(own));
    });
  });
  oneIssueContract(trial);
  commentsContract(trial);
  issueRefusals(trial);
}

function oneIssueContract(trial: Current): void {
  test('one by its number, if it is ours and has the mark', async () => {
    const { forge, addIssue, ids } = trial();
    const { get, create, update } = issuesOf(forge);
    const own = '<!-- weighbridge watch one -->';
    const made = await create({ title: 'one', body: own });
    expect(await get(made.number, own)).toEqual(made);
    expect(await get(made.number, mark)).toBeUndefined();
    expect(await get(await addIssue('eve', own), own)).toBeUndefined();
    expect(await get(ids.change, own)).toBeUndefined();
    expect(await get(made.number + 5000, own)).toBeUndefined();
    const closed = await update(made, { open: false });
    expect(await get(made.number, own)).toEqual(closed);
    expect(closed).not.toHaveProperty('closerMayWrite');
  });
  test('an unknown token, and a repository that is not there', async () => {
    const { unknown, elsewhere } = trial();
    await expect(issuesOf(unknown).get(1, mark)).rejects.toBeInstanceOf(PermissionError);
    await expect(issuesOf(elsewhere).get(1, mark)).rejects.toMatchObject({ code: 'WB5001' });
  });
}

function commentsContract(trial: Current): void {
  test('comments of people, oldest first, and whether they may write', async () => {
    const { forge, addComment } = trial();
    const made = await issuesOf(forge).create({ title: 'talk', body: '<!-- weighbridge watch talk -->' });
    await addComment(made.number, 'eve', '/ignore 99d');
    await addComment(made.number, 'bot', '/ignore 98d');
    for (let index = 0; index < 110; index += 1) await addComment(made.number, 'eve', `remark ${index}`);
    await addComment(made.number, 'ada', `${mark}\na text of ours`);
    await addComment(made.number, 'grace', '/ignore 7d');
    await addComment(made.number, 'ada', 'the token is hers, and she is a person');
    const found = await issuesOf(forge).comments(await issuesOf(forge).update(made, { open: false }));
    expect(found).toHaveLength(113);
    expect(found[0]).toMatchObject({ author: 'eve', body: '/ignore 99d', mayWrite: false });
    expect(found.at(-2)).toMatchObject({ author: 'grace', body: '/ignore 7d', mayWrite: true });
    expect(found.at(-1)).toMatchObject({ author: 'ada', mayWrite: undefined });
    const since = found.at(-2)?.at ?? '';
    expect(await issuesOf(forge).comments(made, { since })).toEqual(
      found.filter(({ at }) => Date.parse(at) >= Date.parse(since)),
    );
    const times = found.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
  });
}

function issueRefusals(trial: Current): void {
  test('a token that may only read says what it needs, and writes nothing', async () => {
    const { forge, reader, needs } = trial();
    const own = '<!-- weighbridge watch refused -->';
    const made = await issuesOf(forge).create({ title: 'a', body: own });
    const refusal = { name: 'PermissionError', needed: needs.issues };
    await expect(issuesOf(reader).create({ title: 'b', body: own })).rejects.toMatchObject(refusal);
    await expect(issuesOf(reader).update(made, { title: 'b', open: false })).rejects.toMatchObject(refusal);
    expect(await issuesOf(forge).find(own)).toEqual(made);
  });
  test('an unknown token, and a repository that is not there', async () => {
    const { unknown, elsewhere } = trial();
    await expect(issuesOf(unknown).find(mark)).rejects.toBeInstanceOf(PermissionError);
    await expect(issuesOf(elsewhere).find(mark)).rejects.toMatchObject({ code: 'WB5001' });
  });
}

/** Workflows that are started on a branch. */
export function workflowsContract(trial: Current): void {
  const inputs = { model: 'churn' };
  describe('workflows', () => {
    test('none ran on a branch; then the one that was started is the latest', async () => {
      const { forge, workflowFiles } = trial();
      const { dispatch, latest } = workflowsOf(forge);
      const training = { workflow: '.github/workflows/train.yml', branch: 'retrain' };
      expect(await latest(training)).toBeUndefined();
      const first = await dispatch({ workflow: 'train.yml', branch: 'retrain', inputs });
      const second = await dispatch({ workflow: '.github/workflows/train.yml', branch: 'retrain', inputs });
      if (workflowFiles) await dispatch({ workflow: 'lint.yml', branch: 'retrain', inputs: {} });
      expect(await latest(training)).toMatchObject({ ...second, state: 'running' });
      expect(await latest({ workflow: 'train.yml', branch: 'main' })).toBeUndefined();
      expect(second.id).not.toBe(first.id);
      expect(second.url).toMatch(/^https?:/);
    });
    test('a branch that is not there', async () => {
      const wish = { workflow: 'train.yml', branch: 'no-such-branch', inputs };
      await expect(workflowsOf(trial().forge).dispatch(wish)).rejects.toMatchObject({ code: 'WB5014' });
    });
    test.each([
      ['missing.yml', 'WB5012'],
      ['silent.yml', 'WB5013'],
    ])('%s, where workflows are files', async (workflow, code) => {
      const { forge, workflowFiles } = trial();
      const started = workflowsOf(forge).dispatch({ workflow, branch: 'retrain', inputs });
      if (!workflowFiles) return expect(await started).toHaveProperty('id');
      await expect(started).rejects.toMatchObject({ code, message: expect.stringContaining(workflow) });
    });
    test('a token that may only read says what it needs', async () => {
      const { reader, needs } = trial();
      const started = workflowsOf(reader).dispatch({ workflow: 'train.yml', branch: 'retrain', inputs });
      await expect(started).rejects.toMatchObject({ name: 'PermissionError', needed: needs.workflows });
    });
    test('a repository that is not there', async () => {
      const { dispatch, latest } = workflowsOf(trial().elsewhere);
      const started = dispatch({ workflow: 'train.yml', branch: 'main', inputs });
      await expect(started).rejects.toMatchObject({ code: 'WB5001' });
      await expect(latest({ workflow: 'train.yml', branch: 'main' })).rejects.toMatchObject({ code: 'WB5001' });
    });
  });
}

/** Changes that are opened, once. */
export function openChangeContract(trial: Current): void {
  const wish: NewChange = { headRef: 'retrain', baseRef: 'main', title, body: 'Retrained on 2026-W40.\n\n`<b>`' };
  describe('new changes', () => {
    test('the open one of the same branches is given', async () => {
      const { forge, ids } = trial();
      const found = await openChangeOf(forge)({ ...wish, headRef: 'better-features' });
      expect(found).toMatchObject({ number: ids.change, head: ids.head, fork: false, open: true });
    });
    test('a token that may only read says what it needs', async () => {
      const { reader, needs } = trial();
      const refusal = { name: 'PermissionError', needed: needs.openChange };
      await expect(openChangeOf(reader)(wish)).rejects.toMatchObject(refusal);
    });
    test('opened, and not a second time', async () => {
      const { forge, ids, changeText } = trial();
      const made = await openChangeOf(forge)(wish);
      const expected = { headRef: 'retrain', baseRef: 'main', head: ids.retrain, fork: false, open: true };
      expect(made).toMatchObject(expected);
      expect(made.number).not.toBe(ids.change);
      expect(await changeText(made.number)).toEqual({ title, body: wish.body });
      const again = await openChangeOf(forge)({ ...wish, title: 'again' });
      expect(again).toMatchObject({ ...expected, number: made.number });
    });
    test('a branch that is not there', async () => {
      const opened = openChangeOf(trial().forge)({ ...wish, headRef: 'no-such-branch' });
      await expect(opened).rejects.toMatchObject({ code: 'WB5015' });
    });
  });
}

function lacking(part: string): never {
  throw new Error(`the adapter has no ${part}`);
}
const issuesOf = ({ issues }: Forge): Issues => issues ?? lacking('issues');
const workflowsOf = ({ workflows }: Forge): Workflows => workflows ?? lacking('workflows');
const openChangeOf = ({ openChange }: Forge): NonNullable<Forge['openChange']> => openChange ?? lacking('openChange');
