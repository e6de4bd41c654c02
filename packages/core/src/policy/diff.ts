import type { Changed } from '../record/comparison.ts';
import { diffGate } from './diff-gate.ts';
import { changeOf, inPolicy, type PolicyChange } from './diff-words.ts';
import type { ModelPolicy, Policy } from './policy.ts';

const actions = ['fail', 'warn', 'pass'];

/**
 * What a change does to the policy of one model, and which models it takes out, in the words of the file. `looser` is whatever can make passing
 * easier; where that cannot be told (another threshold, another file), it is `looser` too.
 */
export function diffPolicies(base: Policy, head: Policy, model: string): Changed['policy'] {
  const was = Object.hasOwn(base.models, model) ? base.models[model] : undefined;
  const now = Object.hasOwn(head.models, model) ? head.models[model] : undefined;
  const removed = removedFrom(base, head).map(
    (name): PolicyChange => ({ where: name, was: inPolicy, effect: 'looser' }),
  );
  const added: PolicyChange[] = now && !was ? [{ where: model, now: inPolicy, effect: 'stricter' }] : [];
  return [...diffGlobal(base, head), ...removed, ...added, ...(was && now ? diffModel(was, now) : [])];
}

/** The models that the base's policy has and the change's has not: no limit of theirs holds any more. */
export function removedFrom(base: Policy, head: Policy): readonly string[] {
  return Object.keys(base.models).filter((name) => !Object.hasOwn(head.models, name));
}

function diffGlobal(base: Policy, head: Policy): PolicyChange[] {
  const relaxed = (was: string, now: string) => (actions.indexOf(now) > actions.indexOf(was) ? 'looser' : 'stricter');
  const where = 'all models';
  return [
    // A smaller alpha makes failing harder, a larger one makes proof easier: both let more through somewhere.
    ...changeOf(where, 'alpha', base.alpha, head.alpha, 'looser'),
    ...changeOf(
      where,
      'on-inconclusive',
      base.onInconclusive,
      head.onInconclusive,
      relaxed(base.onInconclusive, head.onInconclusive),
    ),
    ...changeOf(
      where,
      'on-incomparable',
      base.onIncomparable,
      head.onIncomparable,
      relaxed(base.onIncomparable, head.onIncomparable),
    ),
    ...changeOf(where, 'baseline max-age', `${base.baseline.maxAgeDays}d`, `${head.baseline.maxAgeDays}d`, 'other'),
    ...changeOf(where, 'baseline max-commits', base.baseline.maxAgeCommits, head.baseline.maxAgeCommits, 'other'),
  ];
}

function diffModel(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  return [
    ...diffInputs(was, now),
    ...diffEvaluate(was, now),
    ...diffFileMetrics(was, now),
    ...diffAnchor(was, now),
    ...diffGate(was, now),
  ];
}

/** Where the numbers come from: another file may be an easier one. */
function diffInputs(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  const data = `${now.name}, data`;
  const train = `${now.name}, train`;
  const datasets = [...new Set([...Object.keys(was.data), ...Object.keys(now.data)])];
  const outputs = [...new Set([...Object.keys(was.train.outputs), ...Object.keys(now.train.outputs)])];
  return [
    ...datasets.flatMap((name) =>
      changeOf(data, name, was.data[name]?.path, now.data[name]?.path, name === 'evaluation' ? 'looser' : 'other'),
    ),
    ...changeOf(train, 'params', was.train.params, now.train.params, 'other'),
    ...diffList(train, 'ignore', was.train.ignore, now.train.ignore, { added: 'looser', removed: 'other' }),
    ...outputs.flatMap((name) =>
      changeOf(
        train,
        name,
        was.train.outputs[name],
        now.train.outputs[name],
        name === 'predictions' ? 'looser' : 'other',
      ),
    ),
    ...changeOf(`${now.name}, predictions`, 'keep', was.predictions.keep, now.predictions.keep, 'other'),
  ];
}

function diffEvaluate({ evaluate: was }: ModelPolicy, { name, evaluate: now }: ModelPolicy): PolicyChange[] {
  const where = `${name}, evaluate`;
  const keys = ['task', 'target', 'score', 'positive', 'threshold', 'id', 'group', 'weight'] as const;
  return [
    ...keys.flatMap((key) => changeOf(where, key, was[key], now[key], 'looser')),
    ...diffList(where, 'slices', was.slices, now.slices, { added: 'other', removed: 'looser' }),
  ];
}

interface ListEffects {
  readonly added: PolicyChange['effect'];
  readonly removed: PolicyChange['effect'];
}

function diffList(
  where: string,
  key: string,
  was: readonly string[],
  now: readonly string[],
  effects: ListEffects,
): PolicyChange[] {
  return [
    ...was
      .filter((item) => !now.includes(item))
      .map((item) => ({ where, was: `${key}: ${item}`, effect: effects.removed })),
    ...now
      .filter((item) => !was.includes(item))
      .map((item) => ({ where, now: `${key}: ${item}`, effect: effects.added })),
  ];
}

function diffFileMetrics({ evaluate: was }: ModelPolicy, { name, evaluate: now }: ModelPolicy): PolicyChange[] {
  const names = [...new Set([...was.metrics, ...now.metrics].map((metric) => metric.name))];
  return names.flatMap((metric) => {
    const before = was.metrics.find((each) => each.name === metric);
    const after = now.metrics.find((each) => each.name === metric);
    const where = `${name}, evaluate, ${metric}`;
    if (!(before && after)) return changeOf(where, 'file', before?.file, after?.file, after ? 'other' : 'looser');
    const keys = ['file', 'key', 'direction'] as const;
    return [
      ...keys.flatMap((key) => changeOf(where, key, before[key], after[key], 'looser')),
      ...changeOf(where, 'unit', before.unit, after.unit, 'other'),
    ];
  });
}

function diffAnchor(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  return changeOf(now.name, 'anchor', was.anchor, now.anchor, was.anchor === 'none' ? 'stricter' : 'looser');
}
