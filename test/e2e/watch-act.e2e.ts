import { afterEach, expect, test } from 'vitest';
import { all, type ShipStage, shipStage } from './ship/act-ship-stage.ts';
import { ran } from './ship/model.ts';
import { monitorWorkflow, production, retrainWorkflow, watchedFiles, weighWorkflow } from './watch/model.ts';

const world = production();
let stage: ShipStage;
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  world.remove();
});

test('what init writes looks, retrains on a branch, weighs there and recovers', async () => {
  stage = await shipStage(watchedFiles('github', world));
  const { state } = stage;
  state.workflows.set('weighbridge-retrain.yml', { dispatch: true, inputs: [] });
  const look = () => stage.onBranch('main', { event: 'schedule', workflow: monitorWorkflow });
  const ship = async (): Promise<void> => {
    const run = await stage.onMain(all, { event: 'push', workflow: weighWorkflow });
    expect(run, run.log).toMatchObject({ code: 0 });
  };
  stage.moveMain({ 'README.md': 'A model.\n' });
  await ship();
  const quiet = await look();
  expect(quiet, quiet.log).toMatchObject({ code: 0 });
  expect(state.issues).toEqual([]);

  world.moves(60);
  const alarm = await look();
  expect(alarm, alarm.log).toMatchObject({ code: 0 });
  const [change, ...more] = state.changes.values();
  if (!change) throw new Error(`no pull request was opened:\n${alarm.log}`);
  expect(more).toEqual([]);
  expect(change.headRef).toMatch(/^weighbridge\/retrain-churn-/);
  expect(state.issues).toMatchObject([{ open: true, body: expect.stringContaining('spend') }]);
  const dispatched = { event: 'workflow_dispatch', branch: change.headRef, commit: change.head };
  expect(state.runs.at(-1)).toMatchObject(dispatched);

  const weighed = await stage.onBranch(change.headRef, { event: 'workflow_dispatch', workflow: retrainWorkflow });
  expect(weighed, weighed.log).toMatchObject({ code: 0 });
  expect(weighed.log).toContain(ran);
  expect(stage.notes()).toEqual([expect.stringContaining('churn passed')]);

  stage.merge(change.number);
  await ship();
  expect(stage.tags()).toEqual(expect.arrayContaining(['churn#champion#2']));
  const after = await look();
  expect(after, after.log).toMatchObject({ code: 0 });
  expect(state.issues).toMatchObject([{ open: false }]);
  expect(stage.server.violations).toEqual([]);
});
