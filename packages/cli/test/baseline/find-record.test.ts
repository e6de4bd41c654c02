import { type BaseCommit, findRecord, type RecordSources } from '@weighbridge/command';
import { type Artifact, type Artifacts, PermissionError, type Run, type RunRecord } from '@weighbridge/core';
import { gitRepository } from '@weighbridge/git';
import { readArchive } from '@weighbridge/store';
import { gitFixtureEnv, memoryLedger, recordFixture, zipFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ForgeStory, forgeStory, refsOf } from './forge-story.ts';

let story: ForgeStory;
beforeAll(() => {
  story = forgeStory();
});
afterAll(() => story.remove());

const now = new Date('2026-01-03T00:00:00Z');
const repository = 'acme/models';
const wanted = [{ file: 'metrics.json', key: 'roc_auc', name: 'roc_auc', direction: 'higher' }] as const;

function sources(more: Partial<RecordSources> = {}): RecordSources {
  return {
    model: 'churn',
    branch: 'main',
    repository: gitRepository(story.author.root, { env: gitFixtureEnv }),
    refs: undefined,
    ledger: undefined,
    believe: async () => ({ kind: 'api', run: '41', event: 'push', commit: story.commits.c }),
    artifacts: undefined,
    wanted: [],
    now,
    ...more,
  };
}

const base = (name: keyof ForgeStory['commits'] = 'c'): BaseCommit => ({
  commit: story.commits[name],
  reason: 'merge-base',
  tip: story.commits.c,
});

async function ledgerWith(...records: readonly RunRecord[]) {
  const ledger = memoryLedger(new Map());
  for (const record of records) await ledger.append(record);
  return ledger;
}

/** One CI run and its artifacts, as an API would tell them; every field can lie. */
interface CiRun {
  readonly run: Run;
  readonly artifacts: readonly { readonly artifact: Artifact; readonly bytes: Uint8Array }[];
}

function ciRun(
  record: RunRecord,
  more: { readonly run?: Partial<Run>; readonly artifact?: Partial<Artifact>; readonly path?: string } = {},
): CiRun {
  const commit = record.subject.head ?? '';
  const run: Run = {
    id: '41',
    event: 'push',
    branch: 'main',
    commit,
    headRepository: repository,
    repository,
    attempt: 1,
    ...more.run,
  };
  const bytes = zipFixture([
    { name: more.path ?? 'section.json', content: JSON.stringify(record) },
    { name: 'kept-predictions.parquet', content: 'rows' },
  ]);
  const artifact: Artifact = {
    id: '7',
    name: 'wb-churn-evaluate-model-1',
    runId: '41',
    bytes: bytes.length,
    expired: false,
    ...more.artifact,
  };
  return { run, artifacts: [{ artifact, bytes }] };
}

/** A port that lists artifacts under the commit that is asked for, whatever their run says. */
function artifactsOf(listed: Readonly<Record<string, CiRun>>): NonNullable<RecordSources['artifacts']> {
  const port: Artifacts = {
    ofCommit: async (commit, prefix) =>
      (listed[commit]?.artifacts ?? []).map(({ artifact }) => artifact).filter(({ name }) => name.startsWith(prefix)),
    ofRun: async () => [],
    run: async () => Object.values(listed)[0]?.run ?? Promise.reject(new Error('no run')),
    download: async (artifact) =>
      Object.values(listed)
        .flatMap((one) => one.artifacts)
        .find((one) => one.artifact.id === artifact.id)?.bytes ?? new Uint8Array(),
  };
  return { port, repository, unpack: readArchive };
}

describe('findRecord', () => {
  it('takes the record that the user gave before all others', async () => {
    const given = { path: 'base.json', record: recordFixture({ value: 0.9 }) };
    const { found, reference, searched } = await findRecord(
      base(),
      sources({ given, ledger: await ledgerWith(recordFixture()) }),
    );
    expect(found).toMatchObject({ kind: 'record', record: given.record });
    expect(reference).toMatchObject({ source: 'input', reason: 'given as input' });
    expect(searched).toEqual([{ kind: 'input', where: 'base.json', found: 'record' }]);
  });

  it('takes the ledger’s record of the base commit, and tells its age', async () => {
    const record = recordFixture({ commit: story.commits.b });
    const { found, reference } = await findRecord(base('b'), sources({ ledger: await ledgerWith(record) }));
    expect(found).toMatchObject({ kind: 'record', source: 'ledger', record });
    expect(reference).toMatchObject({
      commit: story.commits.b,
      ref: 'main',
      reason: 'merge-base',
      commitsBefore: 0,
      source: 'ledger',
      ageCommits: 1,
    });
    expect(reference?.ageDays).toBeGreaterThan(1.9);
    expect(reference?.ageDays).toBeLessThan(2);
  });

  it('takes the nearest ancestor’s record, passing over what was not accepted and what is no ancestor', async () => {
    const { a, b, c, feature } = story.commits;
    const records = [
      recordFixture({ commit: a }),
      recordFixture({ commit: b, outcome: 'inconclusive' }),
      recordFixture({ commit: c, outcome: 'failed' }),
      recordFixture({ commit: feature }),
    ];
    const { reference } = await findRecord(base(), sources({ ledger: await ledgerWith(...records) }));
    expect(reference).toMatchObject({ commit: a, reason: 'nearest ancestor', commitsBefore: 2, ageCommits: 2 });
  });

  it('names every place of a first run', async () => {
    const { found, searched } = await findRecord(
      base(),
      sources({ ledger: memoryLedger(new Map()), artifacts: artifactsOf({}), wanted }),
    );
    expect(found).toBeUndefined();
    expect(searched).toEqual([
      { kind: 'ledger', where: 'the ledger', found: 'nothing' },
      { kind: 'ci-artifact', where: '3 earlier commits', found: 'nothing' },
      { kind: 'file', where: '`metrics.json` on `main`', found: 'nothing' },
      { kind: 'registry', where: 'a champion in the registry', found: 'not configured' },
    ]);
    expect((await findRecord(undefined, sources())).found).toBeUndefined();
  });

  it('says that the base’s record was not accepted', async () => {
    const ledger = await ledgerWith(recordFixture({ commit: story.commits.c, outcome: 'failed' }));
    const { found, searched } = await findRecord(base(), sources({ ledger }));
    expect([found, searched[0]]).toEqual([undefined, { kind: 'ledger', where: 'the ledger', found: 'not accepted' }]);
  });

  it('takes numbers from a metrics file committed at the base, and no other key', async () => {
    const commit = story.author.commit('metrics', { 'metrics.json': '{"roc_auc": 0.72, "extra": 1}' });
    try {
      const more = [...wanted, { file: 'metrics.json', key: 'p95_ms', name: 'p95_ms', direction: 'lower' }] as const;
      const { found, reference } = await findRecord({ commit, reason: 'merge-base' }, sources({ wanted: more }));
      expect(found).toMatchObject({
        kind: 'metrics',
        metrics: [{ name: 'roc_auc', value: 0.72, n: 0, from: 'metrics.json:roc_auc' }],
      });
      expect(reference).toMatchObject({ commit, source: 'file' });
    } finally {
      story.author.git('reset', '-q', '--hard', 'HEAD~1');
    }
  });
});

describe('findRecord in CI artifacts', () => {
  const look = (one: CiRun, commit: string = story.commits.c) =>
    findRecord(base(), sources({ artifacts: artifactsOf({ [commit]: one }) }));

  it('takes a trusted record with the files beside it', async () => {
    const record = recordFixture({ commit: story.commits.b });
    const { found, reference } = await look(ciRun(record, { path: 'sections/evaluate/section.json' }), story.commits.b);
    expect(found).toMatchObject({ kind: 'record', source: 'ci-artifact', record });
    expect(found?.kind === 'record' && new TextDecoder().decode(found.files.get('kept-predictions.parquet'))).toBe(
      'rows',
    );
    expect(reference).toMatchObject({ source: 'ci-artifact', commitsBefore: 1, reason: 'nearest ancestor' });
  });

  it.each<readonly [string, Parameters<typeof ciRun>[1], RegExp]>([
    ['a fork', { run: { headRepository: 'mallory/models' } }, /a fork/],
    ['another branch', { run: { branch: 'feature' } }, /on feature/],
    ['a change', { run: { event: 'pull_request' } }, /pull_request/],
    ['another repository', { run: { repository: 'acme/other' } }, /acme\/other/],
    ['another commit', { run: { commit: '8'.repeat(40) } }, /8888888/],
    ['an expired artifact', { artifact: { expired: true } }, /expired/],
    ['bytes that are not its digest', { artifact: { digest: `sha256:${'0'.repeat(64)}` } }, /digest/],
  ])('refuses %s and says so', async (_name, more, why) => {
    const { found, searched } = await look(ciRun(recordFixture({ commit: story.commits.c }), more));
    expect(found).toBeUndefined();
    expect(searched.find(({ where }) => why.test(where))).toMatchObject({ kind: 'ci-artifact', found: 'not trusted' });
  });

  it('refuses a record that speaks of another commit or model than its run', async () => {
    const { commits } = story;
    const planted = ciRun(recordFixture({ commit: commits.a }), { run: { commit: commits.c } });
    expect((await look(planted)).searched.some(({ where }) => /another commit/.test(where))).toBe(true);
    const other = await look(ciRun(recordFixture({ commit: commits.c, model: 'churn-eu' })));
    expect([other.found, other.searched.some(({ found }) => found === 'not trusted')]).toEqual([undefined, false]);
  });

  it('passes over a run whose gate failed, and a record of another version', async () => {
    const failed = await look(ciRun(recordFixture({ commit: story.commits.c, outcome: 'failed' })));
    expect(failed.searched.map(({ found }) => found)).toContain('not accepted');
    const record = recordFixture({ commit: story.commits.c });
    const other = ciRun(record);
    const bytes = zipFixture([{ name: 'section.json', content: JSON.stringify({ ...record, version: 99 }) }]);
    const { found } = await look({ ...other, artifacts: other.artifacts.map(({ artifact }) => ({ artifact, bytes })) });
    expect(found).toBeUndefined();
  });
});

describe('findRecord in archives of GitLab jobs', () => {
  it('takes one model out of a GitLab archive that holds two, and leaves other models’ archives alone', async () => {
    const record = recordFixture({ commit: story.commits.b });
    const other = recordFixture({ commit: story.commits.b, model: 'fraud' });
    const file = (model: string, name: string): string => `.weighbridge/${model}/sections/evaluate/${name}`;
    const bytes = zipFixture([
      { name: file('fraud', 'section.json'), content: JSON.stringify(other) },
      { name: file('fraud', 'kept-predictions.parquet'), content: 'rows of fraud' },
      { name: file('churn', 'section.json'), content: JSON.stringify(record) },
      { name: file('churn', 'kept-predictions.parquet'), content: 'rows of churn' },
      { name: '.weighbridge/churn/run.json', content: JSON.stringify(other) },
    ]);
    const run = ciRun(record);
    const [one] = run.artifacts;
    if (one === undefined) throw new Error('no artifact');
    const named = (id: string, name: string): CiRun['artifacts'][number] => ({
      artifact: { ...one.artifact, id, name, bytes: bytes.length },
      bytes,
    });
    const artifacts = (...all: CiRun['artifacts'][number][]) =>
      artifactsOf({ [story.commits.b]: { ...run, artifacts: all } });
    const { found } = await findRecord(
      base('b'),
      sources({ artifacts: artifacts(named('7', 'wb--weighbridge-gate')) }),
    );
    expect(found).toMatchObject({ kind: 'record', record });
    const kept = found?.kind === 'record' ? found.files.get('kept-predictions.parquet') : undefined;
    expect(Buffer.from(kept ?? []).toString()).toBe('rows of churn');
    const alone = await findRecord(base('b'), sources({ artifacts: artifacts(named('7', 'wb-fraud-gate')) }));
    expect(alone.found).toBeUndefined();
  });
});

describe('findRecord when it cannot look', () => {
  it('fails instead of calling it a first run', async () => {
    const denied = artifactsOf({});
    const port = {
      ...denied.port,
      ofCommit: () => Promise.reject(new PermissionError('actions: read', 'GET /actions/runs (HTTP 403)')),
    };
    const looking = findRecord(base(), sources({ artifacts: { ...denied, port } }));
    await expect(looking).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB4105',
      message: expect.stringMatching(/actions: read/),
    });
  });

  it('does not guess about ancestors behind the cut of a shallow clone', async () => {
    const clone = story.checkout('main', 1);
    const own = {
      repository: gitRepository(clone.root, { env: gitFixtureEnv }),
      ledger: await ledgerWith(recordFixture({ commit: story.commits.a })),
    };
    expect((await findRecord(base(), sources({ ...own, refs: refsOf(story.bare) }))).reference?.commitsBefore).toBe(2);
    clone.git('remote', 'set-url', 'origin', 'file:///nowhere/at/all');
    await expect(findRecord(base(), sources(own))).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4104' });
    const exact = await ledgerWith(recordFixture({ commit: story.commits.c }));
    expect((await findRecord(base(), sources({ ...own, ledger: exact }))).reference?.commitsBefore).toBe(0);
  });
});
