import type { Rollout } from '../../src/record/rollout.ts';
import { at, eventOf, metricOf, plan, rolloutOf, shippedRecord, stepOf, version, windowsOf } from './shipped.ts';

const five = { errors: windowsOf(10, [1, 160, 33, 3040]), 'over 40 ms': windowsOf(10, [3, 160, 54, 3040]) };
const quarter = { errors: windowsOf(6, [7, 800, 26, 2400]), 'over 40 ms': windowsOf(6, [15, 800, 43, 2400]) };
const started = eventOf('10:12', 'started', 0, 5, 'the challenger answers');
const advanced = eventOf('10:22', 'advanced', 1, 25, 'no harm, 1,600 requests');
const firstStep = stepOf(5, 'advanced', { from: '10:12', to: '10:22', canary: 1600, windows: five });
const quiet = [
  metricOf('errors', [65, 6400, 514, 44_800], [0, -0.004, 0.004], 'no harm'),
  metricOf('over 40 ms', [122, 6400, 806, 44_800], [0.001, -0.003, 0.005], 'no harm'),
];

/** Registered, and nothing is rolled out. */
export const registered = shippedRecord(undefined);

/** Mock k: the canary has a quarter of the traffic. */
export const canary = shippedRecord(
  rolloutOf({
    step: 1,
    steps: [
      firstStep,
      stepOf(25, 'current', { from: '10:22', canary: 4800, windows: quarter }),
      stepOf(50, 'waits'),
      stepOf(100, 'waits'),
    ],
    lookedAt: at('10:28'),
    environment: 'production',
    approvedBy: ['ada'],
    metrics: quiet,
    traffic: { planned: 25, observed: 25.1, p: 0.62, outcome: 'as planned' },
    reason: 'no harm so far',
    events: [started, advanced],
  }),
);

/** Held: the bake time is over, and the difference is not known well enough. */
export const held = shippedRecord(
  rolloutOf({
    steps: [
      stepOf(5, 'held', { from: '10:00', canary: 1500, windows: { errors: windowsOf(28, [1, 54, 11, 1020]) } }),
      stepOf(25, 'waits'),
      stepOf(50, 'waits'),
      stepOf(100, 'waits'),
    ],
    lookedAt: at('10:28'),
    metrics: [
      metricOf('errors', [25, 1500, 314, 28_500], [0.0057, -0.004, 0.0153], 'undecided'),
      {
        ...metricOf('over 40 ms', [0, 0, 540, 28_500], [0, 0, 0], 'no data'),
        reason: 'Prometheus has no sample of the canary since 10:20.',
      },
    ],
    traffic: { planned: 5, observed: 5.1, p: 0.71, outcome: 'as planned' },
    reason: 'over 40 ms has no data at this step',
    events: [
      eventOf('10:00', 'started', 0, 5, 'the challenger answers'),
      eventOf('10:10', 'held', 0, 5, 'over 40 ms has no data at this step'),
    ],
  }),
);

const everything: Rollout = rolloutOf({
  phase: 'finished',
  step: 3,
  steps: [
    firstStep,
    stepOf(25, 'advanced', {
      from: '10:22',
      to: '10:32',
      canary: 8000,
      windows: { errors: windowsOf(10, [7, 800, 26, 2400]) },
    }),
    stepOf(50, 'advanced', {
      from: '10:32',
      to: '10:42',
      canary: 16_000,
      windows: { errors: windowsOf(10, [16, 1600, 17, 1600]) },
    }),
    stepOf(100, 'advanced', { from: '10:42', to: '10:42' }),
  ],
  lookedAt: at('10:42'),
  endedAt: at('10:42'),
  metrics: [
    metricOf('errors', [262, 25_600, 770, 70_400], [-0.0006, -0.0021, 0.0009], 'no harm'),
    metricOf('over 40 ms', [489, 25_600, 1267, 70_400], [0.001, -0.001, 0.003], 'no harm'),
  ],
  traffic: { planned: 50, observed: 49.9, p: 0.8, outcome: 'as planned' },
  reason: 'every step held',
  events: [
    started,
    advanced,
    eventOf('10:32', 'advanced', 2, 50, 'no harm'),
    eventOf('10:42', 'finished', 3, 100, 'every step held'),
  ],
});

/** Every step held, and the version has taken over. */
export const serving = shippedRecord(everything);

/** Mock l: aborted by a metric at the first step. */
export const aborted = shippedRecord(
  rolloutOf({
    phase: 'aborted',
    steps: [
      stepOf(5, 'aborted', {
        from: '10:12',
        to: '10:22',
        canary: 1500,
        windows: { errors: windowsOf(10, [6, 150, 31, 2850]) },
      }),
      stepOf(25, 'waits'),
      stepOf(50, 'waits'),
      stepOf(100, 'waits'),
    ],
    lookedAt: at('10:22'),
    endedAt: at('10:22:41'),
    secondsToAbort: 41,
    metrics: [
      metricOf('errors', [66, 1500, 314, 28_500], [0.033, 0.017, 0.049], 'harm'),
      metricOf('over 40 ms', [28, 1500, 513, 28_500], [0.001, -0.009, 0.011]),
    ],
    traffic: { planned: 5, observed: 4.9, p: 0.83, outcome: 'as planned' },
    reason: 'errors rose by 3.3 points',
    events: [started, eventOf('10:22', 'aborted', 0, 5, 'errors rose by 3.3 points')],
  }),
);

/** Rolled back by a person after it had taken over. */
export const rolledBack = shippedRecord({
  ...everything,
  phase: 'aborted',
  endedAt: at('11:05:04'),
  secondsToAbort: 4,
  reason: '`rollback` was asked for by ada',
  events: [...everything.events, eventOf('11:05', 'rolled back', 3, 100, '`rollback` was asked for by ada')],
});

/** The first version of a model, where the traffic is not shared as planned. */
export const mismatch = shippedRecord(
  rolloutOf({
    steps: [
      stepOf(5, 'held', { from: '10:12', canary: 3600 }),
      stepOf(25, 'waits'),
      stepOf(50, 'waits'),
      stepOf(100, 'waits'),
    ],
    lookedAt: at('10:28'),
    metrics: [metricOf('errors', [36, 3600, 285, 26_400], [-0.0008, -0.0041, 0.0026], 'no harm')],
    traffic: { planned: 5, observed: 12, p: 0.0000001, outcome: 'mismatch' },
    reason: 'the traffic is not shared as planned',
    events: [started, eventOf('10:22', 'held', 0, 5, 'the traffic is not shared as planned')],
  }),
  { ...version, evidence: { kind: 'local' } },
);

/** A challenger that does not answer yet; nothing served before it. */
export const starting = shippedRecord(
  (() => {
    const { stable: _, ...first } = rolloutOf({
      phase: 'starting',
      plan: { ...plan, strategy: 'blue-green', steps: [100] },
      steps: [stepOf(100, 'waits')],
      events: [],
    });
    return first;
  })(),
);
