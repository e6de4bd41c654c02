import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommandLine, canonicalJson, type ServableVersion, type SmokePolicy } from '@weighbridge/core';
import { checkServed, type ProcessServing, processServing } from '@weighbridge/serving';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toolPath } from '../tools.ts';

const models = join(import.meta.dirname, 'models');
const proxy = join(import.meta.dirname, '../../../packages/serving/src/process/proxy-main.ts');
let root = '';
let serving: ProcessServing | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wb-smoke-'));
});
afterEach(async () => {
  await serving?.stopAll();
  rmSync(root, { recursive: true, force: true });
});

function open(run: CommandLine, ready: string): ProcessServing {
  serving = processServing({
    folder: join(root, 'serving'),
    root,
    serve: { run, ready, timeout: 200_000, env: [] },
    env: process.env,
    proxy: { command: [process.execPath, proxy] },
    log: () => undefined,
  });
  return serving;
}

const sha256 = (text: string): ServableVersion['model'] => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function version(name: string, content: object): ServableVersion {
  const path = join(root, name, 'model.json');
  const text = JSON.stringify(content);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { version: name, path, model: sha256(text) };
}

async function check(at: string | undefined, smoke: Partial<SmokePolicy> & Pick<SmokePolicy, 'kind'>, request = '') {
  const found = await checkServed(at ?? '', { expect: {}, timeout: 30_000, ...smoke }, async () => request);
  return { ...found, lines: found.lines.map((line) => line.replace(/in \d+ ms/, 'in some time')) };
}

describe('a real FastAPI', () => {
  const run = [toolPath('serving-python'), join(models, 'fastapi_model.py')];

  it('is asked as its OpenAPI page says, directly and through the proxy', async () => {
    const { address } = await open(run, '/health').start(version('v1', {}), 1);
    await serving?.promote(1);
    for (const at of [address, serving?.addresses()?.requests]) {
      expect(await check(at, { kind: 'openapi', expect: { probability: 'share', reasons: 'list' } })).toEqual({
        outcome: 'passed',
        lines: [
          'GET /openapi.json answered 200 in some time: it declares POST /predict',
          'POST /predict answered 200 in some time: as declared, probability is a share from 0 to 1, reasons is a list',
          'POST /predict with a bad request answered 422 in some time: a bad request is refused',
        ],
      });
    }
  });

  it.each([
    ['breaks', 'POST /predict answered 500 in some time: expected 2xx, it said Internal Server Error'],
    [
      'wrong shape',
      'POST /predict answered 200 in some time: reasons is missing, probability is "high", declared as number',
    ],
  ])('that %s fails before it has a request', async (fault, line) => {
    const { address } = await open(run, '/health').start(version('v1', { fault }), 1);
    const found = await check(address, { kind: 'openapi' });
    expect([found.outcome, found.lines[1]]).toEqual(['failed', line]);
  });
});

describe('a real Flask', () => {
  it('is asked with a sample request', async () => {
    const run = [toolPath('serving-python'), join(models, 'flask_model.py')];
    const { address } = await open(run, '/').start(version('v1', {}), 1);
    const sample = { kind: 'sample', path: '/score', request: 'request.json', expect: { scores: 'share' } } as const;
    expect(await check(address, sample, '{"rows": [{"age": 30}, {"age": 40}]}')).toEqual({
      outcome: 'passed',
      lines: ['POST /score answered 200 in some time: scores is a share from 0 to 1'],
    });
    const wrong = await check(address, sample, '{"rows": [{}]}');
    expect(wrong.lines[0]).toMatch(/^POST \/score answered 500 in some time: expected 2xx, it said <!doctype html>/);
  });
});

describe("MLflow's real scoring server", () => {
  it('is asked for its version and for predictions', async () => {
    const path = join(root, 'made', 'model');
    execFileSync(toolPath('mlflow-python'), [join(models, 'save_mlflow.py'), path], { cwd: root, stdio: 'ignore' });
    const files = execFileSync(
      'sh',
      ['-c', 'find . -type f | LC_ALL=C sort | while read -r f; do echo "$(stat -c %s "$f") $(sha256sum "$f")"; done'],
      { cwd: path, encoding: 'utf8' },
    );
    const manifest = files
      .trim()
      .split('\n')
      .map((line) => {
        const [, bytes, digest, name] = /^(\d+) ([0-9a-f]{64}) {2}\.\/(.+)$/.exec(line) ?? [];
        return { path: name, bytes: Number(bytes), digest: `sha256:${digest}` };
      });
    const model = sha256(canonicalJson({ version: 1, files: manifest }));
    // It calls uvicorn by its name.
    const bin = dirname(realpathSync(toolPath('mlflow')));
    const run = `PATH="${bin}:$PATH" exec mlflow models serve -m "$WEIGHBRIDGE_MODEL" --env-manager local -h 127.0.0.1 -p "$WEIGHBRIDGE_PORT"`;
    const { address } = await open(run, '/ping').start({ version: 'v1', path, model }, 1);
    const request = '{"dataframe_split": {"columns": ["age"], "data": [[30], [40]]}}';
    const found = await check(
      address,
      { kind: 'mlflow', request: 'request.json', expect: { predictions: 'share' } },
      request,
    );
    expect(found).toEqual({
      outcome: 'passed',
      lines: [
        'GET /ping answered 200 in some time',
        expect.stringMatching(/^GET \/version answered 200 in some time: MLflow \d+\.\d+/),
        'POST /invocations answered 200 in some time: predictions are there, predictions is a share from 0 to 1',
      ],
    });
    const wrong = await check(address, { kind: 'mlflow', request: 'request.json' }, '{"rows": []}');
    expect(wrong.lines[2]).toMatch(/^POST \/invocations answered 400 in some time: expected 2xx, it said /);
  });
});
