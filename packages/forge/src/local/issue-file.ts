import { forgeErrors, type TrackedIssue } from '@weighbridge/core';

/** What an issue's file holds. A person may set `state: closed` by hand; then nothing says when. */
export type IssueText = Pick<TrackedIssue, 'title' | 'body' | 'open' | 'closedAt'>;

/**
 * Title and state between two lines of `---`, then an empty line and the body:
 *
 *     ---
 *     title: "⚠️ churn drifts"
 *     state: open
 *     ---
 *
 * The title is a JSON text, which YAML reads as well.
 */
export function writeIssueText({ title, body, open, closedAt }: IssueText): string {
  const closed = open || closedAt === undefined ? [] : [`closed_at: ${closedAt}`];
  const head = ['---', `title: ${JSON.stringify(title)}`, `state: ${open ? 'open' : 'closed'}`, ...closed, '---', ''];
  return `${head.join('\n')}\n${body}\n`;
}

/** Throws UserError WB5016 for a file whose first lines are not those. */
export function readIssueText(file: string, text: string): IssueText {
  const [, head, body] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n\r?\n?([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined || body === undefined) throw broken(file, 'it does not begin with lines between two of ---');
  const fields = new Map(head.split(/\r?\n/).map((line): [string, string] => splitField(line)));
  const state = fields.get('state');
  if (state !== 'open' && state !== 'closed') throw broken(file, 'it needs a line "state: open" or "state: closed"');
  const closedAt = fields.get('closed_at');
  const isTime = closedAt !== undefined && !Number.isNaN(Date.parse(closedAt));
  return {
    title: titleOf(fields.get('title') ?? ''),
    body: body.replace(/\r?\n$/, ''),
    open: state === 'open',
    ...(state === 'closed' && isTime ? { closedAt } : {}),
  };
}

function splitField(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** A person may have written it without quotes. */
function titleOf(text: string): string {
  try {
    const title: unknown = JSON.parse(text);
    return typeof title === 'string' ? title : text;
  } catch {
    return text;
  }
}

function broken(file: string, problem: string): Error {
  return forgeErrors.issueFile({ file, problem });
}
