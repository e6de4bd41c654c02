import type { EndedRun } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, setStage } from './gitea/stage.ts';
import { customers, installedLibrary, modelFiles, params, trainPolicy } from './train/model.ts';

const workflow = `on: { push: { branches: [main] }, pull_request: {} }
# Gitea says only through the pull request whose code a run used, so reuse within a change reads it.
permissions: { contents: read, actions: read, pull-requests: read }
env: ${JSON.stringify(installedLibrary())}
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/validate@v1
      - uses: weighbridge/weighbridge/actions/train@v1
  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    permissions: { contents: read, actions: read, pull-requests: write }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/gate@v1
        if: needs.model.result == 'success'
        with: { write-report: false }
      - uses: weighbridge/weighbridge/actions/report@v1
        if: always()
        with: { needs: "\${{ toJSON(needs) }}" }
`;

const passes = { model: 'success', verdict: 'success' };
const ran = 'the training script runs';

/** A repository whose workflow validates and trains, on a real Gitea with its real runner. The tests are one story. */
describe('validate and train on a real forge', () => {
  let stage: Stage;
  let main = '';
  let change = 0;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage.close());

  /** Commits on the branch that is checked out, pushes it, and waits for its run. */
  async function push(branch: string, files: Readonly<Record<string, string>>, event = 'push'): Promise<EndedRun> {
    stage.git.commit(branch, files);
    const commit = await stage.push(branch);
    if (event === 'pull_request' && change === 0) change = await stage.project.open(branch, branch, stage.tokens.ada);
    return stage.project.run(commit, event);
  }

  test('main is validated, trained and weighed: the model goes from one job to the next', async () => {
    const files = { ...modelFiles, '.github/workflows/weighbridge.yml': workflow };
    stage.git.write({ ...files, 'weighbridge.yml': trainPolicy({ schema: true }) });
    const run = await push('main', {});
    main = run.commit;
    expect(run.jobs, text(run)).toEqual(passes);
    expect(run.logs['model']).toContain('28 of 28 data rules hold');
    expect(run.logs['model']).toContain(ran);
    expect(run.logs['verdict']).not.toContain(ran);
    expect(run.logs['verdict']).toContain('churn passed');
  });

  test('with only README changed the run of the commit before is reused', async () => {
    const run = await push('main', { 'README.md': 'words\n' });
    expect(run.jobs, text(run)).toEqual(passes);
    expect(run.logs['model']).not.toContain(ran);
    expect(run.logs['model']).toContain(`unchanged: reused the run of ${main.slice(0, 7)}, 0 s`);
    expect(run.logs['verdict']).toContain('churn passed');
  });

  test('a change trains its own model and gets one note; its next push with only words takes it', async () => {
    stage.git.git('switch', '--quiet', '--create', 'better');
    const first = await push('better', { 'params.json': params({ wrongEvery: 20 }) }, 'pull_request');
    expect(first.jobs, text(first)).toEqual(passes);
    expect(first.logs['model']).toContain(ran);
    const second = await push('better', { 'README.md': 'more words\n' }, 'pull_request');
    expect(second.jobs, text(second)).toEqual(passes);
    expect(second.logs['model']).toContain(`unchanged: reused the run of ${first.commit.slice(0, 7)}, 0 s`);
    const [note, ...more] = await stage.project.comments(change);
    expect([more, note?.body]).toEqual([[], expect.stringContaining('### ✅ churn passed')]);
  });

  test('data that breaks its schema stops the run before training, and the note says why', async () => {
    const run = await push('better', { 'data/evaluation.csv': customers(1000, { empty: 40 }) }, 'pull_request');
    expect(run.jobs, text(run)).toEqual({ model: 'failure', verdict: 'failure' });
    expect(run.logs['model']).not.toContain(ran);
    const [note] = await stage.project.comments(change);
    expect(note?.body).toMatch(/### ❌ churn stopped/);
    expect(note?.body).toContain('spend');
  });
});

function text({ logs }: EndedRun): string {
  return Object.entries(logs)
    .map(([job, log]) => `── ${job}\n${log}`)
    .join('\n');
}
