import fc from 'fast-check';
import { seriesName, type Watch, type WatchWindow, watch as watchRecord } from '../../src/record/watch.ts';
import { digestOf } from '../records/parts.ts';
import { foreignText } from './text.ts';

const oneDay = 86_400_000;
const count = fc.integer({ min: 0, max: 2_000_000 });
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -1, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-12, 0.2, 1e308, -1e308, 5e-324) },
);
const moment = fc
  .integer({ min: 0, max: 60 })
  .map((day) => new Date(Date.parse('2026-10-01T00:00:00Z') + day * oneDay).toISOString());
const digest = fc.constantFrom('a', 'b', 'c').map(digestOf);

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** Without the keys that are undefined, as a parsed record has none. */
function dense(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, entry]) => entry !== undefined));
}

const slice = fc.record({ column: foreignText, value: fc.option(foreignText) });
const name = fc
  .record({
    kind: fc.constantFrom('column', 'prediction', 'metric', 'service'),
    name: foreignText,
    slice: maybe(slice),
  })
  .map(dense);

const summary = fc.oneof(
  fc.record({ kind: fc.constant('median'), median: value }),
  fc.record({
    kind: fc.constant('shares'),
    shares: fc.array(fc.record({ value: fc.option(foreignText), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 3,
    }),
  }),
);

const limit = fc.record({
  kind: fc.constantFrom('drift', 'min', 'max', 'max-drop', 'max-rise'),
  value,
  written: fc.oneof(fc.constantFrom('0.2', '1%', '-0.5'), foreignText),
});

const pointFacts = fc
  .record({
    outcome: fc.constantFrom('judged', 'judged', 'too few', 'no data', 'not in both'),
    reason: maybe(foreignText),
    value: maybe(value),
    reference: maybe(value),
    share: maybe(value),
    change: maybe(fc.record({ value, low: value, high: value })),
    direction: maybe(fc.constantFrom('higher', 'lower')),
    was: maybe(summary),
    now: maybe(summary),
    n: count,
    limit: maybe(limit),
    p: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    adjusted: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    flagged: fc.boolean(),
  })
  .map(dense);

const labels = fc.record({
  matured: fc.boolean(),
  labelled: count,
  missing: count,
  duplicated: count,
  contradictory: count,
});

/** Windows in a row, of days, hours or without time, with the same few series in each. */
const windows = fc
  .record({
    names: fc.array(name, { maxLength: 12 }),
    length: fc.constantFrom(oneDay, oneDay / 24, 7 * oneDay, 0),
    parts: fc.array(
      fc.record({
        points: fc.array(pointFacts, { minLength: 12, maxLength: 12 }),
        rows: count,
        outcome: fc.constantFrom('judged', 'judged', 'empty', 'too few'),
        reference: fc.constantFrom(digestOf('a'), digestOf('a'), digestOf('b')),
        by: fc.constantFrom(digestOf('c'), digestOf('c'), digestOf('d')),
        labels: maybe(labels),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ names, length, parts }) =>
    parts.map(({ points, ...part }, index) => ({
      ...dense(part),
      ...timesOf(index, length),
      series: names.map((each, place) => ({ ...points[place], ...each })),
    })),
  );

function timesOf(index: number, length: number): Pick<WatchWindow, 'id' | 'from' | 'to'> {
  if (length === 0) return { id: digestOf('0123456789abcdef'.charAt(index)) };
  const from = Date.parse('2026-10-01T00:00:00Z') + index * length;
  const start = new Date(from).toISOString();
  return { id: start, from: start, to: new Date(from + length).toISOString() };
}

const alarms = fc.array(
  fc.tuple(
    name,
    fc.record({
      first: fc.oneof(moment, foreignText),
      since: fc.oneof(moment, foreignText),
      flagged: count,
      of: count,
    }),
  ),
  { maxLength: 8 },
);

const decision = fc.record({
  version: fc.constant(1),
  model: foreignText,
  outcome: fc.constantFrom('retrain', 'wait'),
  reasons: fc.array(fc.record({ rule: foreignText, holds: fc.boolean(), text: foreignText }), { maxLength: 5 }),
  inputs: fc.record({
    at: moment,
    alarms: fc.constant([]),
    reference: digest,
    windows: digest,
    retrainings: fc.constant([]),
    occasion: foreignText,
    ownCommit: fc.boolean(),
    policy: fc.record({
      on: fc.array(foreignText, { maxLength: 2 }),
      cooldownSeconds: count,
      maxPerMonth: count,
      maxWithoutSuccess: count,
    }),
  }),
});

const address = fc.constantFrom('https://github.com/acme/models/actions/runs/4', 'javascript:alert(1)');
const retraining = fc
  .record({
    at: moment,
    reference: digest,
    windows: digest,
    decision: digest,
    branch: foreignText,
    run: maybe(fc.record({ id: maybe(foreignText), url: maybe(address) }).map(dense)),
    change: maybe(fc.integer({ min: 1, max: 9999 })),
    changeUrl: maybe(address),
    compareUrl: maybe(address),
  })
  .map(dense);

const reference = fc
  .record({
    digest: fc.constant(digestOf('a')),
    version: maybe(foreignText),
    record: maybe(digest),
    commit: maybe(foreignText),
    name: foreignText,
    rows: count,
    at: maybe(moment),
  })
  .map(dense);

/** Any watch, with foreign text wherever a record can hold some. */
export const anyWatch: fc.Arbitrary<Watch> = fc
  .record({
    version: fc.constant(1),
    model: foreignText,
    phase: fc.constantFrom('quiet', 'alarm', 'alarm', 'ignored'),
    reference,
    windows,
    chosen: fc.nat({ max: 8 }),
    strange: alarms,
    openedAt: maybe(moment),
    closedAt: maybe(moment),
    lookedAt: moment,
    expected: fc.double({ min: 0, max: 1e6, noNaN: true }),
    issue: maybe(fc.record({ number: fc.integer({ min: 1, max: 999 }), url: maybe(address) }).map(dense)),
    ignored: maybe(fc.record({ until: moment, by: foreignText })),
    retrainings: fc.array(retraining, { maxLength: 3 }),
    decision: maybe(decision),
    told: fc.dictionary(foreignText, fc.record({ state: foreignText, at: moment }), { maxKeys: 3 }),
  })
  .map(({ chosen, strange, ...rest }) =>
    watchRecord.parse({ ...dense(rest), alarms: alarmsFrom(rest.windows, chosen, strange) }),
  );

/** Alarms of series that the windows hold, and some of series that they do not. */
function alarmsFrom(
  all: readonly { readonly id: string; readonly series: readonly object[] }[],
  chosen: number,
  strange: readonly (readonly [object, object])[],
): object[] {
  const last = all.at(-1);
  const facts = { first: all[0]?.id ?? '', since: last?.id ?? '', flagged: 3, of: 5 };
  const own = (last?.series ?? []).slice(0, chosen).map((point) => ({ ...seriesName.strip().parse(point), ...facts }));
  const others = strange.slice(0, chosen % 3).map(([each, rest]) => ({ ...each, ...rest }));
  return [...own, ...others];
}
