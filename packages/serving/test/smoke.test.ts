import { createServer, type Server } from 'node:http';
import type { SmokePolicy } from '@weighbridge/core';
import { afterEach, describe, expect, it } from 'vitest';
import { checkServed } from '../src/contract/check-served.ts';

interface Given {
  readonly code?: number;
  readonly type?: string;
  readonly body: unknown;
}

let server: Server | undefined;
let asked: string[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  asked = [];
});

/** A server that gives these answers; a function makes one of the request's JSON. */
async function serving(answers: Readonly<Record<string, Given | ((body: unknown) => Given)>>): Promise<string> {
  const made = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.once('end', () => {
      const key = `${request.method} ${request.url}`;
      asked.push(text === '' ? key : `${key} ${text}`);
      const found = answers[key];
      const given = typeof found === 'function' ? found(JSON.parse(text)) : found;
      if (!given) response.writeHead(404).end();
      else
        response
          .writeHead(given.code ?? 200, { 'content-type': given.type ?? 'application/json' })
          .end(JSON.stringify(given.body));
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

async function check(address: string, smoke: Partial<SmokePolicy> & Pick<SmokePolicy, 'kind'>, file = '{"a": 1}') {
  const found = await checkServed(address, { expect: {}, timeout: 2000, ...smoke }, async () => file);
  return { ...found, lines: found.lines.map((line) => line.replace(/in \d+ ms/, 'in 5 ms')) };
}

const sample = { kind: 'sample', path: '/predict', request: 'request.json' } as const;

describe('a sample request', () => {
  it('is sent, and the fields of its answer are looked at', async () => {
    const address = await serving({
      'POST /predict': { body: { probability: 0.25, rows: [{ label: 'a' }, { label: 'b' }] } },
    });
    const expect_ = { probability: 'share', rows: 'list', 'rows.label': 'text', 'rows.1': 'object' } as const;
    expect(await check(address, { ...sample, expect: expect_ })).toEqual({
      outcome: 'passed',
      lines: [
        'POST /predict answered 200 in 5 ms: probability is a share from 0 to 1, rows is a list, rows.label is a text, rows.1 is an object',
      ],
    });
    expect(asked).toEqual(['POST /predict {"a":1}']);
  });

  it.each([
    [{ body: { probability: 1.5 } }, 'probability is 1.5, not a share from 0 to 1'],
    [{ body: { other: 1 } }, 'probability is missing'],
    [{ body: { probability: [0.5, null] } }, 'probability is null, not a share from 0 to 1'],
    [{ body: { probability: 0.5 }, type: 'text/html' }, 'the content type is text/html, not application/json'],
    [{ code: 500, body: { error: 'no column age' } }, 'expected 2xx, it said {"error":"no column age"}'],
    [{ code: 302, body: '' }, 'expected 2xx, it said ""'],
  ])('fails where it is answered with %j', async (given, why) => {
    const address = await serving({ 'POST /predict': given });
    const found = await check(address, { ...sample, expect: { probability: 'share' } });
    const code = 'code' in given ? given.code : 200;
    expect(found).toEqual({ outcome: 'failed', lines: [`POST /predict answered ${code} in 5 ms: ${why}`] });
  });

  it('fails where nobody answers, or not in time', async () => {
    const gone = await check('http://127.0.0.1:1', sample);
    expect(gone.lines[0]).toMatch(/^POST \/predict answered not at all \(.+\)$/);
    const made = createServer(() => undefined);
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const address = made.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const late = await check(`http://127.0.0.1:${port}`, { ...sample, timeout: 100 });
    expect(late).toEqual({ outcome: 'failed', lines: ['POST /predict answered not within 0.1 s'] });
  });

  it('needs a path, a request, and JSON in it', async () => {
    const { path: _, ...noPath } = sample;
    await expect(check('http://127.0.0.1:1', noPath)).rejects.toMatchObject({ code: 'WB6102' });
    await expect(check('http://127.0.0.1:1', { kind: 'mlflow' })).rejects.toMatchObject({ code: 'WB6102' });
    await expect(check('http://127.0.0.1:1', sample, 'a,b')).rejects.toMatchObject({ code: 'WB6104' });
  });
});

const row = {
  type: 'object',
  required: ['age', 'plan'],
  properties: { age: { type: 'integer', minimum: 18 }, plan: { enum: ['a', 'b'] } },
};
const answer = {
  type: 'object',
  required: ['score'],
  properties: { score: { anyOf: [{ type: 'number', maximum: 1 }, { type: 'null' }] } },
};
const json = (schema: unknown): unknown => ({ content: { 'application/json': { schema } } });
const document = {
  openapi: '3.1.0',
  paths: {
    '/reload': { post: { responses: {} } },
    '/predict': {
      post: { requestBody: json({ $ref: '#/components/schemas/Row' }), responses: { 200: json(answer), 422: {} } },
    },
  },
  components: { schemas: { Row: row } },
};

describe('a server with an OpenAPI page', () => {
  it('is asked as it says, and held to what it says', async () => {
    const address = await serving({
      'GET /openapi.json': { body: document },
      'POST /predict': (body) => (typeof body === 'object' ? { body: { score: 0.5 } } : { code: 422, body: {} }),
    });
    expect(await check(address, { kind: 'openapi', expect: { score: 'share' } })).toEqual({
      outcome: 'passed',
      lines: [
        'GET /openapi.json answered 200 in 5 ms: it declares POST /predict',
        'POST /predict answered 200 in 5 ms: as declared, score is a share from 0 to 1',
        'POST /predict with a bad request answered 422 in 5 ms: a bad request is refused',
      ],
    });
    expect(asked[1]).toBe('POST /predict {"age":18,"plan":"a"}');
  });

  it.each([
    [{ score: 'high' }, 'score is "high", which is none of what is declared'],
    [{ score: 3 }, 'score is 3, which is none of what is declared'],
    [{}, 'score is missing'],
    [[0.5], 'the answer is a list, declared as object'],
  ])('fails where the answer is %j', async (body, why) => {
    const address = await serving({ 'GET /openapi.json': { body: document }, 'POST /predict': { body } });
    const found = await check(address, { kind: 'openapi' });
    expect(found.lines.slice(1)).toEqual([
      `POST /predict answered 200 in 5 ms: ${why}`,
      'POST /predict with a bad request answered 200 in 5 ms: expected 4xx',
    ]);
    expect(found.outcome).toBe('failed');
  });

  it('fails without the page, and without the path', async () => {
    expect((await check(await serving({}), { kind: 'openapi' })).outcome).toBe('failed');
    server?.close();
    const found = await check(await serving({ 'GET /openapi.json': { body: document } }), {
      kind: 'openapi',
      path: 'score',
    });
    expect(found.lines).toEqual(['GET /openapi.json answered 200 in 5 ms: it declares no POST /score']);
  });

  it('is not guessed at where two paths sound alike', async () => {
    const paths = { '/predict': { post: { responses: {} } }, '/predict-all': { post: { responses: {} } } };
    const address = await serving({ 'GET /openapi.json': { body: { ...document, paths } } });
    await expect(check(address, { kind: 'openapi' })).rejects.toMatchObject({ code: 'WB6102' });
  });
});

const model = {
  name: 'churn',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [{ name: 'p', datatype: 'FP32', shape: [-1] }],
};
const inferring = (data: unknown): Readonly<Record<string, Given>> => ({
  'GET /v2/health/ready': { body: {} },
  'POST /v2/repository/index': { body: [{ name: 'churn', state: 'READY' }] },
  'GET /v2/models/churn': { body: model },
  'POST /v2/models/churn/infer': {
    body: { model_name: 'churn', outputs: [{ name: 'p', datatype: 'FP32', shape: [1], data }] },
  },
});

describe('a server of the Open Inference Protocol', () => {
  it.each([undefined, '/v2/models/churn', '/v2/models/churn/infer'])(
    'is asked for tensors as declared (path %s)',
    async (path) => {
      const address = await serving(inferring([0.5]));
      const found = await check(address, {
        kind: 'v2',
        ...(path === undefined ? {} : { path }),
        expect: { p: 'share' },
      });
      expect(found).toEqual({
        outcome: 'passed',
        lines: [
          'GET /v2/health/ready answered 200 in 5 ms: the server is ready',
          'GET /v2/models/churn answered 200 in 5 ms: 1 inputs, 1 outputs',
          'POST /v2/models/churn/infer answered 200 in 5 ms: outputs as declared, p is a share from 0 to 1',
        ],
      });
      const sent = '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,1]}]}';
      expect(asked.at(-1)).toBe(`POST /v2/models/churn/infer ${sent}`);
    },
  );

  it.each([
    [[0.5, 0.5], 'p has 2 values for a shape of [1]'],
    [['a'], 'p holds "a", declared as FP32'],
    [[7], 'p is 7, not a share from 0 to 1'],
  ])('fails where it infers %j', async (data, why) => {
    const found = await check(await serving(inferring(data)), { kind: 'v2', expect: { p: 'share' } });
    expect(found.outcome).toBe('failed');
    expect(found.lines[2]).toContain(why);
  });
});
