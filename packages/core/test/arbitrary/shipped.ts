import fc from 'fast-check';
import type { RunRecord } from '../../src/record/record.ts';
import type { MetricAnalysis, Rollout, RolloutStep } from '../../src/record/rollout.ts';
import type { VersionSection } from '../../src/record/version.ts';
import { digestOf, sha } from '../records/parts.ts';
import { defined } from './evaluation.ts';
import { anyRecord } from './record.ts';
import { foreignText } from './text.ts';

const time = fc
  .integer({ min: 0, max: 86_399 })
  .map((second) => new Date(Date.UTC(2026, 10, 22) + second * 1000).toISOString());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const counts = fc
  .record({ bad: fc.nat(1e6), all: fc.nat(1e6) })
  .map(({ bad, all }) => ({ bad: Math.min(bad, all), all }));
const amount = fc.double({ min: -1, max: 1, noNaN: true });
const weight = fc.double({ min: 0, max: 100, noNaN: true });

const metric: fc.Arbitrary<MetricAnalysis> = fc
  .record({
    name: foreignText,
    canary: counts,
    stable: counts,
    ends: maybe(fc.tuple(amount, amount, amount).map((values) => values.toSorted((a, b) => a - b))),
    margin: fc.double({ min: 0.0001, max: 0.5, noNaN: true }),
    outcome: fc.constantFrom('harm' as const, 'no harm' as const, 'undecided' as const, 'no data' as const),
    reason: foreignText,
  })
  .map(
    ({ ends: [low, difference, high] = [], ...rest }) => defined({ ...rest, low, difference, high }) as MetricAnalysis,
  );

const step: fc.Arbitrary<RolloutStep> = fc
  .record({
    weight,
    outcome: fc.constantFrom(
      'waits' as const,
      'current' as const,
      'held' as const,
      'advanced' as const,
      'aborted' as const,
    ),
    from: maybe(time),
    to: maybe(time),
    windows: fc.dictionary(
      fc.constantFrom('errors', 'p95', '__proto__'),
      fc.array(fc.tuple(fc.nat(50), fc.nat(500), fc.nat(50), fc.nat(500)), { maxLength: 20 }),
      { maxKeys: 2 },
    ),
    requests: maybe(fc.record({ canary: fc.nat(1e7), stable: fc.nat(1e7) })),
    withoutData: fc.constant({}),
  })
  .map((one) => defined(one) as RolloutStep);

const event = fc.record({
  at: time,
  kind: fc.constantFrom(
    'started' as const,
    'advanced' as const,
    'held' as const,
    'aborted' as const,
    'finished' as const,
    'taken over' as const,
    'rolled back' as const,
  ),
  step: fc.nat(3),
  weight,
  reason: foreignText,
});

const served = fc.record({
  version: foreignText,
  model: fc.constant(digestOf('7')),
  commit: fc.constant(sha('4be91c7')),
});

const plan = fc.record({
  target: fc.constantFrom('process' as const, 'haproxy' as const),
  strategy: fc.constantFrom('canary' as const, 'blue-green' as const, 'shadow' as const),
  steps: fc.array(weight, { minLength: 1, maxLength: 12 }),
  bakeSeconds: fc.nat(9000),
  maxHoldSeconds: fc.nat(90_000),
  staleAfterSeconds: fc.nat(9000),
  noData: fc.constant('hold' as const),
  onUndecided: fc.constantFrom('abort' as const, 'hold' as const, 'advance' as const),
  alpha: fc.constant(0.05),
  metrics: fc.constant([]),
});

const traffic = fc
  .record({
    planned: weight,
    observed: maybe(weight),
    p: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    outcome: fc.constantFrom('as planned' as const, 'mismatch' as const, 'no data' as const, 'not judged' as const),
  })
  .map(defined);

const rollout = fc
  .record({
    version: fc.constant(1 as const),
    model: foreignText,
    id: foreignText,
    candidate: served,
    stable: maybe(served),
    plan,
    phase: fc.constantFrom(
      'starting' as const,
      'running' as const,
      'aborting' as const,
      'finishing' as const,
      'finished' as const,
      'aborted' as const,
    ),
    step: fc.nat(4),
    steps: fc.array(step, { minLength: 1, maxLength: 12 }),
    startedAt: time,
    lookedAt: maybe(time),
    endedAt: maybe(time),
    secondsToAbort: maybe(fc.nat(9000)),
    metrics: fc.array(metric, { maxLength: 7 }),
    traffic: maybe(traffic),
    reason: foreignText,
    events: fc.array(event, { maxLength: 8 }),
    fence: fc.nat(9),
    environment: maybe(foreignText),
    approvedBy: maybe(fc.array(foreignText, { maxLength: 5 })),
  })
  .map((one) => defined(one) as unknown as Rollout);

const registry = fc.record({
  kind: fc.constantFrom('git' as const, 'release' as const, 'mlflow' as const),
  name: foreignText,
  url: fc.constantFrom('https://github.com/acme/models/releases', 'javascript:alert(1)', undefined),
});

const version = fc
  .record({
    name: foreignText,
    tag: foreignText,
    commit: fc.constant(sha('e88d140')),
    why: foreignText,
    model: fc.constant(digestOf('9')),
    manifest: fc.constant(digestOf('8')),
    files: fc.nat(9),
    bytes: fc.nat(1e9),
    registries: fc.array(registry.map(defined), { maxLength: 4 }),
    evidence: fc.constantFrom(undefined, { kind: 'local' as const }, { kind: 'attestation' as const, signer: 'a@b' }),
    alias: maybe(fc.record({ name: foreignText, tag: foreignText, at: time, previous: foreignText })),
    gitops: maybe(fc.record({ repository: foreignText, branch: foreignText, file: foreignText, commit: foreignText })),
  })
  .map((one) => defined(one) as VersionSection);

/** Any record after its merge, with a version, a rollout or both. */
export const anyShipped: fc.Arbitrary<RunRecord> = fc
  .tuple(anyRecord, maybe(version), rollout, fc.boolean())
  .map(([record, modelVersion, rolled, both]) => {
    const withRollout = both || modelVersion === undefined ? { rollout: rolled } : {};
    return { ...record, ...(modelVersion === undefined ? {} : { modelVersion }), ...withRollout };
  });
