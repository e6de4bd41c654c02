import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GitFixture, gitFixture } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';

/** Ways to get a worse model past the gate, each tried through the real program on a real repository. */
const program = resolve(import.meta.dirname, '../bin/weighbridge.js');
const fixtures: GitFixture[] = [];

afterEach(() => {
  for (const { remove } of fixtures.splice(0)) remove();
});

interface Wish {
  readonly evaluate?: string;
  readonly data?: string;
  readonly model?: string;
}

function policy({ evaluate = '', data = '', model = 'churn' }: Wish = {}): string {
  return `version: 1
models:
  ${model}:
    data: {${data}}
    train: { outputs: { predictions: p.csv } }
    evaluate: { task: binary, target: y, score: s${evaluate} }
    gate: [{ metric: accuracy, ${evaluate === '' ? 'max-drop: 0.2 }' : 'min: 0.1 }, { metric: p95_ms, max: 40 }'}]
`;
}

/** 200 rows of which every `wrong`-th is scored on the wrong side; `skip` leaves rows out. */
function predictions(wrong: number, skip = 0): string {
  const rows = Array.from({ length: 200 }, (_, row) => `${row % 2},${row % wrong === 0 ? 1 - (row % 2) : row % 2}`);
  return ['y,s', ...rows.slice(skip), ''].join('\n');
}

function repository(files: Readonly<Record<string, string>>): GitFixture {
  const fixture = gitFixture();
  fixtures.push(fixture);
  fixture.commit('main', files);
  return fixture;
}

function run({ root }: GitFixture, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const base = { PATH: process.env['PATH'], HOME: root };
  return spawnSync(process.execPath, [program, ...args], { cwd: root, env: { ...base, ...env }, encoding: 'utf8' });
}

const readsFile = (key: string) =>
  `, metrics: [{ file: metrics.json, key: ${key}, name: p95_ms, direction: lower, unit: ms }]`;

describe('a worse model', () => {
  it('is measured by the file and key of the base’s policy, too', () => {
    const metrics = '{"p95": 300, "p50": 30}';
    const files = {
      'weighbridge.yml': policy({ evaluate: readsFile('p95') }),
      'p.csv': predictions(20),
      'metrics.json': metrics,
    };
    const fixture = repository(files);
    fixture.commit('another number under the old name', { 'weighbridge.yml': policy({ evaluate: readsFile('p50') }) });
    const { status, stdout } = run(fixture, ['preview']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('churn failed')]);
    expect(stdout).toContain('p95_ms');
  });

  it('does not leave its limits behind by another name', () => {
    const fixture = repository({ 'weighbridge.yml': policy(), 'p.csv': predictions(20) });
    fixture.commit('a new name', { 'weighbridge.yml': policy({ model: 'churn2' }), 'p.csv': predictions(2) });
    const { status, stdout } = run(fixture, ['preview']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('takes churn out of the policy')]);
  });

  it('is incomparable when the evaluation data is gone and the rows are others', () => {
    const files = {
      'weighbridge.yml': policy({ data: ' evaluation: { path: eval.csv } ' }),
      'eval.csv': 'a\n',
      'p.csv': predictions(20),
    };
    const fixture = repository(files);
    expect(run(fixture, ['preview']).status).toBe(0);
    const baseline = run(fixture, ['preview', '--json']).stdout;
    writeFileSync(join(fixture.root, 'main.json'), baseline);
    fixture.commit('fewer rows', { 'p.csv': predictions(20, 40) });
    rmSync(join(fixture.root, 'eval.csv'));
    const { status, stdout } = run(fixture, ['gate', '--no-write-report', '--baseline', 'main.json']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('the evaluation data is not here')]);
  });
});

describe('a pass beside a job that failed', () => {
  it('is not reported: it came from an earlier attempt, or from before the end', () => {
    const fixture = repository({ 'weighbridge.yml': policy(), 'p.csv': predictions(20) });
    expect(run(fixture, ['gate', '--no-write-report']).status).toBe(0);
    const report = (result: string) => run(fixture, ['report', '--needs', `{"model":{"result":"${result}"}}`]);
    expect(report('success').status).toBe(0);
    const { status, stdout } = report('failure');
    expect([status, stdout]).toEqual([1, expect.stringContaining('churn stopped')]);
  });
});

describe('a job that could not look', () => {
  it('ends in exit 3 where the forge is known and the step has no token', () => {
    const fixture = repository({ 'weighbridge.yml': policy(), 'p.csv': predictions(20) });
    fixture.commit('a change', { 'p.csv': predictions(2) });
    const env = {
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_REPOSITORY: 'acme/models',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'model',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
    };
    const { status, stderr } = run(fixture, ['gate', '--no-write-report'], env);
    expect([status, stderr]).toEqual([3, expect.stringContaining('WB4108')]);
  });

  it('refuses a checkout that is not the change', () => {
    const fixture = repository({ 'weighbridge.yml': policy(), 'p.csv': predictions(20) });
    fixture.commit('main goes on', { 'README.md': 'x' });
    const event = join(fixture.root, 'event.json');
    const pull = {
      number: 5,
      head: { sha: 'c'.repeat(40), ref: 'f', repo: { full_name: 'acme/models' } },
      base: { sha: 'd'.repeat(40), ref: 'main', repo: { full_name: 'acme/models' } },
    };
    writeFileSync(
      event,
      JSON.stringify({
        pull_request: pull,
        number: 5,
        repository: { full_name: 'acme/models', default_branch: 'main' },
      }),
    );
    const env = {
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_REPOSITORY: 'acme/models',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'model',
      GITHUB_EVENT_NAME: 'pull_request_target',
      GITHUB_EVENT_PATH: event,
      GITHUB_REF: 'refs/heads/main',
    };
    const { status, stderr } = run(fixture, ['gate', '--no-write-report'], env);
    expect(status, stderr).not.toBe(0);
    expect(stderr).toMatch(/WB4005|WB4104/);
  });
});
