import { policyErrors } from '../error/policy-errors.ts';
import { parseDuration, parseLimit } from './grammar.ts';
import { expectation, issueErrors } from './issues.ts';
import type { FileMetric, GateLine, LimitAmount, ModelPolicy, Policy } from './policy.ts';
import { resolveAttest, resolveDeploy, resolvePromote, resolveRegister } from './resolve-ship.ts';
import { resolveDatasets, resolveDrift, resolveLeakage, resolveStore, resolveTrain } from './resolve-train.ts';
import { resolveMonitor } from './resolve-watch.ts';
import { ruleErrors } from './rules.ts';
import { type MetricLineFile, type ModelFile, type PolicyFile, policySchema } from './schema.ts';
import { firstError, type Locate, type PolicyPath, type Written } from './source.ts';

/** Rows that a slice needs to be judged, where the policy does not say. */
export const defaultMinRows = 200;

const day = 24 * 60 * 60 * 1000;

/**
 * Checks a policy whole and fills in every default. Throws the catalogue error that stands first in the file:
 * first of its shape, then of its rules. `written` gives limits the form they have in the file.
 */
export function parsePolicy(value: unknown, locate: Locate, written: Written = () => undefined): Policy {
  if (value === undefined || value === null) throw policyErrors.emptyPolicy({}, { place: locate([], 'value') });
  // `jitless`: one policy is parsed, and compiling its schema takes longer than that.
  const parsed = policySchema.safeParse(value, { error: expectation, jitless: true });
  if (!parsed.success) {
    const shape = firstError(issueErrors(parsed.error.issues, value, policySchema, locate));
    throw shape ?? parsed.error;
  }
  const broken = firstError(ruleErrors(parsed.data, locate));
  if (broken) throw broken;
  return resolvePolicy(parsed.data, written);
}

function resolvePolicy(file: PolicyFile, written: Written): Policy {
  const models = Object.entries(file.models).map(
    ([name, model]) => [name, resolveModel(name, model, written)] as const,
  );
  return {
    version: file.version,
    alpha: file.alpha,
    onInconclusive: file['on-inconclusive'],
    onIncomparable: file['on-incomparable'],
    baseline: {
      maxAgeDays: (parseDuration(file.baseline['max-age']) ?? 0) / day,
      maxAgeCommits: file.baseline['max-commits'],
    },
    store: resolveStore(file),
    attest: resolveAttest(file),
    models: Object.fromEntries(models),
  };
}

function resolveModel(name: string, file: ModelFile, written: Written): ModelPolicy {
  const path = ['models', name];
  const lines = file.gate.flatMap((line, index) =>
    'metric' in line ? [resolveLine(line, index, [...path, 'gate', index], written)] : [],
  );
  const [register, promote, deploy] = [resolveRegister(file), resolvePromote(file), resolveDeploy(file)];
  const monitor = resolveMonitor(file);
  return {
    name,
    data: resolveDatasets(file),
    leakage: resolveLeakage(file),
    train: resolveTrain(file),
    evaluate: resolveEvaluate(file),
    drift: resolveDrift(file, path, written),
    gate: lines,
    anchor: file.anchor,
    predictions: file.predictions,
    ...(register ? { register } : {}),
    ...(promote ? { promote } : {}),
    ...(deploy ? { deploy } : {}),
    ...(monitor ? { monitor } : {}),
  };
}

function resolveEvaluate({ evaluate }: ModelFile): ModelPolicy['evaluate'] {
  const { task, target, score, positive, threshold, id, group, weight, slices, metrics, rescore } = evaluate;
  return {
    task,
    target,
    score,
    threshold,
    ...(positive === undefined ? {} : { positive }),
    ...(id === undefined ? {} : { id }),
    ...(group === undefined ? {} : { group }),
    ...(weight === undefined ? {} : { weight }),
    slices,
    metrics: metrics.map(resolveFileMetric),
    ...(rescore === undefined ? {} : { rescore }),
  };
}

function resolveFileMetric({ file, key, name, direction, unit }: ModelFile['evaluate']['metrics'][number]): FileMetric {
  return { file, key, name: name ?? key, direction, ...(unit === undefined ? {} : { unit }) };
}

function resolveLine(line: MetricLineFile, index: number, path: PolicyPath, written: Written): GateLine {
  const words = [line.judge ?? []].flat();
  const relative = words.find((word) => word === 'proof' || word === 'harm');
  const limit = (key: 'min' | 'max' | 'max-drop' | 'max-rise' | 'max-drop-from-anchor' | 'max-rise-from-anchor') =>
    limitOf(line[key], written([...path, key]));
  const limits = {
    min: limit('min'),
    max: limit('max'),
    maxDrop: limit('max-drop'),
    maxRise: limit('max-rise'),
    maxDropFromAnchor: limit('max-drop-from-anchor'),
    maxRiseFromAnchor: limit('max-rise-from-anchor'),
  };
  return {
    line: index + 1,
    metric: line.metric,
    ...(line.slice === undefined ? {} : { slice: line.slice }),
    ...present(limits),
    minRows: line.slice === undefined ? 0 : (line['min-n'] ?? defaultMinRows),
    judge: relative ?? (line.slice === undefined ? 'proof' : 'harm'),
    judgeAbsolute: words.includes('bound') ? 'bound' : 'point',
  };
}

function limitOf(value: number | string | undefined, written: string | undefined): LimitAmount | undefined {
  return value === undefined ? undefined : parseLimit(value, written);
}

function present<K extends string>(limits: Readonly<Record<K, LimitAmount | undefined>>): { [Key in K]?: LimitAmount } {
  const kept: { [Key in K]?: LimitAmount } = {};
  for (const key in limits) {
    const amount = limits[key];
    if (amount) kept[key] = amount;
  }
  return kept;
}
