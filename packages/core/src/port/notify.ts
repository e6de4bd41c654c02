import type { ChannelPolicy } from '../policy/watch.ts';

/** A change of state, in words that every channel shares; adapters only give it their form. Every text is unescaped. */
export interface Notice {
  readonly kind: 'opened' | 'changed' | 'recovered';
  readonly model: string;
  /** One key for each model and state: a channel that was told this key is not told again. */
  readonly key: string;
  /** One line: `churn drifts in production: income, source`. */
  readonly title: string;
  /** One sentence: the number that decided, and its limit. */
  readonly text: string;
  /** Short pairs, at most 8: `income`: `PSI 0.34, at most 0.20`. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly at: Date;
  /** Repository, and the version of this program. */
  readonly source: { readonly repository: string; readonly version: string };
}

/** One number for systems that keep time series: `weighbridge_watch_value{model="churn",series="income"} 0.34`. */
export interface Sample {
  /** `weighbridge_…`, in base units; a gauge. */
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What became of one channel. A failure is told, and changes no verdict and no exit code. */
export type Notified =
  | { readonly outcome: 'sent'; readonly memory?: string }
  | { readonly outcome: 'failed'; readonly reason: string };

/** Tells people and systems. Never throws. */
export interface Notify {
  /**
   * Sends a notice to one channel that keeps messages (Slack, Teams, Jira, webhook, Grafana, Datadog, Splunk). `memory` is
   * what the channel answered before: of Jira the key of the issue.
   */
  send(channel: ChannelPolicy, notice: Notice, memory: string | undefined): Promise<Notified>;
  /** Hands samples to one channel that keeps numbers (Pushgateway, OpenMetrics file): at every look. */
  export(channel: ChannelPolicy, model: string, samples: readonly Sample[]): Promise<Notified>;
}
