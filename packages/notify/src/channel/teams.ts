import type { Notice } from '@weighbridge/core';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { jsonOf } from '../http/said.ts';
import { linkOf, oneLine } from '../text.ts';
import { webhookAccess } from '../variables.ts';

/** A webhook of the Workflows app, which takes Adaptive Cards alone; Microsoft has retired the connectors before it. */
export const teams: MessageAdapter<Channels['teams']> = {
  name: 'Microsoft Teams',
  access: (channel, variables) => webhookAccess(variables, channel.urlFrom),
  call: (notice, access) =>
    jsonCall('POST', access, '', {
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: teamsCard(notice) },
      ],
    }),
  isTaken: (body) => !isComplaint(jsonOf(body)),
};

const colors = { opened: 'attention', changed: 'warning', recovered: 'good' } as const;

/**
 * An Adaptive Card 1.5. All texts are runs of RichTextBlock, the one element in which Markdown is not read, so that a
 * name cannot become a link. Teams takes 28 KB at most, of which this is a third.
 */
function teamsCard({ kind, title, text, facts, links, source }: Notice) {
  const actions = links.flatMap(({ name, url }) => {
    const link = linkOf(url);
    return link === undefined ? [] : [{ type: 'Action.OpenUrl', title: oneLine(name, 60), url: link.slice(0, 2000) }];
  });
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      paragraph(run(oneLine(title, 200), { weight: 'bolder', size: 'medium', color: colors[kind] })),
      paragraph(run(oneLine(text, 1500))),
      ...facts
        .slice(0, 8)
        .map(({ name, value }) =>
          paragraph(run(oneLine(name, 120), { weight: 'bolder' }), run(` ${oneLine(value, 240)}`)),
        ),
      paragraph(
        run(oneLine(`${source.repository} · weighbridge ${source.version}`, 200), { size: 'small', isSubtle: true }),
      ),
    ],
    ...(actions.length === 0 ? {} : { actions: actions.slice(0, 4) }),
  };
}

interface Style {
  readonly weight?: 'bolder';
  readonly size?: 'small' | 'medium';
  readonly color?: 'attention' | 'warning' | 'good';
  readonly isSubtle?: boolean;
}

function run(text: string, style: Style = {}) {
  return { type: 'TextRun', text, ...style };
}

function paragraph(...inlines: readonly ReturnType<typeof run>[]) {
  return { type: 'RichTextBlock', inlines };
}

function isComplaint(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'error' in json;
}
