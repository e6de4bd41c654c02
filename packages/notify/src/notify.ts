import type { ChannelPolicy, Notice, Notified, Notify, Sample } from '@weighbridge/core';
import type { Channels, ConversationAdapter, MessageAdapter, SampleAdapter } from './adapter.ts';
import { datadog } from './channel/datadog.ts';
import { grafana } from './channel/grafana.ts';
import { jira } from './channel/jira.ts';
import { writeOpenMetrics } from './channel/open-metrics-file.ts';
import { pushgateway } from './channel/pushgateway.ts';
import { slack } from './channel/slack.ts';
import { splunk } from './channel/splunk.ts';
import { teams } from './channel/teams.ts';
import { webhook } from './channel/webhook.ts';
import { Failed } from './failed.ts';
import { accepted, ask, type Line, refusal } from './http/ask.ts';
import type { Access, Patience } from './http/call.ts';
import { redactor } from './http/redact.ts';
import { type Variables, variablesOf } from './variables.ts';

export interface NotifyOptions {
  /** Where secrets come from, by the names in the policy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that paths of the policy are relative to. */
  readonly root: string;
  /** Default: 3 tries of 10 s, pauses of 1 s and 2 s, at most a minute when the service asks for it. */
  readonly patience?: Partial<Patience>;
  /** Hears of each further try; lines hold no secret. */
  readonly log?: (line: string) => void;
}

const usual: Patience = { tries: 3, timeout: 10_000, pause: 1000, longestWait: 60_000 };

/** Channels of one request each. */
const messages: { readonly [K in Exclude<keyof Channels, 'jira' | Numbers>]: MessageAdapter<Channels[K]> } = {
  slack,
  teams,
  webhook,
  grafana,
  datadog,
  splunk,
};

type Numbers = 'pushgateway' | 'openmetrics';

/** Every channel of the policy. Nothing is read and nothing is asked before a notice is sent. Neither function throws. */
export function makeNotify(options: NotifyOptions): Notify {
  return {
    send: (channel, notice, memory) => outcomeOf(() => send(options, channel, notice, memory)),
    export: (channel, model, samples) =>
      outcomeOf(async () => {
        await exportTo(options, channel, model, samples);
        return undefined;
      }),
  };
}

async function send(
  options: NotifyOptions,
  channel: ChannelPolicy,
  notice: Notice,
  memory: string | undefined,
): Promise<string | undefined> {
  if (channel.to === 'pushgateway' || channel.to === 'openmetrics') {
    throw new Failed(`\`${channel.to}\` keeps numbers, not messages`);
  }
  if (channel.to === 'jira') return converse(options, jira, channel, notice, memory);
  await sendMessage(options, channel.to, channel, notice);
  return undefined;
}

async function sendMessage<K extends keyof typeof messages>(
  options: NotifyOptions,
  to: K,
  channel: Channels[K],
  notice: Notice,
): Promise<void> {
  const adapter: MessageAdapter<Channels[K]> = messages[to];
  const { access, line } = open(options, adapter, channel);
  const call = adapter.call(notice, access, channel);
  const body = accepted(line, call, await ask(line, call));
  if (!adapter.isTaken(body)) throw refusal(line, call, body);
}

async function converse<C>(
  options: NotifyOptions,
  adapter: ConversationAdapter<C>,
  channel: C,
  notice: Notice,
  memory: string | undefined,
): Promise<string | undefined> {
  const { access, line } = open(options, adapter, channel);
  return adapter.converse(notice, memory, {
    access,
    channel,
    async converse(call, alsoFine = []) {
      const answer = await ask(line, call);
      if (!alsoFine.includes(answer.status)) accepted(line, call, answer);
      return answer;
    },
  });
}

async function exportTo(
  options: NotifyOptions,
  channel: ChannelPolicy,
  model: string,
  samples: readonly Sample[],
): Promise<void> {
  if (channel.to === 'openmetrics') return writeOpenMetrics(options.root, channel.file, samples);
  if (channel.to !== 'pushgateway') throw new Failed(`\`${channel.to}\` keeps messages, not numbers`);
  const adapter: SampleAdapter<Channels['pushgateway']> = pushgateway;
  const { access, line } = open(options, adapter, channel);
  const call = adapter.call(model, samples, access);
  accepted(line, call, await ask(line, call));
}

interface Opening<C> {
  readonly name: string;
  readonly access: (channel: C, variables: Variables) => Access;
}

function open<C>(
  { env, patience, log }: NotifyOptions,
  { name, access: accessOf }: Opening<C>,
  channel: C,
): { readonly access: Access; readonly line: Line } {
  const access = accessOf(channel, variablesOf(env));
  const redact = redactor(access.secrets);
  const { variables } = access;
  const line = { name, variables, redact, patience: { ...usual, ...patience }, log: log ?? (() => undefined) };
  return { access, line };
}

/** What is not ours to name is told by its kind: its text may hold what it was given. */
async function outcomeOf(work: () => Promise<string | undefined>): Promise<Notified> {
  try {
    const memory = await work();
    return { outcome: 'sent', ...(memory === undefined ? {} : { memory }) };
  } catch (error) {
    return { outcome: 'failed', reason: error instanceof Failed ? error.message : kindOf(error) };
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
