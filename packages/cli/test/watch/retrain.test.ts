import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Context,
  collectInputs,
  occasionOf,
  openRetraining,
  type RetrainingStart,
  startWeighing,
} from '@weighbridge/command';
import { decisionDigest, type Retraining, retrainDecision, retrainingOf } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { addMerge, pushHistory } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { machine, workplace } from '../reuse/workplace.ts';
import { decided, killedAfter, mayAll, type RetrainTrial, retrainTrial, sha256, start } from './retrain-trial.ts';

const opened: RetrainTrial[] = [];
afterEach(async () => {
  for (const trial of opened.splice(0)) await trial.close();
});

async function open(...permissions: Parameters<typeof retrainTrial>): Promise<RetrainTrial> {
  const trial = await retrainTrial(...permissions);
  opened.push(trial);
  return trial;
}

const branch = 'weighbridge/retrain-churn-20261122-0600';

/** Everything that lies in the working tree and differs from the commit. */
const asItWas = ' M edited.txt\n?? untracked.txt';
const edits = ({ git }: RetrainTrial) => [
  git.git('status', '--porcelain'),
  git.git('diff', '--', 'edited.txt').split('\n').at(-1),
];

/** A job that is killed while its `prepare` runs. */
const dying = `
import { appendFileSync, rmSync } from 'node:fs';
import { withPutBack } from ${JSON.stringify(import.meta.resolve('@weighbridge/command'))};
import { gitRepository } from ${JSON.stringify(import.meta.resolve('@weighbridge/git'))};
const root = process.argv[2];
const work = async () => {
  appendFileSync(root + '/data/train.csv', 'half');
  appendFileSync(root + '/edited.txt', 'half');
  rmSync(root + '/data/old.csv');
  process.kill(process.pid, 'SIGKILL');
};
await withPutBack({ root }, gitRepository(root, { env: process.env }), { model: 'churn', paths: ['data'], work });
`;

function started(result: RetrainingStart): Retraining {
  if (result.outcome !== 'started') throw new Error(result.why);
  return result.retraining;
}

describe('startRetraining', () => {
  it('brings newer data as a change of its own, with its decision, and starts the workflow', async () => {
    const trial = await open();
    const { bare, state } = trial;
    const context = trial.context();
    const decision = decided();
    const retraining = started(await start(context, {}, decision));
    expect(bare.git('diff', '--name-status', 'main', branch)).toBe(
      'A\t.weighbridge-retraining/churn.json\nD\tdata/old.csv\nM\tdata/train.csv',
    );
    const text = bare.git('show', `${branch}:.weighbridge-retraining/churn.json`);
    expect([retrainDecision.parse(JSON.parse(text)), sha256(Buffer.from(text))]).toEqual([
      decision,
      decisionDigest(decision, sha256),
    ]);
    expect(retrainingOf(bare.git('log', '-1', '--format=%B', branch))).toBe(retraining.decision);
    const [change] = [...state.changes.values()];
    expect(change).toMatchObject({
      headRef: branch,
      baseRef: 'main',
      open: true,
      title: expect.stringMatching(/^Retrain churn: income, source$/),
    });
    expect(change?.body).toContain(`Weighbridge-Retraining: ${retraining.decision}`);
    const [run] = state.runs;
    expect([state.runs.length, run?.branch, run?.commit]).toEqual([1, branch, retraining.commit]);
    expect(retraining).toMatchObject({ branch, change: change?.number, run: { id: String(run?.id) } });
    expect(edits(trial)).toEqual([asItWas, '+by a person']);
    expect(context.said.filter((line) => /put back/.test(line)).length).toBe(2);
  });

  it('killed after any step goes on with the same branch, and does nothing twice', async () => {
    const trial = await open();
    const { bare, state } = trial;
    for (const [index, step] of ['prepare', 'the branch', 'the change', 'the run'].entries()) {
      const decision = decided(`0${index}:00:00`);
      await expect(start(killedAfter(index + 1, trial.context()), {}, decision), step).rejects.toThrow('killed');
      const retraining = started(await start(trial.context(), {}, decision));
      const again = started(await start(trial.context(), {}, decision));
      expect([bare.git('rev-parse', retraining.branch), again], step).toEqual([retraining.commit, retraining]);
      expect([bare.git('branch', '--list').split('\n').length, state.changes.size, state.runs.length], step).toEqual([
        index + 2,
        index + 1,
        index + 1,
      ]);
      expect(edits(trial), step).toEqual([asItWas, '+by a person']);
    }
  });
});

describe('startRetraining, where something is in the way', () => {
  it('makes nothing where prepare brings nothing new, or fails, and leaves no trace', async () => {
    const trial = await open();
    const commands: readonly (readonly [prepare: string, why: RegExp])[] = [
      ['true', /nothing new to train on/],
      ['echo x > train.py', /nothing new to train on/],
      ['echo x > data/train.csv; exit 3', /exit code 3/],
      ['test -z "$GITHUB_TOKEN"', /nothing new/],
      ['ln -s /etc/passwd data/link', /data\/link: it is not a file/],
    ];
    for (const [prepare, why] of commands) {
      expect(await start(trial.context(), { prepare }), prepare).toMatchObject({
        outcome: 'not started',
        why: expect.stringMatching(why),
      });
      expect([...edits(trial), trial.bare.git('branch', '--list')], prepare).toEqual([
        asItWas,
        '+by a person',
        '* main',
      ]);
    }
  });

  it('leaves to a person what the token may not do', async () => {
    const trial = await open({ ...mayAll, 'pull-requests': 'read', actions: 'read' });
    const result = await start(trial.context());
    const { change, run, compareUrl } = started(result);
    expect([change, run, compareUrl]).toEqual([
      undefined,
      undefined,
      expect.stringContaining(`/compare/main...${branch}?`),
    ]);
    expect(result).toMatchObject({
      say: [
        expect.stringContaining('actions: write'),
        `git fetch origin ${branch} && git switch ${branch}`,
        'npx weighbridge preview churn',
      ],
    });
  });

  it('says what a person runs where there is no forge', async () => {
    const trial = await open();
    trial.git.git('remote', 'remove', 'origin');
    const result = await start({
      ...trial.context(),
      forge: localForge({ repository: 'models', root: trial.git.root }),
    });
    expect(result).toMatchObject({ say: [`git switch ${branch}`, 'npx weighbridge preview churn'] });
    expect(trial.git.git('rev-parse', branch, 'HEAD').split('\n')[0]).toBe(started(result).commit);
  });

  it('is unfinished when a service fails, and no branch of others is taken for it', async () => {
    const trial = await open();
    const url = trial.git.git('remote', 'get-url', 'origin');
    trial.git.git('remote', 'set-url', 'origin', 'http://127.0.0.1:9/x.git');
    expect(await start(trial.context())).toMatchObject({ outcome: 'unfinished', why: expect.stringContaining('git') });
    trial.git.git('remote', 'set-url', 'origin', url);
    started(await start(trial.context()));
    const other = decided('06:00:30');
    expect(await start(trial.context(), {}, other)).toMatchObject({
      outcome: 'not started',
      why: expect.stringContaining('another origin'),
    });
  });
});

describe('a prepare that was killed', () => {
  it('has its files put back by the next job, and pointed at on a machine of a person', async () => {
    const trial = await open();
    trial.git.write({ '.weighbridge/die.mts': dying });
    const die = () => {
      const died = spawnSync(process.execPath, [join(trial.git.root, '.weighbridge/die.mts'), trial.git.root], {
        encoding: 'utf8',
      });
      expect([died.signal, died.stderr]).toEqual(['SIGKILL', '']);
      expect(edits(trial)[0]).toContain('data/old.csv');
    };
    die();
    const context = trial.context();
    const run = { id: '7', attempt: 1, job: 'look' };
    const again = await start({ ...context, runner: { ...context.runner, run } }, { prepare: 'true' });
    expect(again).toMatchObject({ outcome: 'not started', why: expect.stringMatching(/nothing new/) });
    expect(edits(trial)).toEqual([asItWas, '+by a person']);
    die();
    await start(context, { prepare: 'true' });
    expect(context.said.join()).toMatch(/killed.* lie in \.weighbridge.churn.prepare-killed/);
    expect(edits(trial)[0]).toContain('data/old.csv');
    expect(readFileSync(join(trial.git.root, '.weighbridge/churn/prepare-killed/0'), 'utf8')).toBe('old\n');
  });
});

describe('a retraining that was started', () => {
  it('is open while its change is, or its run goes on', async () => {
    const trial = await open();
    const { state } = trial;
    const context = trial.context();
    const retraining = started(await start(context));
    const ask = (...retrainings: Retraining[]) =>
      openRetraining(context, { retrainings }, { workflow: 'weighbridge-retrain.yml' });
    const { change: number = 0, ...unopened } = retraining;
    const change = state.changes.get(number);
    if (!change) throw new Error('no change');
    expect(await ask()).toBeUndefined();
    expect(await ask(retraining)).toBe(`pull request #${number}`);
    expect(await ask(unopened)).toBe(`pull request #${number}`);
    change.open = false;
    expect(await ask(retraining)).toBeUndefined();
    state.changes.clear();
    expect(await ask(unopened)).toBe(branch);
    for (const run of state.runs) run.conclusion = 'failure';
    expect(await ask(unopened)).toBeUndefined();
    state.tokens.clear();
    expect(await ask(unopened)).toContain('nobody could say');
  });

  it('starts no other one when it is merged, however that is done', async () => {
    const trial = await open();
    const { git, bare, state } = trial;
    const { change = 0 } = started(await start(trial.context()));
    const pushed = async (commit: string) => {
      const occasion = { kind: 'push', branch: 'main', forced: false, isDefault: true } as const;
      const context = trial.context();
      return (await occasionOf({ ...context, runner: { ...context.runner, occasion, commit } })).ownCommit;
    };
    expect(await pushed(git.git('rev-parse', 'HEAD'))).toBe(false);
    git.git('fetch', '-q', bare.root, branch);
    expect(await pushed(git.git('rev-parse', 'FETCH_HEAD'))).toBe(true);
    git.git('merge', '-q', '--no-ff', '-m', `Merge pull request #1 from acme/${branch}`, 'FETCH_HEAD');
    expect(await pushed(git.git('rev-parse', 'HEAD'))).toBe(true);
    pushHistory(state, bare);
    const squash = addMerge(state, change, 'squash').commit;
    expect(await pushed(squash)).toBe(true);
    expect(await occasionOf(trial.context())).toEqual({ occasion: 'local', ownCommit: false });
  });

  it('has the key of its data, whatever was decided', async () => {
    const trial = await open();
    trial.git.git('checkout', '-q', 'edited.txt');
    const keyAt = async (commit: string): Promise<string> => {
      trial.git.git('checkout', '-q', commit);
      const context: Context = workplace({
        root: trial.git.root,
        runner: { ...trial.context().runner, kind: 'githubActions' },
      });
      return (await collectInputs(await startWeighing({ policy: 'weighbridge.yml' }, context), machine)).key;
    };
    const before = await keyAt('main');
    const same = started(await start(trial.context(), { prepare: undefined as never })).commit ?? '';
    const newer = started(await start(trial.context(), {}, decided('07:00:00'))).commit ?? '';
    trial.git.git('fetch', '-q', trial.bare.root, same, newer);
    expect([(await keyAt(same)) === before, (await keyAt(newer)) === before]).toEqual([true, false]);
  });
});
