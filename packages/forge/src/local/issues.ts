import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { IssueComment, Issues, TrackedIssue } from '@weighbridge/core';
import { isBefore } from '../http/people.ts';
import { readComments } from './comments.ts';
import { readIssueText, writeIssueText } from './issue-file.ts';

/** Below the repository's root; `.weighbridge/` is ignored by git. */
const folder = '.weighbridge/issues';

/**
 * Issues without a forge: `.weighbridge/issues/1.md`, where a person reads, edits and closes them, and beside it
 * `1.comments.md`, where a person answers. Files of another form are an error, never overwritten.
 */
export function localIssues(root: string, now: () => Date): Issues {
  const write = async (number: number, issue: Omit<TrackedIssue, 'number'>): Promise<TrackedIssue> => {
    const path = join(root, pathOf(number));
    await writeFile(`${path}.new`, writeIssueText(issue));
    await rename(`${path}.new`, path);
    return readIssue(root, number);
  };
  return {
    find: async (mark) => {
      for (const number of await numbers(root)) {
        const issue = await readIssue(root, number);
        if (issue.body.startsWith(mark)) return issue;
      }
      return undefined;
    },
    get: async (number, mark) => {
      const isThere = (await numbers(root)).includes(number);
      const issue = isThere ? await readIssue(root, number) : undefined;
      return issue?.body.startsWith(mark) ? issue : undefined;
    },
    create: async ({ title, body }) => {
      await mkdir(join(root, folder), { recursive: true });
      const number = await nextNumber(root);
      return write(number, { title, body, open: true });
    },
    update: async ({ number }, change) => {
      const before = await readIssue(root, number);
      const after = { ...before, ...change };
      const closing = before.open && !after.open ? { closedAt: now().toISOString() } : {};
      return write(number, { ...after, ...closing });
    },
    comments: async ({ number }, { since } = {}) =>
      (await commentsOf(root, number)).filter(({ at }) => !isBefore(at, since)),
  };
}

function pathOf(number: number): string {
  return `${folder}/${number}.md`;
}

/** Newest first. */
async function numbers(root: string): Promise<readonly number[]> {
  const names = await readdir(join(root, folder)).catch(unlessMissing);
  const found = (names ?? []).flatMap((name) => /^([1-9]\d{0,8})\.md$/.exec(name)?.[1] ?? []);
  return found.map(Number).sort((a, b) => b - a);
}

/** The next free number, taken by making its file: two that ask at once get two. */
async function nextNumber(root: string): Promise<number> {
  const [last = 0] = await numbers(root);
  for (let number = last + 1; ; number += 1) {
    try {
      await writeFile(join(root, pathOf(number)), writeIssueText({ title: '', body: '', open: true }), { flag: 'wx' });
      return number;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
}

/** Closed by hand without a time: then it was when the file was last written. */
async function readIssue(root: string, number: number): Promise<TrackedIssue> {
  const file = pathOf(number);
  const issue = readIssueText(file, await readFile(join(root, file), 'utf8'));
  const closing = issue.open ? {} : { closedAt: issue.closedAt ?? (await writtenAt(join(root, file))) };
  return { number, url: file, ...issue, ...closing };
}

async function commentsOf(root: string, number: number): Promise<readonly IssueComment[]> {
  const path = join(root, folder, `${number}.comments.md`);
  const text = await readFile(path, 'utf8').catch(unlessMissing);
  return text === undefined ? [] : readComments(text, userInfo().username, await writtenAt(path));
}

async function writtenAt(path: string): Promise<string> {
  return (await stat(path)).mtime.toISOString();
}

function unlessMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
