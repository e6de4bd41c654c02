import type { Changed } from '../record/comparison.ts';
import { diffData } from './diff-data.ts';
import { diffDrift } from './diff-drift.ts';
import { diffGate } from './diff-gate.ts';
import { diffAttest, diffShip } from './diff-ship.ts';
import { diffTrain } from './diff-train.ts';
import { diffWatch } from './diff-watch.ts';
import { changeOf, commandText, diffList, inPolicy, type PolicyChange } from './diff-words.ts';
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
    ...changeOf(where, 'store', storeText(base.store), storeText(head.store), 'other'),
    ...diffAttest(base, head),
  ];
}

/** Where the store is; its size does not matter to a verdict. */
function storeText(store: Policy['store']): string {
  return store.kind === 's3' ? [store.endpoint ?? 's3', store.bucket, store.prefix].join('/') : store.kind;
}

function diffModel(was: ModelPolicy, now: ModelPolicy): PolicyChange[] {
  return [
    ...diffData(was, now),
    ...diffTrain(was, now),
    ...changeOf(`${now.name}, predictions`, 'keep', was.predictions.keep, now.predictions.keep, 'other'),
    ...diffEvaluate(was, now),
    ...diffFileMetrics(was, now),
    ...diffAnchor(was, now),
    ...diffGate(was, now),
    ...diffDrift(was, now),
    ...diffShip(was, now),
    ...diffWatch(was, now),
  ];
}

function diffEvaluate({ evaluate: was }: ModelPolicy, { name, evaluate: now }: ModelPolicy): PolicyChange[] {
  const where = `${name}, evaluate`;
  const keys = ['task', 'target', 'score', 'positive', 'threshold', 'id', 'group', 'weight'] as const;
  return [
    ...keys.flatMap((key) => changeOf(where, key, was[key], now[key], 'looser')),
    // It scores the baseline's model: another command may make an easier baseline.
    ...changeOf(where, 'rescore', commandText(was.rescore), commandText(now.rescore), 'looser'),
    ...diffList(where, 'slices', was.slices, now.slices, { added: 'other', removed: 'looser' }),
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
