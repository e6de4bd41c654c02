import type { Notice } from '@weighbridge/core';
import * as z from 'zod';
import type { Channels, ConversationAdapter, Converse } from '../adapter.ts';
import { Failed } from '../failed.ts';
import { type Access, type Call, jsonCall } from '../http/call.ts';
import { jsonOf } from '../http/said.ts';
import { oneLine } from '../text.ts';
import { basic, tokenOf, type Variables } from '../variables.ts';
import { jiraText, summaryOf } from './jira-texts.ts';

type JiraPolicy = Channels['jira'];

/**
 * One issue for each alarm, by API v2: Jira Cloud and Data Center both have it and take text as wiki markup, while v3 with its
 * document format is Cloud's alone. What is remembered is the issue's key. One that is gone is made anew; one that is
 * done stays so, and the next alarm makes another.
 */
export const jira: ConversationAdapter<JiraPolicy> = {
  name: 'Jira',
  access: jiraAccess,
  async converse(notice, memory, place) {
    const issue = memory === undefined ? undefined : await findIssue(memory, place.access, place.converse);
    if (notice.kind === 'recovered') return issue && closeIssue(issue, notice, place);
    if (issue === undefined || (notice.kind === 'opened' && issue.isDone)) return createIssue(notice, place);
    await place.converse(commentCall(place.access, issue.key, notice));
    return issue.key;
  },
};

type Place = Parameters<typeof jira.converse>[2];

/** With a user it is an API token of Cloud (Basic), else a personal access token of Data Center (Bearer). */
function jiraAccess({ url, userFrom, tokenFrom }: JiraPolicy, variables: Variables): Access {
  const token = tokenOf(variables, tokenFrom);
  const user = userFrom === undefined ? undefined : variables(userFrom);
  const proof = user === undefined ? `Bearer ${token}` : basic(`${user}:${token}`);
  return {
    url: `${url.replace(/\/+$/, '')}/rest/api/2/issue`,
    headers: { authorization: proof },
    secrets: [token, proof, ...(user === undefined ? [] : [`${user}:${token}`])],
    variables: userFrom === undefined ? [tokenFrom] : [userFrom, tokenFrom],
  };
}

/** Keys come back from the ledger, which people can edit: nothing else reaches an address. */
const issueKey = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*-\d+$/);
const created = z.object({ key: issueKey });
const status = z.object({
  name: z.string(),
  statusCategory: z.object({ key: z.string() }).optional(),
});
const transition = z.object({ id: z.string(), name: z.string(), to: status.optional() });
const found = z.object({
  key: issueKey,
  fields: z.object({ status }),
  transitions: z.array(transition).default([]),
});

interface Issue {
  readonly key: string;
  readonly status: string;
  readonly isDone: boolean;
  readonly transitions: readonly z.output<typeof transition>[];
}

/** Undefined where there is none any more. One that was moved to another project answers with its new key. */
async function findIssue(memory: string, access: Access, converse: Converse): Promise<Issue | undefined> {
  if (!issueKey.safeParse(memory).success) return undefined;
  const url = `${access.url}/${memory}?fields=status&expand=transitions`;
  const call: Call = { method: 'GET', url, headers: { accept: 'application/json', ...access.headers } };
  const answer = await converse(call, [404, 410]);
  if (answer.status === 404 || answer.status === 410) return undefined;
  const { key, fields, transitions } = read(found, answer.body);
  const isDone = fields.status.statusCategory?.key === 'done';
  return { key, status: fields.status.name, isDone, transitions };
}

async function createIssue(notice: Notice, { access, channel, converse }: Place): Promise<string> {
  const { project, type } = channel;
  const fields = {
    project: { key: project },
    issuetype: { name: type },
    summary: summaryOf(notice),
    description: jiraText(notice, false),
  };
  const { body } = await converse({ ...jsonCall('POST', access, '', { fields }), once: true });
  return read(created, body).key;
}

function commentCall(access: Access, key: string, notice: Notice): Call {
  return { ...jsonCall('POST', access, `/${key}/comment`, { body: jiraText(notice, true) }), once: true };
}

/** The comment goes first: many workflows let nobody write on what is done. */
async function closeIssue(issue: Issue, notice: Notice, { access, channel, converse }: Place): Promise<string> {
  const wanted = (name: string | undefined): boolean => name?.toLowerCase() === channel.done.toLowerCase();
  const way =
    issue.transitions.find(({ name }) => wanted(name)) ?? issue.transitions.find(({ to }) => wanted(to?.name));
  const isThere = issue.isDone || wanted(issue.status);
  if (!isThere && way === undefined) throw noWay(issue, channel.done);
  await converse(commentCall(access, issue.key, notice));
  if (!isThere && way !== undefined) {
    await converse(jsonCall('POST', access, `/${issue.key}/transitions`, { transition: { id: way.id } }));
  }
  return issue.key;
}

function noWay({ key, transitions }: Issue, done: string): Failed {
  const offered = transitions.map(({ name }) => `“${oneLine(name, 40)}”`).join(', ') || 'none';
  return new Failed(`Jira offers no transition “${oneLine(done, 40)}” for ${key}, only ${offered}: set \`done\``);
}

function read<T>(form: z.ZodType<T>, body: string): T {
  const parsed = form.safeParse(jsonOf(body));
  if (!parsed.success) throw new Failed('what answers at the address of Jira is not Jira’s API');
  return parsed.data;
}
