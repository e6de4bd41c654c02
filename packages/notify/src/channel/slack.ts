import type { Notice } from '@weighbridge/core';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { clipEscaped, linkOf, oneLine } from '../text.ts';
import { webhookAccess } from '../variables.ts';

/** Slack's limits: characters of a header, and of a section's text; of a field, of which there may be 10, 2000. */
const limits = { header: 150, section: 3000 };

/** An incoming webhook. Names are never markup: Slack reads mentions and links only between `<` and `>`. */
export const slack: MessageAdapter<Channels['slack']> = {
  name: 'Slack',
  access: (channel, variables) => webhookAccess(variables, channel.urlFrom),
  call: (notice, access) => jsonCall('POST', access, '', slackMessage(notice)),
  isTaken: (body) => body.trim() === 'ok',
};

/** Block Kit, and `text` for the places that show no blocks. */
export function slackMessage({ title, text, facts, links, source }: Notice) {
  const linked = links.flatMap(({ name, url }) => {
    const link = linkOf(url);
    return link === undefined ? [] : [`<${escaped(link, 2000)}|${escaped(name, 100)}>`];
  });
  const footer = escaped(`${source.repository} · weighbridge ${source.version}`, 300);
  return {
    text: escaped(title, limits.header),
    blocks: [
      { type: 'header' as const, text: plain(escaped(title, limits.header)) },
      { type: 'section' as const, text: plain(escaped(text, limits.section)) },
      ...(facts.length === 0 ? [] : [{ type: 'section' as const, fields: facts.slice(0, 8).map(field) }]),
      ...(linked.length === 0 ? [] : [{ type: 'section' as const, text: markup(joined(linked, limits.section)) }]),
      { type: 'context' as const, elements: [plain(footer)] },
    ],
  };
}

function field({ name, value }: Notice['facts'][number]) {
  return markup(`*${escaped(name, 200)}*\n${escaped(value, 500)}`);
}

/** `verbatim`: no address and no channel's name becomes a link by itself. */
function markup(text: string) {
  return { type: 'mrkdwn', text, verbatim: true } as const;
}

function plain(text: string) {
  return { type: 'plain_text', text, emoji: false } as const;
}

function escaped(text: string, max: number): string {
  return clipEscaped(oneLine(text, max), max, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** As many whole parts as there is room for: half a link is none. */
function joined(parts: readonly string[], max: number): string {
  return parts.reduce((line, part) => {
    const longer = line === '' ? part : `${line} · ${part}`;
    return longer.length > max ? line : longer;
  }, '');
}
