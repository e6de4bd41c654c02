import { policyErrors } from '../error/policy-errors.ts';
import type { UserError } from '../error/user-error.ts';
import { mostKeptWindows } from '../watch/windows.ts';
import { countOfPattern, parseDuration } from './grammar.ts';
import type { ModelFile } from './schema.ts';
import { type Locate, listed, type PolicyPath } from './source.ts';

type MonitorFile = NonNullable<ModelFile['monitor']>;

/** The most windows that an alarm may look at: more would take longer to ring than anybody waits. */
const mostWindows = 10;

/** What the schema cannot say of `monitor`. */
export function watchRuleErrors(model: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  const { monitor } = model;
  if (!monitor) return [];
  const own = [...path, 'monitor'];
  return [
    ...alarmErrors(monitor, own, locate),
    ...lengthErrors(monitor, own, locate),
    ...delayErrors(monitor, own, locate),
    ...datasetErrors(model, own, locate),
    ...serviceErrors(model, own, locate),
    ...retrainErrors(monitor, own, locate),
  ];
}

function alarmErrors({ alarm }: MonitorFile, path: PolicyPath, locate: Locate): UserError[] {
  const match = countOfPattern.exec(alarm);
  const [k, n] = [Number(match?.[1]), Number(match?.[2])];
  if (k <= n && n <= mostWindows) return [];
  const expected = `a count of at most ${mostWindows} windows such as \`3 of 5\``;
  return [
    policyErrors.wrongValue(
      { where: '`alarm`', expected, found: alarm },
      { place: locate([...path, 'alarm'], 'value') },
    ),
  ];
}

/** Shorter windows would be judged more often than a schedule runs. */
const shortestWindow = 60 * 60 * 1000;
const dayLength = 24 * shortestWindow;

/** Windows begin at multiples of their length since 1970: only these begin at 00:00 UTC of every day, or of some. */
function beginsAtMidnight(length: number): boolean {
  if (length < shortestWindow) return false;
  return length % dayLength === 0 || (length % shortestWindow === 0 && dayLength % length === 0);
}

function lengthErrors({ window }: MonitorFile, path: PolicyPath, locate: Locate): UserError[] {
  if (beginsAtMidnight(parseDuration(window) ?? 0)) return [];
  const expected = '`1h`, `2h`, `3h`, `4h`, `6h`, `8h`, `12h`, or whole days such as `1d` or `7d`';
  const args = { where: '`window`', expected, found: window };
  return [policyErrors.wrongValue(args, { place: locate([...path, 'window'], 'value') })];
}

/** Labels must be known while their window is still among those that are kept, for as many windows as an alarm looks at. */
function delayErrors({ window, settle, labels, alarm }: MonitorFile, path: PolicyPath, locate: Locate): UserError[] {
  const length = parseDuration(window) ?? 0;
  const n = Number(countOfPattern.exec(alarm)?.[2] ?? 0);
  const most = (mostKeptWindows - n) * length;
  const late = (parseDuration(labels?.delay ?? '0s') ?? 0) + (parseDuration(settle) ?? 0);
  if (!labels || length < shortestWindow || most <= 0 || late < most) return [];
  const days = Math.floor(most / (24 * shortestWindow));
  const kept = `${mostKeptWindows} windows are kept`;
  const expected = `less than ${days} days with \`settle\`, as ${kept} (a longer \`window\` makes room)`;
  return [
    policyErrors.wrongValue(
      { where: '`delay`', expected, found: labels.delay },
      { place: locate([...path, 'labels', 'delay'], 'value') },
    ),
  ];
}

function datasetErrors({ monitor, data }: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  if (!monitor || monitor.reference !== undefined) return [];
  const datasets = Object.keys(data).filter((name) => name !== 'leakage');
  if (datasets.includes(monitor.dataset)) return [];
  const known = datasets.length === 0 ? 'there is none' : listed(datasets);
  const expected = `a dataset of \`data\` (${known}), or set \`reference\`, a file`;
  return [
    policyErrors.wrongValue(
      { where: '`dataset`', expected, found: monitor.dataset },
      { place: locate([...path, 'dataset'], 'value') },
    ),
  ];
}

function serviceErrors({ monitor, deploy }: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  if (!monitor || monitor.service.length === 0) return [];
  const names = monitor.service.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    return [
      policyErrors.nameTwice(
        { what: 'service', name: names[twice] ?? '' },
        { place: locate([...path, 'service', twice, 'name'], 'value') },
      ),
    ];
  if (monitor.prometheus !== undefined || deploy?.live?.prometheus !== undefined) return [];
  const args = { key: 'prometheus: http://…', where: 'monitor', meaning: 'Where the counters of `service` are read.' };
  return [policyErrors.missingKey(args, { place: locate([...path, 'service'], 'key') })];
}

function retrainErrors({ retrain, labels }: MonitorFile, path: PolicyPath, locate: Locate): UserError[] {
  if (!retrain) return [];
  const own = [...path, 'retrain'];
  const isBlind = !labels && retrain.on.every((cause) => cause === 'performance');
  const isEmpty = retrain.prepare !== undefined && retrain.commit.length === 0;
  const lacks = (key: string, where: string, meaning: string, at: string): UserError =>
    policyErrors.missingKey({ key, where, meaning }, { place: locate([...own, at], at === 'on' ? 'value' : 'key') });
  return [
    ...(isBlind
      ? [
          lacks(
            'labels: {…}',
            'monitor',
            'True labels: without them performance is never known, and no retraining would ever start.',
            'on',
          ),
        ]
      : []),
    ...(isEmpty
      ? [
          lacks(
            'commit: […]',
            'monitor.retrain',
            'The files that `prepare` changes: without them nothing of what it fetched is trained on.',
            'prepare',
          ),
        ]
      : []),
  ];
}
