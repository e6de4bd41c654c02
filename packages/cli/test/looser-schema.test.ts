import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type RunRecord, runRecord } from '@weighbridge/core';
import {
  addAccount,
  addChange,
  addReview,
  addRun,
  emptyState,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  pullRequestEvent,
  pushHistory,
} from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = resolve(import.meta.dirname, '../bin/weighbridge.js');
const token = 'ghs_of_the_job_and_never_shown';
const policy = (schema = 'schemas/c.yml') => `version: 1
models:
  churn:
    data: { train: { path: data.csv, schema: ${schema} } }
    train: { outputs: { predictions: p.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }]
`;
const strict = `fields:
  - { name: age, type: integer, constraints: { minimum: 18, maximum: 100 } }
  - { name: plan, type: string, constraints: { enum: [a, b] } }
`;
const loose = `fields:
  - { name: age, type: integer, constraints: { minimum: 0 } }
  - { name: plan, type: string }
`;
const rows = Array.from({ length: 40 }, (_, row) => `${20 + row},${row % 2 ? 'a' : 'b'}`);
const data = ['age,plan', ...rows, ''].join('\n');
const broken = ['age,plan', ...rows.slice(1), '70000,a', ''].join('\n');
const predictions = ['y,s', ...rows.map((_, row) => `${row % 2},${row % 2}`), ''].join('\n');

let repository: GitFixture;
beforeEach(() => {
  repository = gitFixture();
  const CODEOWNERS = 'weighbridge.yml @ada\nschemas/ @grace\n';
  const base = { 'weighbridge.yml': policy(), 'schemas/c.yml': strict, 'data.csv': data, 'p.csv': predictions };
  repository.commit('a model', { ...base, CODEOWNERS, '.gitignore': '.weighbridge/\n' });
  repository.git('switch', '--quiet', '--create', 'change');
});
afterEach(() => repository.remove());

async function weighbridge(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = { PATH: process.env['PATH'], HOME: repository.root, ...env };
  const child = spawn(process.execPath, [program, ...argv], { cwd: repository.root, env: own });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const [exit] = await once(child, 'close');
  return { exit, said };
}

function record(): RunRecord {
  return runRecord.parse(JSON.parse(readFileSync(join(repository.root, '.weighbridge/churn/run.json'), 'utf8')));
}

const note = () => readFileSync(join(repository.root, '.weighbridge/churn/note.md'), 'utf8');

describe('a schema that is loosened together with the data', () => {
  it('holds the change, although the policy is the same', async () => {
    repository.commit('looser', { 'schemas/c.yml': loose, 'data.csv': broken });
    const { exit, said } = await weighbridge(['preview']);
    expect(exit, said).toBe(1);
    const { verdict, data: found } = record();
    expect(found?.underBaseSchema).toMatchObject([
      { dataset: 'train', path: 'schemas/c.yml', broken: [{ column: 'age', rule: 'maximum', count: 1 }] },
    ]);
    expect(found?.underBaseSchema?.[0]?.changes.map(({ effect }) => effect)).toEqual(['looser', 'looser', 'looser']);
    const reason = 'The schema of the base forbids what this change allows: 2.5% of age is above 100.';
    expect(verdict).toMatchObject({ outcome: 'failed', exit: 1, reason, owners: ['@grace'] });
    expect(verdict?.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
    expect(said).toContain(`${reason}\n   It passes once an owner of schemas/c.yml (@grace) approves this head.`);
    expect(note()).toContain('churn failed: allowed only by the looser schema here');
    expect(note()).toContain(
      'The schema of the base forbids what this pull request allows: 2.5% of `age` is above 100.',
    );
    expect(note()).toContain('`schemas/c.yml` 3 rules looser');
  });

  it('is said by validate itself', async () => {
    repository.commit('looser', { 'schemas/c.yml': loose, 'data.csv': broken });
    const { exit, said } = await weighbridge(['validate']);
    expect(exit, said).toBe(0);
    expect(said).toContain('train by schemas/c.yml of the base: 7 of 8 data rules hold. 2.5% of `age` is above 100;');
  });

  it('is only told where the data holds by both', async () => {
    repository.commit('looser', { 'schemas/c.yml': loose });
    const { exit, said } = await weighbridge(['preview']);
    expect(exit, said).toBe(0);
    expect(record().verdict?.underBasePolicy?.outcome).toBe('passed');
    expect(note()).toContain('`schemas/c.yml` 3 rules looser');
  });

  it('is judged where the base has it, when it moved', async () => {
    const moved = { 'weighbridge.yml': policy('schemas/d.yml'), 'schemas/c.yml': null, 'schemas/d.yml': loose };
    repository.commit('moved', moved);
    expect((await weighbridge(['preview'])).exit).toBe(0);
    repository.commit('and the data', { 'data.csv': broken });
    expect((await weighbridge(['preview'])).exit).toBe(1);
    expect(record().verdict?.owners).toEqual(['@ada', '@grace']);
  });

  it('cannot be escaped with a record that does not have it', async () => {
    repository.commit('looser', { 'schemas/c.yml': loose, 'data.csv': broken });
    await weighbridge(['preview']);
    const { data: found, verdict: _, ...rest } = record();
    const { underBaseSchema: __, ...left } = found ?? { datasets: [] };
    writeFileSync(join(repository.root, '.weighbridge/churn/run.json'), JSON.stringify({ ...rest, data: left }));
    expect((await weighbridge(['gate'])).exit).toBe(1);
  });
});

describe('on a forge', () => {
  let state: ForgeState;
  let server: FakeServer;
  let head: string;
  beforeEach(async () => {
    head = repository.commit('looser', {
      'schemas/c.yml': loose,
      'data.csv': broken,
      CODEOWNERS: 'weighbridge.yml @eve\nschemas/ @eve\n',
    });
    state = emptyState();
    pushHistory(state, repository);
    for (const login of ['ada', 'eve', 'grace']) addAccount(state, login);
    addAccount(state, 'github-actions[bot]', { bot: true });
    const permissions = { contents: 'read', actions: 'read', 'pull-requests': 'read' } as const;
    state.tokens.set(token, { kind: 'job', login: 'github-actions[bot]', permissions });
    addChange(state, { number: 5, head, headRef: 'change' });
    server = await fakeGithub(state);
  });
  afterEach(() => server.close());

  function gate() {
    const change = state.changes.get(5);
    if (!change) throw new Error('there is no change');
    const payload = join(repository.root, '.weighbridge-event.json');
    writeFileSync(payload, JSON.stringify(pullRequestEvent(state, change)));
    const run = addRun(state, {
      commit: head,
      event: 'pull_request',
      branch: 'change',
      change: 5,
      conclusion: undefined,
    });
    return weighbridge(['pipeline', '--no-note'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: payload,
      GITHUB_REPOSITORY: state.repository,
      GITHUB_SERVER_URL: server.url,
      GITHUB_API_URL: server.url,
      GITHUB_RUN_ID: String(run.id),
      GITHUB_JOB: 'model',
      GITHUB_TOKEN: token,
    });
  }

  it("passes with the approval of the schema's owner, and says so", async () => {
    addReview(state, { change: 5, author: 'grace', state: 'APPROVED', commit: head });
    const { exit, said } = await gate();
    expect(exit, said).toBe(0);
    const override = { by: 'grace', commit: head, rule: 'an owner of schemas/c.yml (grace) approved this head' };
    expect(record().verdict).toMatchObject({ outcome: 'passed', exit: 0, override });
    expect(note()).toContain('churn passed: a looser schema, approved');
  });

  it("does not pass with the approval of the policy's owner, or of whom the change appoints", async () => {
    addReview(state, { change: 5, author: 'ada', state: 'APPROVED', commit: head });
    addReview(state, { change: 5, author: 'eve', state: 'APPROVED', commit: head });
    const { exit, said } = await gate();
    expect(exit, said).toBe(1);
    expect(record().verdict).not.toHaveProperty('override');
  });
});
