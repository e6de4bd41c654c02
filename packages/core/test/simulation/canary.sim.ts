import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from '../../src/stats/random.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';
import { alpha, type Found, hour, minutes, type Traffic, ways } from './canaries.ts';
import { say } from './simulate.ts';

const runs = 4000;

/** One line of the table in docs/canary-analysis.md. */
interface Result {
  readonly requests: number;
  readonly traffic: Traffic;
  readonly factor: number;
  readonly way: string;
  readonly runs: number;
  readonly aborted: number;
  readonly advanced: number;
  /** Aborts up to each minute. */
  readonly byMinute: readonly number[];
}

const results: Result[] = [];

/** `CANARY_RESULTS=path` keeps the numbers for scripts/canary-table.ts. */
afterAll(() => {
  const path = process.env['CANARY_RESULTS'];
  if (path) writeFileSync(path, `${JSON.stringify(results)}\n`);
});

function simulate(requests: number, traffic: Traffic, factor: number): ReadonlyMap<string, Result> {
  const random = seededRandom(`canary ${requests} ${traffic} ${factor}`);
  const found = new Map<string, Found[]>(Object.keys(ways).map((way) => [way, []]));
  for (let run = 0; run < runs; run++) {
    const drawn = hour(requests, factor, traffic, random);
    for (const [way, look] of Object.entries(ways)) found.get(way)?.push(look(drawn));
  }
  return new Map([...found].map(([way, all]) => [way, resultOf({ requests, traffic, factor, way }, all)]));
}

function resultOf(what: Pick<Result, 'requests' | 'traffic' | 'factor' | 'way'>, all: readonly Found[]): Result {
  const byMinute = Array.from({ length: minutes }, (_, minute) => {
    return all.filter(({ abort }) => abort !== undefined && abort <= minute + 1).length;
  });
  const advanced = all.filter(({ advance }) => advance !== undefined).length;
  const result = { ...what, runs, aborted: byMinute.at(-1) ?? 0, advanced, byMinute };
  results.push(result);
  const { low, high } = wilsonInterval(result.aborted, runs, { low: 0.025, high: 0.025 });
  const half = byMinute.findIndex((count) => count >= runs / 2) + 1;
  say(
    `canary, ${what.requests} requests a minute, ${what.traffic}, errors × ${what.factor}, ${what.way}: ` +
      `aborted ${(result.aborted / runs).toFixed(4)} (95% ${low.toFixed(4)} to ${high.toFixed(4)}), ` +
      `half of them by minute ${half === 0 ? 'none' : half}, shown harmless ${(advanced / runs).toFixed(4)}`,
  );
  return result;
}

/** A rate is held to be at most alpha when its interval does not lie above alpha. */
function expectAtMostAlpha(count: number): void {
  expect(wilsonInterval(count, runs, { low: 0.025, high: 0.025 }).low).toBeLessThanOrEqual(alpha);
}

const traffics = ['independent', 'clustered'] as const;
const cases = [400, 4000].flatMap((requests) => traffics.map((traffic) => [requests, traffic] as const));

test.each(cases)('an innocent canary: %d requests a minute, %s', (requests, traffic) => {
  const found = simulate(requests, traffic, 1);
  expectAtMostAlpha(found.get('always valid')?.aborted ?? runs);
  expect(found.get('z-test every minute')?.aborted).toBeGreaterThan(3 * alpha * runs);
});

test.each(cases)('harm of exactly the margin is neither aborted nor passed wrongly: %d, %s', (requests, traffic) => {
  const found = simulate(requests, traffic, 1.5).get('always valid');
  expectAtMostAlpha(found?.aborted ?? runs);
  expectAtMostAlpha(found?.advanced ?? runs);
});

test.each(cases)('a doubled error rate is hardly ever shown harmless: %d, %s', (requests, traffic) => {
  expectAtMostAlpha(simulate(requests, traffic, 2).get('always valid')?.advanced ?? runs);
});

test.each(cases)('five times the errors are found within the hour: %d, %s', (requests, traffic) => {
  const found = simulate(requests, traffic, 5).get('always valid');
  expectAtMostAlpha(found?.advanced ?? runs);
  expect(found?.aborted).toBeGreaterThan(0.95 * runs);
});

test('an innocent canary in wild traffic: beyond what the widening can make good, and how far', () => {
  const found = simulate(4000, 'wild', 1).get('always valid');
  expect(found?.aborted).toBeLessThan(3 * alpha * runs);
});
