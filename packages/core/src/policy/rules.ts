import { closest } from '../error/closest.ts';
import { policyErrors } from '../error/policy-errors.ts';
import type { UserError } from '../error/user-error.ts';
import { lineErrors } from './line-rules.ts';
import { knownMetrics } from './metric-facts.ts';
import { isSafeName } from './names.ts';
import type { ModelFile, PolicyFile } from './schema.ts';
import { metricName } from './schema-values.ts';
import { attestErrors, shipRuleErrors } from './ship-rules.ts';
import { type Locate, listed, type PolicyPath, shortened } from './source.ts';
import { watchRuleErrors } from './watch-rules.ts';

/** What the schema cannot say: values of later versions, names, and lines that contradict themselves. */
export function ruleErrors(policy: PolicyFile, locate: Locate): UserError[] {
  const errors: UserError[] = [];
  if (policy.store.kind !== 'ci-artifact' && policy.store.kind !== 's3') {
    errors.push(
      policyErrors.notInThisVersion(
        { key: `store.kind: ${policy.store.kind}` },
        { place: locate(['store', 'kind'], 'value') },
      ),
    );
  }
  if (policy.store.kind === 's3' && policy.store.bucket === undefined) {
    errors.push(
      policyErrors.missingKey(
        { key: 'bucket', where: 'store', meaning: 'Of `s3`: the bucket.' },
        { place: locate(['store'], 'value') },
      ),
    );
  }
  if (Object.keys(policy.models).length === 0) {
    errors.push(
      policyErrors.missingKey(
        { key: 'churn: {…}', where: 'models', meaning: 'One model at least.' },
        { place: locate(['models'], 'value') },
      ),
    );
  }
  errors.push(...attestErrors(policy, locate));
  errors.push(...nameErrors('model', Object.keys(policy.models), ['models'], locate));
  return errors.concat(
    Object.entries(policy.models).flatMap(([name, model]) => modelErrors(model, ['models', name], locate)),
  );
}

/** Names go into refs, folders and artifacts; two that differ only in case are one on some systems. */
function nameErrors(what: string, names: readonly string[], path: PolicyPath, locate: Locate): UserError[] {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const place = locate([...path, name], 'key');
    const twice = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    if (twice) return [policyErrors.nameTwice({ what, name }, { place })];
    return isSafeName(name) ? [] : [policyErrors.badName({ what, name: shortened(name) }, { place })];
  });
}

function modelErrors(model: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  const datasets = Object.keys(model.data).filter((key) => key !== 'leakage');
  return [
    ...nameErrors('dataset', datasets, [...path, 'data'], locate),
    ...nameErrors('output', Object.keys(model.train.outputs), [...path, 'train', 'outputs'], locate),
    ...twiceErrors('slice', model.evaluate.slices, [...path, 'evaluate', 'slices'], locate),
    ...fileMetricErrors(model, [...path, 'evaluate', 'metrics'], locate),
    ...gateErrors(model, [...path, 'gate'], locate),
    ...shipRuleErrors(model, path, locate),
    ...watchRuleErrors(model, path, locate),
  ];
}

function twiceErrors(what: string, names: readonly string[], path: PolicyPath, locate: Locate): UserError[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [policyErrors.nameTwice({ what, name: shortened(name) }, { place: locate([...path, index], 'value') })],
  );
}

function fileMetricErrors(model: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  const names = model.evaluate.metrics.map(({ name, key }) => name ?? key);
  const computed = knownMetrics([]);
  return names.flatMap((name, index) => {
    const place = locate([...path, index, model.evaluate.metrics[index]?.name === undefined ? 'key' : 'name'], 'value');
    if (computed.has(name)) return [policyErrors.nameTaken({ name }, { place })];
    if (names.indexOf(name) !== index)
      return [policyErrors.nameTwice({ what: 'metric', name: shortened(name) }, { place })];
    const wrong = metricName.safeParse(name).error?.issues[0]?.message;
    return wrong
      ? [
          policyErrors.wrongValue(
            { where: 'The name of the metric', expected: wrong, found: `"${shortened(name)}"` },
            { place },
          ),
        ]
      : [];
  });
}

function gateErrors(model: ModelFile, path: PolicyPath, locate: Locate): UserError[] {
  const known = knownMetrics(
    model.evaluate.metrics.map(({ name, key, direction }) => ({ name: name ?? key, direction })),
  );
  const fromFiles = [...known].filter(([, facts]) => facts.fromFile).map(([name]) => name);
  const names = [...fromFiles, ...[...known.keys()].filter((name) => !fromFiles.includes(name))];
  const seen = new Map<string, number>();
  return model.gate.flatMap((line, index) => {
    if (!('metric' in line)) return [];
    const here = [...path, index];
    const facts = known.get(line.metric);
    if (!facts) {
      const args = { name: shortened(line.metric), near: closest(line.metric, names), known: listed(names) };
      return [policyErrors.unknownMetric(args, { place: locate([...here, 'metric'], 'value') })];
    }
    const key = JSON.stringify([line.metric, line.slice ?? null]);
    const first = seen.get(key);
    seen.set(key, first ?? index + 1);
    const twice = policyErrors.lineTwice(
      { metric: line.metric, slice: line.slice, line: first ?? 0 },
      { place: locate(here, 'value') },
    );
    return [...(first === undefined ? [] : [twice]), ...lineErrors(line, facts, { model, path: here, locate })];
  });
}
