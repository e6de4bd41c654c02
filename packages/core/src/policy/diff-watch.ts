import { canonicalJson } from '../record/canonical-json.ts';
import type { Changed } from '../record/comparison.ts';
import { changeOf, commandText, inPolicy, type PolicyChange } from './diff-words.ts';
import type { ModelPolicy } from './policy.ts';
import type { MonitorPolicy } from './watch.ts';

type Effect = Changed['policy'][number]['effect'];

/** What is watched after the merge. None of it makes passing easier; `looser` is what lets a worse model go unseen for longer. */
export function diffWatch({ monitor: was }: ModelPolicy, { monitor: now, name }: ModelPolicy): PolicyChange[] {
  if (!was || !now) return changeOf(name, 'monitor', was && inPolicy, now && inPolicy, now ? 'stricter' : 'looser');
  const where = `${name}, monitor`;
  return settings.flatMap(([key, of, effect]) => changeOf(where, key, of(was), of(now), effect(was, now)));
}

type Watched = readonly [
  key: string,
  of: (monitor: MonitorPolicy) => string | number | undefined,
  effect: (was: MonitorPolicy, now: MonitorPolicy) => Effect,
];

const other = (): Effect => 'other';
const looser = (): Effect => 'looser';

/** A number that lets more pass the larger it is. */
const allowing =
  (of: (monitor: MonitorPolicy) => number) =>
  (was: MonitorPolicy, now: MonitorPolicy): Effect =>
    of(now) > of(was) ? 'looser' : 'stricter';

const settings: readonly Watched[] = [
  ['current', ({ current }) => textOf(current), other],
  ['query', ({ query }) => query, other],
  ['time', ({ time }) => time, other],
  ['window', ({ window }) => `${window / 1000} s`, allowing(({ window }) => window)],
  ['settle', ({ settle }) => `${settle / 1000} s`, allowing(({ settle }) => settle)],
  ['reference', ({ reference }) => textOf(reference), looser],
  ['dataset', ({ dataset }) => dataset, looser],
  ['columns', ({ columns }) => columns?.join(', '), looser],
  ['min-n', ({ minRows }) => minRows, allowing(({ minRows }) => minRows)],
  ['labels', ({ labels }) => textOf(labels), looser],
  ['service', ({ service }) => (service.length === 0 ? undefined : textOf(service)), looser],
  ['prometheus', ({ prometheus }) => prometheus, other],
  [
    'alarm',
    ({ alarm: { k, n } }) => `${k} of ${n}`,
    (was, now) => (isHarder(was.alarm, now.alarm) ? 'looser' : 'stricter'),
  ],
  ['close-after', ({ alarm }) => alarm.closeAfter, other],
  [
    'retrain',
    ({ retrain }) => retrain && textOf({ ...retrain, prepare: retrain.prepare && commandText(retrain.prepare) }),
    other,
  ],
  ['notify', ({ notify }) => notify.map(({ to }) => to).join(', ') || undefined, other],
];

/** Whether an alarm needs more flagged windows, or finds them in fewer. */
function isHarder(was: MonitorPolicy['alarm'], now: MonitorPolicy['alarm']): boolean {
  return now.k > was.k || (now.k === was.k && now.n < was.n);
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(JSON.parse(JSON.stringify(value)));
}
