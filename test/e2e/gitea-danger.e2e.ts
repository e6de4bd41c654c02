import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Gitea,
  type GiteaRepository,
  type GitFixture,
  giteaRepository,
  gitFixture,
  startGitea,
} from '@weighbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { installPlugin, packPlugin, runDanger } from './danger/danger.ts';
import { modelRepository, policy, predictions } from './outcomes/model.ts';
import { type Ended, installProgram, type Program } from './outcomes/program.ts';
import { giteaStatic, toolPath } from './tools.ts';

const name = 'acme/churn';
const dangerfile = `import { weighbridge } from 'danger-plugin-weighbridge';

await weighbridge({ passed: true });
`;
const ignored = 'predictions.csv\nmetrics.json\nnode_modules/\n.weighbridge/\n';
const strict = policy({ gate: ['{ metric: roc_auc, min: 0.85 }'] });
const looser = policy({ gate: ['{ metric: roc_auc, min: 0.50 }'] });
/** So many that `z/features.py` comes on a later page of Gitea's answer, which has thirty files whatever is asked for. */
const notes = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`notes/${index}.txt`, `${index}\n`]));
const combined = z.object({ statuses: z.object({ context: z.string(), status: z.string() }).array() });

/** What the test works in. */
interface Stage {
  readonly gitea: Gitea;
  readonly project: GiteaRepository;
  readonly program: Program;
  readonly repository: GitFixture;
  readonly folder: string;
  /** The packed plugin. */
  readonly archive: string;
  /** Of dana, as whom danger comments. */
  readonly token: string;
}

async function furnish(gitea: Gitea): Promise<Stage> {
  await gitea.addUser('dana');
  await gitea.call('POST', '/orgs', { username: 'acme' });
  await gitea.call('POST', '/orgs/acme/repos', { name: 'churn', default_branch: 'main' });
  await gitea.call('PUT', `/repos/${name}/collaborators/dana`, { permission: 'write' });
  const folder = mkdtempSync(path.join(tmpdir(), 'weighbridge-danger-'));
  const files = { 'weighbridge.yml': strict, 'dangerfile.mjs': dangerfile, '.gitignore': ignored };
  return {
    gitea,
    project: giteaRepository(gitea, name),
    program: installProgram(),
    repository: modelRepository({ ...files, 'train.py': 'print(1)\n', 'old.py': 'print("no longer used")\n' }),
    folder,
    archive: packPlugin(folder),
    token: gitea.addToken('dana', 'write:repository,write:issue'),
  };
}

let stage: Stage;
beforeAll(async () => {
  const gitea = await startGitea({ program: toolPath('gitea'), staticRoot: giteaStatic });
  try {
    stage = await furnish(gitea);
  } catch (error) {
    await gitea.close();
    throw error;
  }
});
afterAll(async () => {
  stage.repository.remove();
  stage.program.remove();
  rmSync(stage.folder, { recursive: true });
  await stage.gitea.close();
});

test('danger comments on a pull request of a real Gitea, and edits that comment as the record changes', async () => {
  const { gitea, project, repository } = stage;
  const remote = project.remote('root0', gitea.adminToken);
  repository.git('push', '--quiet', remote, 'main');
  const change = {
    'weighbridge.yml': looser,
    'train.py': 'print(2)\n',
    'old.py': null,
    'evaluation.csv': 'customer\n1\n2\n',
    'z/features.py': 'print(3)\n',
  };
  const head = repository.commit('the change', { ...notes, ...change });
  repository.git('push', '--quiet', remote, 'change');
  await project.branch('change', head);
  const number = await project.open('change', 'the change');

  const unweighed = await job(number);
  expect(unweighed.exit, unweighed.stderr).toBe(0);
  const first = await comment(number);
  // Gitea calls a file `deleted` where danger knows `removed`, so danger lists it as modified.
  expect(first.body).toMatch(/Training code changed \(`z\/features\.py`, `old\.py`, `train\.py`\), and no record of/);
  expect(await status(head)).toBe('success');

  const failed = await job(number, { wrong: 0.3 });
  expect(failed.exit, failed.stderr).toBe(1);
  const second = await comment(number);
  expect(second.id).toBe(first.id);
  expect(second.body).toMatch(/`churn` failed: `roc_auc is 0\.\d+/);
  expect(second.body).toMatch(/The policy of `churn` is looser than before: `[^`]*min: 0\.85 → min: 0\.50`/);
  expect(second.body).toMatch(/The evaluation data of `churn` \(`evaluation\.csv`\) changed together with code/);
  expect(second.body).not.toMatch(/Training code changed/);
  expect(await status(head)).toBe('failure');

  const better = { 'weighbridge.yml': strict, 'evaluation.csv': 'customer\n1\n' };
  const fixed = repository.commit('fixed', better);
  repository.git('push', '--quiet', remote, 'change');
  await project.shows(number, fixed);
  const passed = await job(number, { wrong: 0.1 });
  expect(passed.exit, passed.stderr).toBe(0);
  const third = await comment(number);
  expect(third.id).toBe(first.id);
  expect(third.body).toMatch(/`churn` passed: `roc_auc is 0\.\d+, above its minimum of 0\.85\.`/);
  expect(third.body).not.toMatch(/`churn` failed|looser|evaluation data|Training code/);
  expect(await status(fixed)).toBe('success');
});

/** One job on the pull request's head: weighs a model, if one is given, and runs danger. */
async function job(change: number, model?: { readonly wrong: number }): Promise<Ended> {
  const { gitea, program, archive, token } = stage;
  const clone = gitFixture();
  try {
    clone.git('remote', 'add', 'origin', `${gitea.url}/${name}.git`);
    clone.git('fetch', '--quiet', 'origin', 'main');
    clone.git('fetch', '--quiet', 'origin', `refs/pull/${change}/head`);
    clone.git('switch', '--quiet', '--detach', 'FETCH_HEAD');
    installPlugin(archive, clone.root);
    if (model) {
      clone.write({ 'predictions.csv': predictions(model), 'metrics.json': '{ "p95_ms": 31 }\n' });
      const gate = await program.run(['gate'], { folder: clone.root });
      expect([0, 1], gate.stderr).toContain(gate.exit);
    }
    const env = {
      DANGER_FAKE_CI: 'YEP',
      DANGER_TEST_REPO: name,
      DANGER_TEST_PR: String(change),
      DANGER_GITHUB_API_TOKEN: token,
      DANGER_GITHUB_API_BASE_URL: `${gitea.url}/api/v1`,
    };
    const ended = await runDanger(['ci', '--failOnErrors'], { folder: clone.root, env });
    expect(`${ended.stdout}${ended.stderr}`).not.toContain(token);
    return ended;
  } finally {
    clone.remove();
  }
}

/** The only comment there is. */
async function comment(change: number): Promise<{ readonly id: number; readonly body: string }> {
  const [only, ...more] = await stage.project.comments(change);
  expect(more).toEqual([]);
  expect(only).toMatchObject({ author: 'dana', body: expect.not.stringContaining(stage.token) });
  if (!only) throw new Error('danger has not commented');
  return only;
}

/** What danger's status of a commit says. */
async function status(commit: string): Promise<string | undefined> {
  const { statuses } = combined.parse(await stage.project.call('GET', `/commits/${commit}/status`));
  return statuses.find(({ context }) => context === 'Danger')?.status;
}
