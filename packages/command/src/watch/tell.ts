import {
  type ChannelPolicy,
  type Notice,
  noticeOf,
  samplesOf,
  type Watch,
  type WatchReportContext,
} from '@weighbridge/core';
import type { LookTerms } from './work.ts';

/** Channels that keep numbers: they get them at every look. */
const keepsNumbers = ({ to }: ChannelPolicy): boolean => to === 'pushgateway' || to === 'openmetrics';

/**
 * Tells every channel of the last change of state that it was not told of yet, and hands numbers to those that keep them.
 * What fails is a warning, and is tried again at the next look; nothing here changes a verdict.
 */
export async function tell(work: LookTerms, watch: Watch, context: WatchReportContext): Promise<Watch['told']> {
  const { monitor, weighing } = work;
  const told: Watch['told'] = {};
  for (const [index, channel] of monitor.notify.entries()) {
    const name = channelName(monitor.notify, index);
    if (keepsNumbers(channel)) {
      const { log, notify } = weighing.context;
      const exported = await notify.export(channel, watch.model, samplesOf(watch));
      if (exported.outcome === 'failed') log.warn(`monitor: ${name} was not told: ${exported.reason}`);
      continue;
    }
    const before = watch.told[name];
    const after = await tellOne(work, { channel, name, watch, before, notice: noticeFor(watch, context) });
    if (after) told[name] = after;
  }
  return told;
}

/** The notice of the last change of state, in its present words; undefined where nothing ever changed, or it is ignored. */
function noticeFor(watch: Watch, context: WatchReportContext): Notice | undefined {
  if (!watch.notice || watch.phase === 'ignored') return undefined;
  return { ...noticeOf(watch, watch.notice.kind, context), key: `${watch.model} ${watch.notice.key}` };
}

interface Telling {
  readonly channel: ChannelPolicy;
  readonly name: string;
  readonly watch: Watch;
  readonly before: Watch['told'][string] | undefined;
  readonly notice: Notice | undefined;
}

async function tellOne(
  { weighing, at }: LookTerms,
  { channel, name, before, notice }: Telling,
): Promise<Watch['told'][string] | undefined> {
  // Whoever never heard of the alarm need not hear that it is over.
  if (!notice || before?.state === notice.key || (!before && notice.kind === 'recovered')) return before;
  const { log, notify } = weighing.context;
  const sent = await notify.send(channel, notice, before?.memory);
  if (sent.outcome === 'failed') {
    log.warn(`monitor: ${name} was not told: ${sent.reason}`);
    return before;
  }
  log.info(`monitor: told ${name}`);
  const memory = sent.memory ?? before?.memory;
  return { state: notice.key, at: at.toISOString(), ...(memory === undefined ? {} : { memory }) };
}

/** `slack SLACK_WEBHOOK_URL`, `jira ML at https://…`: by what it is, for what a channel remembers is about one place. */
function channelName(channels: readonly ChannelPolicy[], index: number): string {
  const names = channels.map(placeName);
  const name = names[index] ?? '';
  const before = names.slice(0, index).filter((other) => other === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

function placeName(channel: ChannelPolicy): string {
  if ('urlFrom' in channel) return `${channel.to} ${channel.urlFrom}`;
  if ('file' in channel) return `${channel.to} ${channel.file}`;
  const project = 'project' in channel ? ` ${channel.project}` : '';
  return `${channel.to}${project} at ${channel.url}`;
}
