import { expect, it, test } from 'vitest';
import { drawnEvaluation, gateLine, recorded, rulesWith, windowWith } from '../../test/watch-windows.ts';
import type { GateLine } from '../policy/policy.ts';
import type { Metric } from '../record/evaluation.ts';
import { watchWindow } from '../record/watch.ts';
import { judgeWindow, type WindowInput } from './judge.ts';
import { sliceMetricsWatched } from './metric-limits.ts';

const labels = { matured: true, labelled: 1000, missing: 0, duplicated: 0, contradictory: 0 };
const champion = recorded(drawnEvaluation('champion', { rows: 8000 }));
const same = drawnEvaluation('same', { rows: 2000 });
const worse = drawnEvaluation('worse', { rows: 2000, signal: 0.8 });

function judged(gate: readonly GateLine[], input: Partial<WindowInput>) {
  const window = judgeWindow(windowWith({ labels, ...input }), rulesWith({ gate }));
  expect(watchWindow.parse(window)).toEqual(window);
  return window.series;
}

function metricOf(metrics: readonly Metric[], name: string): number {
  return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
}

it('flags a drop that is larger than its limit, and no other', () => {
  const gate = [gateLine('roc_auc', { maxDrop: 0.01 }), gateLine('log_loss', { maxRise: '10%' })];
  const now = judged(gate, { performance: { now: worse, reference: champion } });
  expect(now.map(({ name, flagged, limit }) => [name, flagged, limit?.kind])).toEqual([
    ['roc_auc', true, 'max-drop'],
    ['log_loss', true, 'max-rise'],
  ]);
  const rise = 0.1 * metricOf(champion.metrics, 'log_loss');
  expect(now[1]).toMatchObject({ direction: 'lower', n: 2000, limit: { value: rise, written: '10%' } });
  const change = metricOf(worse.metrics, 'roc_auc') - metricOf(champion.metrics, 'roc_auc');
  expect(now[0]).toMatchObject({ reference: metricOf(champion.metrics, 'roc_auc'), change: { value: change } });
  expect(now[0]?.change?.high).toBeLessThan(0);
  const still = judged(gate, { performance: { now: same, reference: champion } });
  expect(still.map(({ outcome, flagged }) => [outcome, flagged])).toEqual([
    ['judged', false],
    ['judged', false],
  ]);
});

it('an effect over its limit that noise explains is no flag, nor is a sure one within it', () => {
  const small = drawnEvaluation('small', { rows: 120, signal: 1.35 });
  const [few] = judged([gateLine('accuracy', { maxDrop: 0.001 })], {
    performance: { now: small, reference: champion },
  });
  expect(few?.change?.value).toBeLessThan(-0.001);
  expect(few).toMatchObject({ flagged: false });
  const [sure] = judged([gateLine('roc_auc', { maxDrop: 0.5 })], { performance: { now: worse, reference: champion } });
  expect(sure?.p).toBeLessThan(1e-6);
  expect(sure).toMatchObject({ flagged: false });
});

it('limits of one metric are one series: the surest that is passed decides, else the nearest', () => {
  const auc = metricOf(worse.metrics, 'roc_auc');
  const lines = (min: number) => [gateLine('roc_auc', { min }), gateLine('roc_auc', { maxDrop: 0.01 })];
  const performance = { now: worse, reference: champion };
  const [drop, ...none] = judged(lines(auc - 0.05), { performance });
  expect(none).toEqual([]);
  expect(drop).toMatchObject({ flagged: true, limit: { kind: 'max-drop', written: '0.01' } });
  const alone = judged([gateLine('roc_auc', { maxDrop: 0.01 })], { performance })[0];
  expect(drop?.p).toBe(2 * (alone?.p ?? 0));
  const [near] = judged([gateLine('roc_auc', { min: auc - 0.02, maxDrop: 0.4, max: 0.99 })], { performance });
  expect(near).toMatchObject({ flagged: false, limit: { kind: 'min' } });
});

it('absolute limits are tested against themselves', () => {
  const auc = metricOf(same.metrics, 'roc_auc');
  const at = (limits: Parameters<typeof gateLine>[1]) =>
    judged([gateLine('roc_auc', limits)], { performance: { now: same, reference: champion } })[0];
  expect(at({ min: auc })).toMatchObject({ flagged: false, p: 0.5 });
  expect(at({ min: auc + 0.001 })).toMatchObject({ flagged: false });
  expect(at({ min: auc + 0.1 })).toMatchObject({ flagged: true });
  expect(at({ max: auc - 0.1 })).toMatchObject({ flagged: true, limit: { kind: 'max' } });
});

test('slices: worse ones are flagged, those of one side are not in both, small ones too few', () => {
  const sliceMetrics = sliceMetricsWatched([gateLine('recall', { maxDrop: 0.05 }, { slice: 'region' })]);
  const draw = (seed: string, rows: number, regions: readonly (string | null)[]) =>
    drawnEvaluation(seed, { rows, regions, sliceMetrics });
  const reference = recorded(draw('slices', 6000, ['north', 'south', null, 'gone']));
  const now = draw('slices now', 2000, ['north', 'north', 'south', null, 'new']);
  const broken = { ...now, slices: now.slices.map((each) => (each.slice.value === 'north' ? worsened(each) : each)) };
  const gate = [gateLine('recall', { maxDrop: 0.05 }, { slice: 'region', minRows: 450 })];
  const found = judged(gate, { performance: { now: broken, reference } });
  expect(found.map(({ slice, outcome, flagged }) => [slice?.value, outcome, flagged])).toEqual([
    ['gone', 'not in both', false],
    ['north', 'judged', true],
    ['south', 'too few', false],
    [null, 'too few', false],
    ['new', 'not in both', false],
  ]);
  expect(found[2]?.reason).toBe('400 labelled rows, at least 450 are needed');
});

function worsened<T extends { readonly metrics: readonly Metric[] }>(each: T) {
  const metrics = each.metrics.map((metric) =>
    metric.name === 'recall' && metric.interval && metric.value !== undefined
      ? {
          ...metric,
          value: metric.value - 0.3,
          interval: { ...metric.interval, low: metric.interval.low - 0.3, high: metric.interval.high - 0.3 },
        }
      : metric,
  );
  return { ...each, metrics };
}

test('a metric that one side does not have is no data, with the reason', () => {
  const negatives = drawnEvaluation('negatives', { rows: 500, base: 0 });
  const gate = [gateLine('roc_auc', { maxDrop: 0.01 })];
  expect(judged(gate, { performance: { now: negatives, reference: champion } })[0]).toMatchObject({
    outcome: 'no data',
    reason: negatives.metrics.find(({ name }) => name === 'roc_auc')?.undefined,
    n: 500,
    flagged: false,
  });
  const reference = recorded(negatives);
  expect(judged(gate, { performance: { now: same, reference } })[0]?.reason).toMatch(/^of the champion: /);
  const both = judged([gateLine('roc_auc', { min: 0.99, maxDrop: 0.01 })], { performance: { now: same, reference } });
  expect(both[0]).toMatchObject({ outcome: 'judged', flagged: true, limit: { kind: 'min' } });
  expect(both[0]?.reason).toMatch(/^of the champion: /);
});

test('a number without its interval cannot be told from noise', () => {
  const now = { ...same, metrics: same.metrics.map(({ interval: _interval, ...metric }) => metric) };
  expect(judged([gateLine('roc_auc', { min: 0.99 })], { performance: { now, reference: champion } })[0]).toMatchObject({
    outcome: 'no data',
    reason: 'its interval is not known',
  });
});

test('what is not measured on rows is not watched', () => {
  const anchored = { ...gateLine('recall', {}), maxDropFromAnchor: { amount: 0, relative: false, written: '0' } };
  const gate = [gateLine('p95_ms', { max: 40 }), anchored];
  expect(judged(gate, { performance: { now: worse, reference: champion } })).toEqual([]);
});

test('labels that are not due, not there, or too few', () => {
  const gate = [gateLine('roc_auc', { min: 0.99 }), gateLine('recall', { min: 0.9 }, { slice: 'region' })];
  const none = { ...labels, labelled: 0 };
  const at = (input: Partial<WindowInput>) =>
    judged(gate, input).map(({ name, outcome, reason }) => [name, outcome, reason]);
  expect(at({ labels: { ...none, matured: false } })).toEqual([['roc_auc', 'no data', 'labels are not due yet']]);
  expect(at({ labels: none })).toEqual([['roc_auc', 'no data', 'no row has a label']]);
  expect(at({ labels: { ...labels, labelled: 40 } })[0]?.slice(1)).toEqual([
    'too few',
    '40 labelled rows, at least 100 are needed',
  ]);
  expect(at({ labels })[0]?.[2]).toBe('the champion’s record has no evaluation');
  const early = { labels: { ...labels, matured: false }, performance: { now: worse, reference: champion } };
  expect(at(early)[0]?.[1]).toBe('no data');
  const small = drawnEvaluation('few', { rows: 60 });
  expect(at({ performance: { now: small, reference: champion } })[0]?.[1]).toBe('too few');
  expect(judgeWindow(windowWith(), rulesWith({ gate })).series).toEqual([]);
});
