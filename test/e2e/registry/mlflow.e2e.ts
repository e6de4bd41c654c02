import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Program, recordFixture, startProgram } from '@weighbridge/testing';
import { trackedVersion, trackerContract } from '@weighbridge/testing/tracker-contract';
import { mlflowTracker } from '@weighbridge/tracker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toolPath } from '../tools.ts';

let folder = '';
let uri = '';
let server: Program;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wb-mlflow-'));
  const port = await freePort();
  uri = `http://127.0.0.1:${port}`;
  const settings = ['MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false', 'MLFLOW_DISABLE_TELEMETRY=true'];
  const stores = ['--backend-store-uri', `sqlite:///${folder}/m.db`, '--artifacts-destination', join(folder, 'arts')];
  const address = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  // Without its byte code every start of Python takes three times as long.
  const env = ['env', '-u', 'PYTHONDONTWRITEBYTECODE', ...settings] as const;
  const argv = [...env, toolPath('mlflow'), 'server', ...stores, ...address] as const;
  server = await startProgram(argv, join(folder, 'log'), isUp, 180_000);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function isUp(): Promise<boolean> {
  return fetch(`${uri}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

let models = 0;
function tracker(registeredModel: string) {
  return mlflowTracker({ uri, registeredModel, now: () => new Date() });
}

trackerContract('mlflowTracker on a real MLflow', async () => {
  models += 1;
  const model = `contract o'neill ${models}`;
  return { open: () => tracker(model), close: () => Promise.resolve() };
});

/** What MLflow's own Python client says of a registered model. */
const script = `import json, sys, os
from mlflow import MlflowClient
client = MlflowClient(tracking_uri=sys.argv[1])
name = sys.argv[2]
held = client.get_model_version_by_alias(name, 'champion')
run = client.get_run(held.run_id)
print(json.dumps({
  'champion': held.version, 'source': held.source, 'tags': held.tags,
  'versions': sorted(v.version for v in client.search_model_versions("name='%s'" % name)),
  'experiment': client.get_experiment(run.info.experiment_id).name,
  'run': run.info.run_name, 'status': run.info.status,
  'metrics': run.data.metrics, 'params': run.data.params, 'runTags': run.data.tags,
}))`;

const readBack = z.object({
  champion: z.coerce.string(),
  source: z.string(),
  tags: z.record(z.string(), z.string()),
  versions: z.array(z.coerce.string()),
  experiment: z.string(),
  run: z.string(),
  status: z.string(),
  metrics: z.record(z.string(), z.number()),
  params: z.record(z.string(), z.string()),
  runTags: z.record(z.string(), z.string()),
});

function byPython(model: string): z.output<typeof readBack> {
  const { PYTHONDONTWRITEBYTECODE: _slow, ...env } = process.env;
  return readBack.parse(
    JSON.parse(execFileSync(toolPath('mlflow-python'), ['-c', script, uri, model], { env }).toString()),
  );
}

describe('MLflow’s own Python client', () => {
  it('reads the run, the version, and the alias before and after it moved', async () => {
    const commit = 'c'.repeat(40);
    const digests = [`sha256:${'4'.repeat(64)}`, `sha256:${'5'.repeat(64)}`] as const;
    const training = {
      params: { path: 'params.yml', digest: digests[0], values: { depth: '3', 'rate (initial)': '0.1' } },
      environment: {},
      outputs: [],
    };
    const record = { ...recordFixture({ commit }), training };
    await tracker('churn').register(
      trackedVersion('v1.0.0', { digest: digests[0], record: recordFixture({ value: 0.7 }) }),
    );
    await tracker('churn').setAlias('churn', 'champion', 'v1.0.0');
    const { url } = await tracker('churn').register(trackedVersion('v1.1.0', { digest: digests[1], record }));
    expect(byPython('churn')).toMatchObject({ champion: '1', metrics: { roc_auc: 0.7 } });
    await tracker('churn').setAlias('churn', 'champion', 'v1.1.0');
    expect(byPython('churn')).toMatchObject({
      champion: '2',
      versions: ['1', '2'],
      source: 's3://models/churn/model.bin',
      tags: { 'weighbridge.version': 'v1.1.0', 'weighbridge.model': digests[1], 'weighbridge.name': 'churn' },
      experiment: 'churn',
      run: 'churn v1.1.0',
      status: 'FINISHED',
      metrics: { roc_auc: 0.75 },
      params: { depth: '3', 'rate _initial_': '0.1' },
      runTags: { 'mlflow.source.git.commit': commit, 'weighbridge.verdict': 'passed' },
    });
    expect(url).toBe(`${uri}/#/models/churn/versions/2`);
  });

  it('sees that many metrics and long values came whole or cut', async () => {
    const record = recordFixture();
    const [auc] = record.evaluation?.metrics ?? [];
    if (!record.evaluation || !auc) throw new Error('the fixture has an evaluation');
    const metrics = Array.from({ length: 1500 }, (_, index) => ({ ...auc, name: `m${index}`, value: index }));
    const values = {
      long: 'x'.repeat(7000),
      ...Object.fromEntries(metrics.slice(0, 150).map(({ name }) => [name, name])),
    };
    const training = {
      params: { path: 'p', digest: `sha256:${'6'.repeat(64)}`, values },
      environment: {},
      outputs: [],
    };
    const whole = { ...record, training, evaluation: { ...record.evaluation, metrics } };
    await tracker('many').register(trackedVersion('v1.0.0', { record: whole }));
    await tracker('many').setAlias('churn', 'champion', 'v1.0.0');
    const { metrics: read, params } = byPython('many');
    expect([Object.keys(read).length, read['m1499'], Object.keys(params).length]).toEqual([1500, 1499, 151]);
    expect(params['long']).toMatch(/^x+… \(7000 characters\)$/);
  });
});

describe('a real MLflow finds again', () => {
  it.each(['so "called"', `both ' and "`, 'back\\slash'])('%s', async (name) => {
    const first = await tracker(name).register(trackedVersion('v1.0.0'));
    expect(await tracker(name).register(trackedVersion('v1.0.0'))).toEqual(first);
  });
});

describe('a real MLflow refuses', () => {
  it('names with slashes, and aliases of its own', async () => {
    await expect(tracker('a/b').register(trackedVersion('v1.0.0'))).rejects.toMatchObject({ code: 'WB6423' });
    await tracker('own').register(trackedVersion('v1.0.0'));
    await expect(tracker('own').setAlias('churn', 'latest', 'v1.0.0')).rejects.toMatchObject({ code: 'WB6423' });
  });
});
