import { type FakeMlflow, fakeMlflow, recordFixture } from '@weighbridge/testing';
import { trackedVersion } from '@weighbridge/testing/tracker-contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mlflowTracker } from './mlflow-tracker.ts';

let server: FakeMlflow;
beforeEach(async () => {
  server = await fakeMlflow({ gitlab: true, authorization: 'Bearer glpat' });
});
afterEach(() => server.close());

function tracker() {
  return mlflowTracker({
    uri: server.uri,
    token: 'glpat',
    registeredModel: 'churn',
    now: () => new Date(0),
    pauseMs: 1,
  });
}

describe('GitLab as MLflow', () => {
  it('has each version once, called as ours', async () => {
    const first = await tracker().register(trackedVersion('v1.0.0'));
    expect(first).toEqual({ name: 'churn/1.0.0' });
    expect(await tracker().register(trackedVersion('v1.0.0'))).toEqual(first);
    const second = trackedVersion('v1.1.0', { record: recordFixture({ value: 0.9 }) });
    expect(await tracker().register(second)).toEqual({ name: 'churn/1.1.0' });
    expect([server.state.runs.length, server.state.versions.length]).toEqual([2, 2]);
  });

  it('does not give a name to other bytes', async () => {
    await tracker().register(trackedVersion('v1.0.0'));
    const other = trackedVersion('v1.0.0', { digest: `sha256:${'2'.repeat(64)}` });
    await expect(tracker().register(other)).rejects.toMatchObject({ code: 'WB6424' });
  });

  it('says that it has no aliases, and is not asked for any', async () => {
    expect(tracker().aliases).toBe(false);
    expect(await tracker().alias('churn', 'champion')).toBeUndefined();
    await expect(tracker().setAlias('churn', 'champion', 'v1.0.0')).rejects.toMatchObject({ code: 'WB6426' });
    expect(server.log).toEqual([]);
  });
});
