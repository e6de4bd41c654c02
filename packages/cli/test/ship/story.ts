import type { Files } from '@weighbridge/testing';
import { train } from '../reuse/story.ts';
import { type Answer, call, clean, jobOf, mergeChange, onMain, predictions, runOf, type Trial } from './trial.ts';

/** A change that was trained in a run of its own, and merged: the commit on main. */
export async function mergedChange(trial: Trial, branch: string, more: Files = {}): Promise<string> {
  const { git } = trial;
  git.git('switch', '-q', '-c', branch);
  const head = git.commit(branch, { 'train.py': `print('${branch}')\n` });
  const run = runOf(trial, { commit: head, event: 'pull_request', branch });
  const change = { kind: 'change', number: 5, baseRef: 'main', fork: false } as const;
  const written = { 'predictions.csv': predictions(true), 'model/weights.bin': `weights of ${branch}\n`, ...more };
  await train(git, await jobOf(trial, run, change, 'model'), written);
  clean(trial);
  return mergeChange(trial, branch).commit;
}

/** One call of `ship` in a run of its own on main. */
export async function shipOnce(trial: Trial, commit: string, given: object = {}): Promise<Answer> {
  const run = runOf(trial, { commit, event: 'push', branch: 'main' });
  return call('ship', given, await jobOf(trial, run, onMain()));
}

/** Another command in a run of its own on main. */
export async function callOnMain(trial: Trial, name: string, given: object = {}): Promise<Answer> {
  const commit = trial.git.git('rev-parse', 'HEAD');
  const run = runOf(trial, { commit, event: 'workflow_dispatch', branch: 'main' });
  return call(name, given, await jobOf(trial, run, onMain()));
}

/** Requests of some minutes, so many of a hundred of the canary's bad. */
export function serve(trial: Trial, minutes: number, bad = 0): void {
  const { served, counters } = trial;
  trial.clock += minutes * 60_000;
  const shares = [
    [served.stable, 100 - served.weight],
    [served.canary, served.weight],
  ] as const;
  for (const [side, share] of shares) {
    if (side === undefined || share === 0) continue;
    const { requests = 0, errors = 0 } = counters[side] ?? {};
    const more = share * 200 * minutes;
    const wrong = side === served.canary ? Math.round((more * bad) / 100) : 0;
    counters[side] = { requests: requests + more, errors: errors + wrong };
  }
}

/** Ticks until the rollout has ended, with minutes of traffic between. */
export async function tickToEnd(trial: Trial, bad = 0): Promise<Answer> {
  for (let tick = 0; tick < 30; tick += 1) {
    serve(trial, 2, bad);
    const answer = await callOnMain(trial, 'deploy', { tick: true });
    if (answer.outputs['outcome'] !== 'under way') return answer;
  }
  throw new Error('the rollout did not end');
}
