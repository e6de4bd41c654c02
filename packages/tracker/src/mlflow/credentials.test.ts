import { fakeMlflow } from '@weighbridge/testing';
import { trackedVersion } from '@weighbridge/testing/tracker-contract';
import { describe, expect, it } from 'vitest';
import { type MlflowOptions, mlflowTracker } from './mlflow-tracker.ts';

const basic = `Basic ${Buffer.from('ada:pass-secret').toString('base64')}`;
const common = { registeredModel: 'churn', now: () => new Date(0), pauseMs: 1 };

describe('credentials for MLflow', () => {
  it.each([
    ['a token', 'Bearer token-secret', { token: 'token-secret' }],
    ['a user and a password', basic, { username: 'ada', password: 'pass-secret' }],
    ['those in the address', basic, {}],
    ['a token before those in the address', 'Bearer token-secret', { token: 'token-secret' }],
  ])('%s', async (name, authorization, more: Partial<MlflowOptions>) => {
    await using server = await fakeMlflow({ authorization });
    const uri = name.endsWith('address') ? server.url.replace('//', '//ada:pass-secret@') : server.url;
    const made = await mlflowTracker({ ...common, uri, ...more }).register(trackedVersion('v1.0.0'));
    expect(JSON.stringify(made)).not.toMatch(/secret|ada/);
  });

  it('that are wrong are a permission, with what is needed and without them', async () => {
    await using server = await fakeMlflow({ authorization: 'Bearer other' });
    const uri = server.url.replace('//', '//ada:pass-secret@');
    const failure: unknown = await mlflowTracker({ ...common, uri })
      .register(trackedVersion('v1.0.0'))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'PermissionError',
      needed: expect.stringMatching(/may edit “churn” in MLflow: MLFLOW_TRACKING_TOKEN/),
      call: 'GET registered-models/get (HTTP 401)',
    });
    expect(`${JSON.stringify(failure)} ${String(failure)}`).not.toMatch(/secret|ada:/);
  });

  it('are not in what a server repeats, nor in what is away', async () => {
    const server = await fakeMlflow();
    const uri = server.url.replace('//', '//ada:pass-secret@');
    const tracker = mlflowTracker({ ...common, uri });
    server.interrupt(() => ({ status: 400, body: { error_code: 'X', message: 'ada:pass-secret is wrong' } }));
    const said = await tracker.register(trackedVersion('v1.0.0')).catch(String);
    expect(said).toMatch(/WB|refused/);
    expect(said).not.toMatch(/secret/);
    await server.close();
    expect(await tracker.register(trackedVersion('v1.0.0')).catch(String)).not.toMatch(/secret|ada:/);
  });
});
