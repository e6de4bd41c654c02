import type { Notice } from '@weighbridge/core';
import * as z from 'zod';
import type { Channels, MessageAdapter } from '../adapter.ts';
import { jsonCall } from '../http/call.ts';
import { jsonOf } from '../http/said.ts';
import { clipEscaped, linkOf, oneLine } from '../text.ts';
import { apiAccess } from '../variables.ts';

const taken = z.object({ status: z.literal('ok') });
const alerts = { opened: 'warning', changed: 'warning', recovered: 'success' } as const;

/** An event by API v1, which takes the API key alone; v2 wants an application key too, and a category. */
export const datadog: MessageAdapter<Channels['datadog']> = {
  name: 'Datadog',
  access: ({ url, keyFrom: name }, variables) =>
    apiAccess(url, variables, { name, header: 'dd-api-key', value: (key) => key }),
  call: (notice, access) => jsonCall('POST', access, '/api/v1/events', datadogEvent(notice)),
  isTaken: (body) => taken.safeParse(jsonOf(body)).success,
};

/** Plain text: Markdown is read only between `%%%`. */
function datadogEvent({ kind, model, title, text, facts, links, at, source }: Notice) {
  const lines = [
    shown(text, 1500),
    ...facts.slice(0, 8).map(({ name, value }) => `${shown(name, 80)}: ${shown(value, 120)}`),
    ...links.flatMap(({ name, url }) => {
      const link = linkOf(url);
      return link === undefined ? [] : [`${shown(name, 60)}: ${link}`];
    }),
  ];
  return {
    title: shown(title, 100),
    text: withinBytes(lines, 4000),
    date_happened: Math.floor(at.getTime() / 1000),
    alert_type: alerts[kind],
    aggregation_key: oneLine(`weighbridge ${model}`, 100),
    tags: [`model:${tag(model)}`, `repository:${tag(source.repository)}`, `state:${kind}`, 'source:weighbridge'],
  };
}

/** An `@` before a name tells people: behind it goes a space of no width. Three `%` would begin Markdown. */
function shown(text: string, max: number): string {
  const line = oneLine(text, max).replaceAll(/%{3,}/g, '%');
  return clipEscaped(line, max, (character) => (character === '@' ? '@\u200b' : character));
}

/** A comma would part one tag in two. */
function tag(text: string): string {
  return oneLine(text, 150).replaceAll(',', '_');
}

/** As many whole lines as there is room for. */
function withinBytes(lines: readonly string[], max: number): string {
  return lines.reduce((text, line) => {
    const longer = text === '' ? line : `${text}\n${line}`;
    return Buffer.byteLength(longer) > max ? text : longer;
  }, '');
}
