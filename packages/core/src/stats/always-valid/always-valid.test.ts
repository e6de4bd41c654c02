import { expect, test } from 'vitest';
import reference from '../../../test/fixtures/stats/always-valid.json' with { type: 'json' };
import { alwaysValidP, logConditionalBeta, logConditionalShare, logConditionalUniform } from './conditional.ts';
import { logNormalMixture, mixturePrecision, normalMixtureBound } from './normal-mixture.ts';
import { polynomialStitching, zeta } from './stitching.ts';

/** Difference, relative above 1. */
function expectClose(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`).toBeLessThan(
    tolerance,
  );
}

test.each(reference.normal)('normal mixture: v_opt $v_opt, alpha $alpha, v $v', (row) => {
  const { v_opt: vOpt, alpha, v } = row;
  const [two, one] = [mixturePrecision(vOpt, alpha, 'two'), mixturePrecision(vOpt, alpha, 'one')];
  expectClose(two, row.rho_two, 1e-12);
  expectClose(one, row.rho_one, 1e-12);
  expectClose(normalMixtureBound(v, alpha, two, 'two'), row.bound_two);
  expectClose(normalMixtureBound(v, alpha, one, 'one'), row.bound_one);
  expectClose(logNormalMixture(10, v, two, 'two'), row.logm_two_s10);
  expectClose(logNormalMixture(10, v, one, 'one'), row.logm_one_s10);
});

test.each(reference.poly)('polynomial stitching: v $v, alpha $alpha', ({ v, alpha, v_min: vMin, bound }) => {
  expectClose(polynomialStitching(v, alpha, { vMin }), bound);
});

test.each(reference.cond_beta)('conditional beta: k $k, $canary_events and $control_events', (row) => {
  const logE = logConditionalBeta(row.k, { canary: row.canary_events, control: row.control_events });
  expectClose(logE, row.log_e);
  expectClose(alwaysValidP(logE), row.always_valid_p);
});

/**
 * The definition in whole numbers: the average of (x/share)^a·((1−x)/(1−share))^b over x from the share to 1 is a binomial
 * tail over a binomial coefficient, and both are rational. 40 digits, no quadrature.
 */
function exactUniform(percent: bigint, canary: number, control: number): number {
  const n = canary + control + 1;
  const rest = 100n - percent;
  let [tail, coefficient] = [0n, 1n];
  for (let k = 0; k <= canary; k++) {
    tail += coefficient * percent ** BigInt(k) * rest ** BigInt(n - k);
    if (k < canary) coefficient = (coefficient * BigInt(n - k)) / BigInt(k + 1);
  }
  const choose = (coefficient * BigInt(n - canary)) / BigInt(n);
  const below = BigInt(n) * choose * percent ** BigInt(canary) * rest ** BigInt(control + 1);
  return Math.log(Number((tail * 10n ** 40n) / below)) - 40 * Math.LN10;
}

test.each(reference.cond_uniform_share)('conditional uniform: $share, $canary_events and $control_events', (row) => {
  const counts = { canary: row.canary_events, control: row.control_events };
  const logE = logConditionalUniform(row.share, counts);
  expectClose(logE, exactUniform(BigInt(Math.round(row.share * 100)), counts.canary, counts.control), 1e-12);
  // Of 350 events the reference's quadrature stopped short: it is 0.04 and 0.0024 away from the rational number.
  expectClose(logE, row.log_e, counts.control === 300 ? 0.05 : 1e-9);
});

/** Computed by mpmath with 50 digits. */
test('far counts and far tails', () => {
  const uniform = (share: number, canary: number, control: number) => logConditionalUniform(share, { canary, control });
  expectClose(uniform(0.05, 900, 16_000), -3.5707121365671326, 1e-12);
  expectClose(uniform(0.25, 400, 300), 160.0132560184965, 1e-12);
  expectClose(uniform(0.01, 0, 700), -6.55250788703459, 1e-12);
  expectClose(uniform(0.5, 3, 4000), -8.293549890153908, 1e-12);
  expectClose(logConditionalBeta(10, { canary: 4000, control: 3 }), 2701.2102187291653, 1e-12);
  expectClose(logConditionalBeta(200, { canary: 40_000, control: 39_000 }), 4.344412388135042);
  expectClose(logConditionalBeta(3, { canary: 0, control: 900 }), -6.174901509114166, 1e-12);
  expect(alwaysValidP(logConditionalBeta(1, { canary: 5e8, control: 4e8 }))).toBe(0);
  expect(Number.isFinite(logConditionalBeta(1, { canary: 1e9, control: 1e9 }))).toBe(true);
});

/** Computed by mpmath with 50 digits: v_opt, its alpha, v, alpha, precision, bound, logarithm at −50 and at −2000. */
test.each([
  [10, 0.05, 0, 0.05, 1.5800634906850533, 2.7067139032072305, -3.9097128728239445, -7.5979616920975905],
  [10, 1e-12, 3, 1e-12, 0.1727688050848226, 13.422717173885605, -5.016979946513277, -8.70459508789668],
  [1000, 0.4, 5, 1e-300, 1226.5623014293787, 1303.7499377266568, -0.8563960922814879, -4.271016136870411],
  [10, 0.05, 1e9, 0.3, 1.5800634906850533, 145902.213974248, -10.134161516336865, -10.182645409828172],
])('one-sided normal mixture at its ends: v_opt %d, alpha %d, v %d', (vOpt, alphaOpt, v, alpha, ...expected) => {
  const [precision, bound, near, far] = expected;
  const own = mixturePrecision(vOpt, alphaOpt, 'one');
  expectClose(own, precision ?? 0, 1e-12);
  expectClose(normalMixtureBound(v, alpha, own, 'one'), bound ?? 0, 1e-12);
  expectClose(logNormalMixture(-50, v, own, 'one'), near ?? 0, 1e-12);
  expectClose(logNormalMixture(-2000, v, own, 'one'), far ?? 0, 1e-12);
});

test('the bound is where the mixture reaches 1/alpha', () => {
  for (const sides of ['one', 'two'] as const)
    for (const alpha of [1e-200, 1e-6, 0.05, 0.4])
      for (const v of [0, 0.1, 7, 1e6]) {
        const precision = mixturePrecision(50, 0.01, sides);
        const bound = normalMixtureBound(v, alpha, precision, sides);
        expectClose(logNormalMixture(bound, v, precision, sides), -Math.log(alpha));
      }
});

test('the two-sided share: one observation has an average likelihood of one, whatever the prior', () => {
  const prior = { a: 3, b: 17 };
  const [seen, unseen] = [
    logConditionalShare(0.2, prior, { canary: 1, control: 0 }),
    logConditionalShare(0.2, prior, { canary: 0, control: 1 }),
  ];
  expectClose(0.2 * Math.exp(seen) + 0.8 * Math.exp(unseen), 1, 1e-12);
  expectClose(seen, Math.log(3 / 20 / 0.2), 1e-12);
});

test('zeta, by mpmath', () => {
  expectClose(zeta(1.05), 20.580844302037004, 1e-13);
  expectClose(zeta(1.4), 3.1055472779775806, 1e-13);
  expectClose(zeta(2), Math.PI ** 2 / 6, 1e-13);
  expectClose(zeta(7.5), 1.005826727536523, 1e-13);
});

test('what has no value is NaN, and nothing seen is no evidence', () => {
  expect(mixturePrecision(10, 0.5, 'one')).toBeNaN();
  expect(mixturePrecision(0, 0.05, 'two')).toBeNaN();
  expect(normalMixtureBound(-1, 0.05, 1, 'two')).toBeNaN();
  expect(polynomialStitching(1, 0.05, { vMin: 0 })).toBeNaN();
  expect(logConditionalUniform(0, { canary: 1, control: 1 })).toBeNaN();
  expect(logConditionalBeta(0, { canary: 1, control: 1 })).toBeNaN();
  expect(alwaysValidP(Number.NaN)).toBeNaN();
  expect(logConditionalBeta(7, { canary: 0, control: 0 })).toBe(0);
});
