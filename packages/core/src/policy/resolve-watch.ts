import { countOfPattern, parseDuration } from './grammar.ts';
import type { ModelFile } from './schema.ts';
import type { AlarmRule, ChannelPolicy, LabelsPolicy, MonitorPolicy, RetrainPolicy, TableLocation } from './watch.ts';

type MonitorFile = NonNullable<ModelFile['monitor']>;

/** The section `monitor` with every duration in milliseconds; undefined when the policy has none. */
export function resolveMonitor({ monitor, evaluate, deploy }: ModelFile): MonitorPolicy | undefined {
  if (!monitor) return undefined;
  const { query, time, reference, columns, labels, retrain } = monitor;
  const prometheus = monitor.prometheus ?? deploy?.live?.prometheus;
  return {
    current: locationOf(monitor.current),
    window: milliseconds(monitor.window),
    settle: milliseconds(monitor.settle),
    dataset: monitor.dataset,
    minRows: monitor['min-n'],
    service: monitor.service.map(({ max, ...rest }) => ({ ...rest, max: shareOf(max), written: String(max) })),
    alarm: alarmOf(monitor),
    notify: monitor.notify.map(resolveChannel),
    ...(query === undefined ? {} : { query }),
    ...(time === undefined ? {} : { time }),
    ...(reference === undefined ? {} : { reference: locationOf(reference) }),
    ...(columns === undefined ? {} : { columns }),
    ...(labels ? { labels: resolveLabels(labels, evaluate.target) } : {}),
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(retrain ? { retrain: resolveRetrain(retrain) } : {}),
  };
}

const objectPattern = /^s3:\/\/([^/]+)(?:\/(.*))?$/u;

function locationOf(written: string): TableLocation {
  const match = objectPattern.exec(written);
  if (!match) return { kind: 'path', path: written };
  return { kind: 's3', bucket: match[1] ?? '', prefix: match[2] ?? '', written };
}

function alarmOf({ alarm, 'close-after': closeAfter }: MonitorFile): AlarmRule {
  const match = countOfPattern.exec(alarm);
  return { k: Number(match?.[1]), n: Number(match?.[2]), closeAfter };
}

function resolveLabels({ path, join, delay, target }: NonNullable<MonitorFile['labels']>, usual: string): LabelsPolicy {
  return { at: locationOf(path), join, target: target ?? usual, delay: milliseconds(delay) };
}

function resolveRetrain(file: NonNullable<MonitorFile['retrain']>): RetrainPolicy {
  const { prepare, cooldown, 'max-per-month': maxPerMonth, 'max-without-success': maxWithoutSuccess, ...rest } = file;
  return {
    ...rest,
    cooldown: milliseconds(cooldown),
    maxPerMonth,
    maxWithoutSuccess,
    ...(prepare === undefined ? {} : { prepare }),
  };
}

function resolveChannel(file: MonitorFile['notify'][number]): ChannelPolicy {
  switch (file.to) {
    case 'slack':
    case 'teams':
      return { to: file.to, urlFrom: file['url-from'] };
    case 'jira': {
      const { 'user-from': userFrom, 'token-from': tokenFrom, ...rest } = file;
      return { ...rest, tokenFrom, ...(userFrom === undefined ? {} : { userFrom }) };
    }
    case 'webhook': {
      const secretFrom = file['secret-from'];
      return { to: file.to, urlFrom: file['url-from'], ...(secretFrom === undefined ? {} : { secretFrom }) };
    }
    case 'pushgateway': {
      const tokenFrom = file['token-from'];
      return { to: file.to, url: file.url, ...(tokenFrom === undefined ? {} : { tokenFrom }) };
    }
    case 'openmetrics':
      return file;
    case 'grafana': {
      const { 'token-from': tokenFrom, dashboard, ...rest } = file;
      return { ...rest, tokenFrom, ...(dashboard === undefined ? {} : { dashboard }) };
    }
    case 'datadog':
      return { to: file.to, url: file.url, keyFrom: file['key-from'] };
    case 'splunk': {
      const { 'token-from': tokenFrom, index, ...rest } = file;
      return { ...rest, tokenFrom, ...(index === undefined ? {} : { index }) };
    }
  }
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}

function shareOf(written: number | string): number {
  return typeof written === 'number' ? written : Number.parseFloat(written) / 100;
}
