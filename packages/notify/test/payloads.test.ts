import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KnownBlock } from '@slack/types';
import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards';
import { describe, expect, it } from 'vitest';
import { slackMessage } from '../src/channel/slack.ts';
import * as forms from './forms.ts';
import { notices } from './notices.ts';
import { channelsAt, notifyAt, secrets, services } from './services.ts';

const server = services();

type Told = 'slack' | 'teams' | 'webhook' | 'grafana' | 'datadog' | 'splunk';

async function tell(to: Told, kind: keyof typeof notices) {
  const { notify } = notifyAt(server.url);
  const outcome = await notify.send(channelsAt(server.url)[to], notices[kind], undefined);
  const request = server.told[0];
  if (request === undefined) throw new Error('nothing was sent');
  return { outcome, request, body: JSON.parse(request.bytes.toString('utf8')) };
}

const all = {
  slack: forms.slackForm,
  teams: forms.teamsForm,
  webhook: forms.webhookForm,
  grafana: forms.grafanaForm,
  datadog: forms.datadogForm,
  splunk: forms.splunkForm,
} as const;

describe.each(Object.keys(notices) as (keyof typeof notices)[])('a notice that is %s', (kind) => {
  it.each(Object.keys(all) as Told[])('has the form that %s takes', async (to) => {
    const { outcome, request, body } = await tell(to, kind);
    expect(outcome).toEqual({ outcome: 'sent' });
    expect(server.told).toHaveLength(1);
    expect(request.method).toBe('POST');
    expect(request.headers['content-type']).toMatch(/^application\/json/);
    expect(all[to].safeParse(body).error).toBeUndefined();
  });
});

describe('Slack', () => {
  it('has blocks of its own types', () => {
    const blocks: KnownBlock[] = slackMessage(notices.plain).blocks;
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'section', 'context']);
  });
  it('reads nothing in a name as a mention or a link', async () => {
    const { body } = await tell('slack', 'hostile');
    const opened = JSON.stringify(body).match(/<[^>]*>/g) ?? [];
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(/^<https:\/\/github\.com\/acme\/models\?q=%7C\]%3E%22%27/);
  });
  it('cuts no escape in two', async () => {
    const { body } = await tell('slack', 'endless');
    expect(body.text).toMatch(/^(?:&lt;|&gt;|&amp;)+…$/);
  });
});

describe('Microsoft Teams', () => {
  it.each(Object.keys(notices) as (keyof typeof notices)[])(
    'has a card that Microsoft’s parser takes: %s',
    async (kind) => {
      const { body, request } = await tell('teams', kind);
      expect(parseCard(body.attachments[0].content)).toEqual([]);
      expect(request.bytes.length).toBeLessThan(28 * 1024);
      expect(JSON.stringify(body)).not.toMatch(/"type":"TextBlock"|"FactSet"/);
    },
  );
  it('would hear of a card that is wrong', () => {
    const inlines = [{ type: 'TextRun', text: 'x', size: 'huge' }];
    const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'RichTextBlock', inlines }] };
    expect(parseCard(card)).toHaveLength(1);
  });
});

/** What Microsoft's library complains of when it reads a card by the schema 1.5. */
function parseCard(content: unknown): readonly string[] {
  const context = new SerializationContext(Versions.v1_5);
  new AdaptiveCard().parse(content, context);
  return Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
}

describe('the other channels', () => {
  it('sign what a webhook gets, and change no name there', async () => {
    const { body, request } = await tell('webhook', 'hostile');
    expect(body.model).toBe(notices.hostile.model.toWellFormed());
    const signature = createHmac('sha256', secrets.key).update(request.bytes).digest('hex');
    expect(request.headers['x-weighbridge-signature']).toBe(`sha256=${signature}`);
  });
  it('show Grafana no HTML of a name', async () => {
    const { body, request } = await tell('grafana', 'hostile');
    expect(request.headers.authorization).toBe(`Bearer ${secrets.token}`);
    expect(body.dashboardUID).toBe('abc');
    expect(body.text.match(/<[^>]*>/g).filter((tag: string) => !/^<br>$|^<\/a>$|^<a href="https:/.test(tag))).toEqual(
      [],
    );
  });
  it('wake nobody in Datadog', async () => {
    const { body, request } = await tell('datadog', 'hostile');
    expect(request.headers['dd-api-key']).toBe(secrets.token);
    expect(`${body.title}${body.text}`).not.toMatch(/@\w|%%%/);
    expect(body.tags.every((tag: string) => !tag.includes(','))).toBe(true);
  });
  it('give Splunk seconds, and the index of the policy', async () => {
    const { body, request } = await tell('splunk', 'plain');
    expect(request.path).toBe('/services/collector/event');
    expect(request.headers.authorization).toBe(`Splunk ${secrets.token}`);
    expect(body).toMatchObject({ time: 1_795_327_200, index: 'ml', event: { model: 'churn', kind: 'opened' } });
  });
});

describe('docs/notifications.md', () => {
  it('shows what a webhook gets', () => {
    const page = readFileSync(new URL('../../../docs/notifications.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(forms.webhookForm.safeParse(JSON.parse(example)).error).toBeUndefined();
  });
});
