import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayAt, dayLength, lookOn, sha256, windowOf } from '../../test/watch-look.ts';
import type { RetrainPolicy } from '../policy/watch.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Retraining, Watch } from '../record/watch.ts';
import { nextWatch } from './next.ts';
import { isOwnCommit, retrainingMessage } from './own-commit.ts';
import { decideRetraining, plannedRetraining, type RetrainInputs } from './retrain.ts';

/** A year of looks: production drifts for stretches of days, retrainings take days and end well or not, pushes start looks too. */
const years = fc.record({
  drifting: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 12, maxLength: 40 }),
  takes: fc.integer({ min: 0, max: 12 }),
  endsWell: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
  looksPerDay: fc.constantFrom(1, 2),
  cooldown: fc.integer({ min: 0, max: 20 }),
  maxPerMonth: fc.integer({ min: 0, max: 6 }),
  maxWithoutSuccess: fc.integer({ min: 1, max: 4 }),
});
type Year = typeof years extends fc.Arbitrary<infer T> ? T : never;

interface World {
  watch: Watch | undefined;
  champion: number;
  /** The day on which the open retraining ends. */
  ends: number | undefined;
  readonly started: { readonly at: number; readonly champion: number; readonly inputs: RetrainInputs }[];
  /** The newest commit of the default branch, and its author. */
  commit: Parameters<typeof isOwnCommit>;
}

const [ada, us] = [
  { name: 'Ada', email: 'ada@example.org' },
  { name: 'weighbridge', email: 'weighbridge@localhost' },
];

function drifts(day: number, { drifting }: Year): boolean {
  let [until, on] = [0, false];
  for (const length of drifting) {
    until += length;
    if (day < until) return on;
    on = !on;
  }
  return on;
}

/** Retrainings are decided twice, the second time after the state went through a file; so is now and then another look. */
function look(world: World, year: Year, day: number, hour: number, pushed: boolean): void {
  const clock = `${String(hour).padStart(2, '0')}:30:00`;
  const windows =
    hour === 0 ? [windowOf(day, drifts(day, year) ? ['income'] : [], { ...world, names: ['income'] })] : [];
  const moved = nextWatch(world.watch, lookOn(day, windows, { at: dayAt(day, clock), champion: world.champion })).watch;
  // Older ones change nothing here, and would be digested thousands of times.
  const watch = { ...moved, windows: moved.windows.slice(-10) };
  const inputs: RetrainInputs = {
    watch,
    policy: policyOf(year),
    at: dayAt(day, clock),
    occasion: pushed ? 'push of main' : 'schedule',
    ownCommit: pushed && isOwnCommit(...world.commit),
    open: world.ends === undefined ? undefined : 'pull request #1',
    sha256,
  };
  const decision = decideRetraining(inputs);
  if (decision.outcome === 'retrain' || day % 10 === 0) {
    const again = decideRetraining({ ...inputs, watch: JSON.parse(JSON.stringify(watch)) });
    expect(canonicalJson(again)).toBe(canonicalJson(decision));
  }
  world.watch = { ...watch, decision };
  if (pushed) expect([decision.outcome, isOwnCommit(...world.commit)]).not.toEqual(['retrain', true]);
  if (decision.outcome === 'wait') return;
  world.started.push({ at: inputs.at.getTime(), champion: world.champion, inputs });
  const planned: Retraining = { ...plannedRetraining(decision, sha256), commit: 'c'.repeat(40) };
  world.watch = { ...world.watch, retrainings: [...watch.retrainings, planned].slice(-50) };
  world.ends = day + year.takes;
}

function policyOf({ cooldown, maxPerMonth, maxWithoutSuccess }: Year): RetrainPolicy {
  return {
    on: ['drift'],
    workflow: 'w.yml',
    commit: [],
    cooldown: cooldown * dayLength,
    maxPerMonth,
    maxWithoutSuccess,
  };
}

/** A retraining ends: its merge is a push, which is looked at; sometimes it made a new champion. */
function end(world: World, year: Year, day: number): void {
  const well = year.endsWell[world.started.length % year.endsWell.length];
  world.ends = undefined;
  if (!well) return;
  world.champion += 1;
  world.commit = [retrainingMessage('churn', plannedDigest(world)), day % 2 === 0 ? us : ada];
  look(world, year, day, 9, true);
}

function plannedDigest({ watch }: World): Retraining['decision'] {
  const digest = watch?.retrainings.at(-1)?.decision;
  if (digest === undefined) throw new Error('nothing was started');
  return digest;
}

function check({ started }: World, year: Year): void {
  for (const [index, { at, champion }] of started.entries()) {
    const before = started.slice(0, index);
    const last = before.at(-1);
    if (last) expect(at - last.at).toBeGreaterThanOrEqual(year.cooldown * dayLength);
    expect(before.filter((each) => at - each.at < 30 * dayLength).length).toBeLessThan(year.maxPerMonth);
    expect(before.slice(-year.maxWithoutSuccess).filter((each) => each.champion === champion).length).toBeLessThan(
      year.maxWithoutSuccess,
    );
  }
}

it('a year of looks: cooldown, cap and breaker hold, decisions repeat to the byte, and no commit of ours starts anything', () => {
  let all = 0;
  fc.assert(
    fc.property(years, (year) => {
      const world: World = { watch: undefined, champion: 1, ends: undefined, started: [], commit: ['work', ada] };
      for (let day = 1; day <= 365; day += 1) {
        for (let turn = 0; turn < year.looksPerDay; turn += 1) look(world, year, day, turn * 6, false);
        if (world.ends !== undefined && world.ends <= day) end(world, year, day);
        if (day % 11 === 0) {
          world.commit = ['work of a person', ada];
          look(world, year, day, 20, true);
        }
      }
      check(world, year);
      all += world.started.length;
    }),
    { numRuns: 10 },
  );
  expect(all).toBeGreaterThan(5);
});
