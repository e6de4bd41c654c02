import type { Notice } from '@weighbridge/core';
import * as z from 'zod';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { jsonOf } from '../http/said.ts';
import { clipEscaped, linkOf, oneLine } from '../text.ts';
import { apiAccess } from '../variables.ts';

const taken = z.object({ id: z.number() });

/** An annotation at the moment of the change of state: of one dashboard, or of the organisation. */
export const grafana: MessageAdapter<Channels['grafana']> = {
  name: 'Grafana',
  access: ({ url, tokenFrom: name }, variables) =>
    apiAccess(url, variables, { name, header: 'authorization', value: (token) => `Bearer ${token}` }),
  call: (notice, access, { dashboard }) =>
    jsonCall('POST', access, '/api/annotations', {
      ...(dashboard === undefined ? {} : { dashboardUID: dashboard }),
      time: notice.at.getTime(),
      tags: ['weighbridge', `model:${oneLine(notice.model, 90)}`, `state:${notice.kind}`],
      text: grafanaText(notice),
    }),
  isTaken: (body) => taken.safeParse(jsonOf(body)).success,
};

/** Grafana shows the text as HTML. */
function grafanaText({ title, text, facts, links }: Notice): string {
  const shown = facts.slice(0, 8).map(({ name, value }) => `${escaped(name, 200)}: ${escaped(value, 500)}`);
  const linked = links.flatMap(({ name, url }) => {
    const link = linkOf(url);
    return link === undefined ? [] : [`<a href="${escaped(link, 2000)}">${escaped(name, 100)}</a>`];
  });
  return [escaped(title, 300), escaped(text, 2000), ...shown, ...linked].join('<br>');
}

function escaped(text: string, max: number): string {
  return clipEscaped(oneLine(text, max), max, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
