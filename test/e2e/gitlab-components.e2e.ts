import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addRun, gitFixture, type LocalPipelineResult, runLocalPipeline } from '@weighbridge/testing';
import { expect, onTestFinished, test } from 'vitest';
import { lintExpanded } from './gitlab/lint.ts';
import { modelFiles } from './gitlab/model.ts';
import { gitlabStage, jobToken, packedProgram, type Stage } from './gitlab/stage.ts';
import { toolPath } from './tools.ts';
import { installedLibrary } from './train/model.ts';

const root = path.resolve(import.meta.dirname, '../..');

function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-components-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The pipeline of the components' own project: here they are local components, by project path and commit. */
async function ownPipeline({ state, server }: Stage): Promise<LocalPipelineResult> {
  const project = gitFixture();
  onTestFinished(() => project.remove());
  execFileSync('cp', ['-R', `${root}/gitlab-components/.`, project.root]);
  const commit = project.commit('components');
  project.git('remote', 'add', 'origin', 'http://127.0.0.1/weighbridge/components.git');
  return runLocalPipeline({
    program: toolPath('gitlab-ci-local'),
    folder: project.root,
    state,
    apiUrl: `${server.url}/api/v4`,
    run: addRun(state, { commit }),
    jobToken,
    variables: { WEIGHBRIDGE_PACKAGE: packedProgram(scratchFolder()) },
  });
}

test("the components' own project tries a component at its commit, and publishes only tags", async () => {
  await using stage = await gitlabStage(modelFiles);
  const result = await ownPipeline(stage);
  expect(result.exitOf('try'), result.log).toBe(0);
  expect(result.exitOf('release')).toBeUndefined();
  expect(result.jobLog('try')).toContain('5 rows, 3 positive');
  lintExpanded(result.expanded);
});

test('the example’s pipeline is valid with the components put in', async () => {
  const file = readFileSync(path.join(root, 'examples/churn/.gitlab-ci.yml'), 'utf8');
  const quick = file.replaceAll(/^ {4}- (?:pip|python) .*$/gm, '    - "true"');
  await using stage = await gitlabStage({ ...modelFiles, '.gitlab-ci.yml': quick });
  const result = await stage.pipeline({
    commit: stage.git.git('rev-parse', 'main'),
    variables: { WEIGHBRIDGE_PACKAGE: packedProgram(scratchFolder()), ...installedLibrary() },
  });
  expect(result.exitOf('model'), result.log).toBe(0);
  expect(result.exitOf('weighbridge-validate'), result.log).toBe(0);
  expect(result.exitOf('weighbridge-gate'), result.log).toBe(2);
  expect(result.jobLog('weighbridge-gate')).toMatch(/WB\d{4} .*predictions\.csv/);
  lintExpanded(result.expanded);
});
