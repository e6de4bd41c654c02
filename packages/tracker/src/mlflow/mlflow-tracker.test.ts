import { type FakeMlflow, fakeMlflow, recordFixture } from '@weighbridge/testing';
import { trackedVersion } from '@weighbridge/testing/tracker-contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MlflowOptions, mlflowTracker } from './mlflow-tracker.ts';

let server: FakeMlflow;
beforeEach(async () => {
  server = await fakeMlflow();
});
afterEach(() => server.close());

function tracker(more: Partial<MlflowOptions> = {}) {
  const now = () => new Date('2026-11-22T12:00:00Z');
  return mlflowTracker({ uri: server.url, registeredModel: 'churn', now, pauseMs: 1, timeoutMs: 2000, ...more });
}

describe('an answer without an end', () => {
  it('is not read to the end', async () => {
    let sent = 0;
    const endless: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1;
            controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
            if (sent > 200) controller.close();
          },
        }),
      );
    await expect(tracker({ fetch: endless }).alias('churn', 'champion')).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6413',
      message: expect.stringContaining('larger than 16 MiB'),
    });
    expect(sent).toBeLessThan(70);
  });
});

const failing = (count: number, path: string, answer: { status: number } | 'hang' = { status: 503 }) => {
  let left = count;
  server.interrupt((request) => {
    if (!request.path.endsWith(path) || left === 0) return undefined;
    left -= 1;
    return answer;
  });
};

describe('what MLflow is told', () => {
  it('is a run with metrics, params and where it is from, and a version of the bytes', async () => {
    const record = recordFixture({ commit: 'c'.repeat(40) });
    const digest = `sha256:${'3'.repeat(64)}` as const;
    const training = { params: { path: 'params.yml', digest, values: { depth: '3' } }, environment: {}, outputs: [] };
    const { name, url } = await tracker().register(trackedVersion('v1.4.0', { record: { ...record, training } }));
    expect([name, url]).toEqual(['churn/1', `${server.url}/#/models/churn/versions/1`]);
    const [run] = server.state.runs;
    expect(run).toMatchObject({ name: 'churn v1.4.0', status: 'FINISHED' });
    expect([...(run?.metrics ?? []), ...(run?.params ?? [])]).toEqual([
      ['roc_auc', 0.75],
      ['depth', '3'],
    ]);
    const tags = Object.fromEntries(run?.tags.map(({ key, value }) => [key, value]) ?? []);
    expect(tags).toMatchObject({
      'mlflow.source.git.commit': 'c'.repeat(40),
      'weighbridge.name': 'churn',
      'weighbridge.version': 'v1.4.0',
      'weighbridge.verdict': 'passed',
    });
    expect(server.state.versions).toMatchObject([
      { version: '1', source: 's3://models/churn/model.bin', run: run?.id },
    ]);
  });

  it.each([
    ['/home/ada/model.bin', 'runs:/'],
    ['artifact:41/model', 'runs:/'],
    ['s3://models/../secret', 'runs:/'],
    [undefined, 'runs:/'],
    ['gs://models/churn/x', 'gs://models/churn/x'],
  ])('of bytes at %s has a source that MLflow can open', async (location, source) => {
    await tracker().register(trackedVersion('v1.0.0', { location }));
    expect(server.state.versions[0]?.source.startsWith(source)).toBe(true);
  });

  it('is cut and batched where there is too much of it', async () => {
    const record = recordFixture();
    const [auc] = record.evaluation?.metrics ?? [];
    if (!record.evaluation || !auc) throw new Error('the fixture has an evaluation');
    const metrics = Array.from({ length: 2100 }, (_, index) => ({ ...auc, name: `m${index}` }));
    const values = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`p${index}`, 'x'.repeat(6000 + index)]),
    );
    const digest = `sha256:${'3'.repeat(64)}` as const;
    const training = { params: { path: 'params.yml', digest, values }, environment: {}, outputs: [] };
    const evaluation = {
      ...record.evaluation,
      metrics: [...metrics, { name: 'x', direction: 'higher' as const, n: 0, undefined: 'no rows' }],
    };
    await tracker().register(trackedVersion('v1.0.0', { record: { ...record, evaluation, training } }));
    const [run] = server.state.runs;
    expect([run?.metrics.size, run?.params.size]).toEqual([2100, 250]);
    expect(run?.params.get('p0')).toBe('x'.repeat(6000));
    expect(run?.params.get('p249')).toMatch(/^x{5900,}… \(6249 characters\)$/);
    expect(run?.params.get('p249')).toHaveLength(6000);
    expect(server.log.filter((line) => line.includes('log-batch'))).toHaveLength(6);
  });

  it('is finished by the next job when the first was stopped half-way', async () => {
    failing(99, '/model-versions/create');
    await expect(tracker().register(trackedVersion('v1.0.0'))).rejects.toMatchObject({ code: 'WB6413' });
    server.interrupt(undefined);
    const record = { ...trackedVersion('v1.0.0').record, durations: { gate: 1 } };
    await tracker().register(trackedVersion('v1.0.0', { record }));
    expect([server.state.runs.length, server.state.versions.length]).toEqual([1, 1]);
  });
});

describe('an MLflow in trouble', () => {
  it.each(['/runs/create', '/model-versions/create'])(
    'that loses its answer to %s makes one thing all the same',
    async (path) => {
      let lost = false;
      const losing: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        if (lost || !String(input).includes(path)) return response;
        lost = true;
        throw new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
      };
      await tracker({ fetch: losing }).register(trackedVersion('v1.0.0'));
      expect([lost, server.state.runs.length, server.state.versions.length]).toEqual([true, 1, 1]);
    },
  );

  it.each([429, 500, 503])('that answers %i twice is asked a third time', async (status) => {
    failing(2, '/registered-models/get', { status });
    await tracker().register(trackedVersion('v1.0.0'));
    expect(server.log.filter((line) => line.includes('registered-models/get'))).toHaveLength(3);
  });

  it('that never answers is given up, and the message says so', async () => {
    failing(99, '/registered-models/get', 'hang');
    const host = new URL(server.url).host;
    await expect(tracker({ timeoutMs: 100 }).register(trackedVersion('v1.0.0'))).rejects.toMatchObject({
      name: 'ServiceError',
      message: `MLflow at ${host} did not answer within 0.1 s (3 tries). No version was registered. Run the job again.`,
    });
    expect(server.state.versions).toEqual([]);
  });

  it('that is away, or asks to wait an hour, is no answer', async () => {
    server.interrupt(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    await expect(tracker().alias('churn', 'champion')).rejects.toThrow(/HTTP 429 \(1 try\)/);
    const gone = await fakeMlflow();
    await gone.close();
    await expect(tracker({ uri: gone.url }).alias('churn', 'champion')).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6413',
    });
  });
});

describe('MLflow and the user', () => {
  it.each([
    ['sqlite:///m.db', 'WB6421'],
    ['databricks', 'WB6421'],
    ['', 'WB6421'],
  ])('%j is not a server’s address', (uri, code) => {
    expect(() => tracker({ uri })).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['a page to log in on', { status: 302, headers: { location: 'http://127.0.0.1:9/login' } }],
    ['a page', { status: 200, body: '<html>' }],
    ['a path that is not there', { status: 404, body: 'Not Found' }],
    ['other JSON', { status: 200, body: ['x'] }],
  ])('%s is not MLflow', async (_name, answer) => {
    server.interrupt(() => answer);
    await expect(tracker().alias('churn', 'champion')).rejects.toMatchObject({ code: 'WB6422' });
  });

  it.each(['a/b', 'a:b'])('MLflow takes no model called %j', async (registeredModel) => {
    const failure = tracker({ registeredModel }).register(trackedVersion('v1.0.0'));
    await expect(failure).rejects.toMatchObject({ name: 'UserError', code: 'WB6423' });
  });

  it('MLflow keeps some aliases for itself', async () => {
    await tracker().register(trackedVersion('v1.0.0'));
    await expect(tracker().setAlias('churn', 'latest', 'v1.0.0')).rejects.toMatchObject({ code: 'WB6423' });
  });

  it('an alias on a version that is none of ours is free', async () => {
    server.state.models.add('churn');
    server.state.versions.push({ model: 'churn', version: '1', source: 'runs:/x/model', run: 'x', tags: [] });
    server.state.aliases.set('churn champion', '1');
    expect(await tracker().alias('churn', 'champion')).toBeUndefined();
  });

  it.each(["o'neill", 'so "called"', `both ' and "`, 'back\\slash'])('%s is found again', async (registeredModel) => {
    const named = tracker({ registeredModel });
    const first = await named.register(trackedVersion('v1.0.0'));
    expect(await named.register(trackedVersion('v1.0.0'))).toEqual(first);
  });
});
