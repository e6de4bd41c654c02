import type { Changed } from '../record/comparison.ts';
import { changeOf, commandText, diffList, inPolicy, type PolicyChange, type Setting } from './diff-words.ts';
import type { ModelPolicy, Policy } from './policy.ts';
import type { AttestPolicy, DeployPolicy, LiveMetricPolicy, RegisterPolicy } from './ship.ts';

type Effect = Changed['policy'][number]['effect'];

/** How a model is proved to have been weighed: anything but what was there lets others speak for it. */
export function diffAttest({ attest: was }: Policy, { attest: now }: Policy): PolicyChange[] {
  return changeOf('all models', 'attest', attestText(was), attestText(now), 'looser');
}

function attestText(attest: AttestPolicy): string {
  if (attest.by === 'api') return attest.by;
  if (attest.by === 'key') return `key ${attest.keys.join(', ')}`;
  return ['sigstore', attest.workflow, attest.issuer].filter((part) => part !== undefined).join(' ');
}

/**
 * What happens after the merge. None of it makes passing easier now; `looser` is what lets a worse version stay in production, or
 * a pickle do more when it is loaded.
 */
export function diffShip(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  const { name } = now;
  return [
    ...diffRegister(name, was.register, now.register),
    ...changeOf(`${name}, promote`, 'alias', was.promote?.alias, now.promote?.alias, 'other'),
    ...changeOf(`${name}, promote`, 'gitops', textOf(was.promote?.gitops), textOf(now.promote?.gitops), 'other'),
    ...diffDeploy(name, was.deploy, now.deploy),
  ];
}

function diffRegister(name: string, was: RegisterPolicy | undefined, now: RegisterPolicy | undefined): PolicyChange[] {
  const where = `${name}, register`;
  if (!was || !now) return changeOf(name, 'register', was && inPolicy, now && inPolicy, 'other');
  const keys = ['scheme', 'bump', 'output', 'mlflow'] as const;
  return [
    ...keys.flatMap((key) => changeOf(where, key, was[key], now[key], 'other')),
    ...changeOf(where, 'release', String(was.release), String(now.release), 'other'),
    ...diffList(where, 'scan allow', was.allowedImports, now.allowedImports, { added: 'looser', removed: 'stricter' }),
  ];
}

function diffDeploy(name: string, was: DeployPolicy | undefined, now: DeployPolicy | undefined): PolicyChange[] {
  if (!was || !now) return changeOf(name, 'deploy', was && inPolicy, now && inPolicy, 'other');
  const where = `${name}, deploy`;
  return [
    ...settings.flatMap(([key, of, effect]) => changeOf(where, key, of(was), of(now), effect(was, now))),
    ...diffMetrics(where, was.metrics, now.metrics),
  ];
}

type Shown = readonly [
  key: string,
  of: (deploy: DeployPolicy) => Setting,
  effect: (was: DeployPolicy, now: DeployPolicy) => Effect,
];

const other = (): Effect => 'other';
const looser = (): Effect => 'looser';

/** A number that guards more the larger it is. */
const guarding =
  (of: (deploy: DeployPolicy) => number) =>
  (was: DeployPolicy, now: DeployPolicy): Effect =>
    of(now) < of(was) ? 'looser' : 'stricter';

const settings: readonly Shown[] = [
  ['target', ({ target }) => textOf(target), other],
  ['environment', ({ environment }) => environment, other],
  ['strategy', ({ strategy }) => strategy, looser],
  ['steps', ({ steps }) => steps.join(', '), looser],
  ['bake', ({ bake }) => `${bake / 1000} s`, guarding(({ bake }) => bake)],
  ['max-hold', ({ maxHold }) => `${maxHold / 1000} s`, other],
  ['max-wait', ({ maxWait }) => `${maxWait / 1000} s`, other],
  ['stale-after', ({ staleAfter }) => `${staleAfter / 1000} s`, other],
  ['no-data', ({ noData }) => noData, (_, { noData }) => (noData === 'advance' ? 'looser' : 'other')],
  ['on-undecided', ({ onUndecided }) => onUndecided, (_, now) => (now.onUndecided === 'advance' ? 'looser' : 'other')],
  ['alpha', ({ alpha }) => alpha, guarding(({ alpha }) => alpha)],
  ['live', ({ live }) => textOf(live), other],
  ['smoke', ({ smoke }) => textOf(smoke), looser],
];

function diffMetrics(
  where: string,
  was: readonly LiveMetricPolicy[],
  now: readonly LiveMetricPolicy[],
): PolicyChange[] {
  const names = [...new Set([...was, ...now].map(({ name }) => name))];
  return names.flatMap((name) => {
    const before = was.find((metric) => metric.name === name);
    const after = now.find((metric) => metric.name === name);
    const at = `${where}, ${name}`;
    if (!before || !after)
      return changeOf(at, 'metric', before && inPolicy, after && inPolicy, after ? 'stricter' : 'looser');
    const wider = after.margin > before.margin ? 'looser' : 'stricter';
    const fewer = after.minCount < before.minCount ? 'looser' : 'stricter';
    return [
      ...changeOf(at, 'bad', before.bad, after.bad, 'looser'),
      ...changeOf(at, 'all', before.all, after.all, 'looser'),
      ...changeOf(at, 'max-rise', before.margin, after.margin, wider),
      ...changeOf(at, 'min-n', before.minCount, after.minCount, fewer),
    ];
  });
}

/** A section as one text; commands in it as they are written. */
function textOf(section: object | undefined): string | undefined {
  if (section === undefined) return undefined;
  const parts = Object.entries(section).flatMap(([key, value]) => [`${key} ${partText(value)}`]);
  return parts.join(', ');
}

function partText(value: unknown): string {
  if (Array.isArray(value)) return commandText(value.map(String)) ?? '';
  return typeof value === 'object' && value !== null ? `{ ${textOf(value) ?? ''} }` : String(value);
}
