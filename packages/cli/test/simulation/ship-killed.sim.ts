import type { Context } from '@weighbridge/command';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { train } from '../reuse/story.ts';
import {
  type Answer,
  call,
  clean,
  jobOf,
  mergeChange,
  onMain,
  openTrial,
  policy,
  predictions,
  rollout,
  runOf,
  type Trial,
  tagsOf,
} from '../ship/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial({ 'weighbridge.yml': policy(rollout) }, { remote: false });
});
afterEach(() => trial.close());

class Killed extends Error {}

/** The context of a job that is killed before its n-th call that changes something outside. */
function killedAt(context: Context, n: number): { readonly context: Context; readonly calls: () => number } {
  let calls = 0;
  const counted = <T extends object>(port: T, names: readonly (keyof T)[]): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function' || !names.some((each) => each === name)) return value;
        return (...args: unknown[]) => {
          calls += 1;
          if (calls === n) throw new Killed(`before call ${n}, ${String(name)}`);
          if (n > 0 && calls > n) throw new Killed('a dead process does nothing');
          return Reflect.apply(value, target, args);
        };
      },
    });
  const { ledger, tags, documents } = context;
  if (!(ledger && tags && documents)) throw new Error('no repository');
  const wrapped: Context = {
    ...context,
    ledger: counted(ledger, ['append']),
    tags: counted(tags, ['create']),
    documents: counted(documents, ['write']),
    serving: async (...given) => counted(await context.serving(...given), ['start', 'setWeight', 'promote', 'abort']),
  };
  return { context: wrapped, calls: () => calls };
}

/** A merged change whose run trained it; its ship takes a rollout with it. */
async function merged(branch: string, code: string): Promise<string> {
  const { git } = trial;
  git.git('switch', '-q', '-c', branch);
  const head = git.commit(code, { 'train.py': code });
  const run = runOf(trial, { commit: head, event: 'pull_request', branch });
  const change = { kind: 'change', number: 5, baseRef: 'main', fork: false } as const;
  await train(git, await jobOf(trial, run, change, 'model'), { 'predictions.csv': predictions(true) });
  clean(trial);
  return mergeChange(trial, branch).commit;
}

/** Requests of a minute, so many of a hundred bad. */
function serveMinute(bad: number): void {
  const { served, counters } = trial;
  const shares = { [served.stable ?? '']: 100 - served.weight, [served.canary ?? '']: served.weight };
  for (const [side, share] of Object.entries(shares)) {
    if (side === '') continue;
    const own = counters[side] ?? { requests: 0, errors: 0 };
    const requests = share * 200;
    counters[side] = {
      requests: (own['requests'] ?? 0) + requests,
      errors: (own['errors'] ?? 0) + (side === served.canary ? Math.round((requests * bad) / 100) : 0),
    };
  }
}

interface Fate {
  /** Whether round after round is killed before its first, second, third … call that changes something. */
  readonly killed: boolean;
  /** Bad answers of the canary, of a hundred. */
  readonly bad?: number;
}

/** Ships again and again, as schedules and people do, until nothing is under way any more. */
async function shipToEnd(
  commit: string,
  { killed, bad = 0 }: Fate,
): Promise<{ readonly answer: Answer; readonly deaths: string[] }> {
  const deaths: string[] = [];
  // Whoever came before may have been killed before it gave its lease back.
  trial.clock += 16 * 60_000;
  for (let round = 1; round < 60; round += 1) {
    const run = runOf(trial, { commit, event: 'push', branch: 'main' });
    const { context } = killedAt(await jobOf(trial, run, onMain()), killed ? round : 0);
    try {
      const answer = await call('ship', { wait: false }, context);
      if (answer.outputs['outcome'] !== 'under way') return { answer, deaths };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      deaths.push(error.message);
      clean(trial);
    }
    // The leases of the dead end, and traffic goes on.
    trial.clock += 16 * 60_000;
    serveMinute(bad);
  }
  throw new Error(`it did not come to an end: ${deaths.join('; ')}`);
}

describe('ship that is killed', () => {
  it('brings a first version to production, and a second one, whatever call it is killed before', async () => {
    const first = await merged('one', 'print(2)\n');
    const begun = await shipToEnd(first, { killed: true });
    expect(begun.answer).toMatchObject({ exit: 0, outputs: { version: 'v1.0.0', weight: '100' } });
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined, weight: 0 });
    const second = await merged('two', 'print(3)\n');
    const { answer, deaths } = await shipToEnd(second, { killed: true });
    expect(answer).toMatchObject({ exit: 0, outputs: { outcome: 'shipped', version: 'v1.1.0', weight: '100' } });
    expect(deaths.length).toBeGreaterThan(5);
    expect(tagsOf(trial)).toEqual(['churn#champion#1', 'churn#champion#2', 'churn@v1.0.0', 'churn@v1.1.0']);
    expect(trial.served).toMatchObject({ stable: 'v1.1.0', canary: undefined });
  });

  it('takes a version that harms back, with its alias, whatever call it is killed before', async () => {
    await shipToEnd(await merged('one', 'print(2)\n'), { killed: false });
    const { answer, deaths } = await shipToEnd(await merged('two', 'print(3)\n'), { killed: true, bad: 8 });
    expect(answer).toMatchObject({ exit: 1 });
    expect(deaths.length).toBeGreaterThan(5);
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined, weight: 0 });
    const commit = (tag: string): string => trial.git.git('rev-parse', `${tag}^{commit}`);
    expect(commit(tagsOf(trial).findLast((tag) => tag.includes('#')) ?? '')).toBe(commit('churn@v1.0.0'));
    expect(tagsOf(trial).filter((tag) => tag.includes('@'))).toEqual(['churn@v1.0.0', 'churn@v1.1.0']);
  });
});
