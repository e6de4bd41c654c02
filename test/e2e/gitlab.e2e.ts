import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addNote, type FakeChange, pushTo } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelFiles, params, pipelineFile } from './gitlab/model.ts';
import { gitlabStage, jobToken, openChange, packedProgram, recordOf, type Stage, userToken } from './gitlab/stage.ts';

const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
afterAll(() => rmSync(packed, { recursive: true, force: true }));

const files = {
  ...modelFiles,
  '.gitlab-ci.yml': pipelineFile(`  - component: $CI_SERVER_FQDN/weighbridge/components/pipeline@1
    inputs:
      needs: [train]
      package: ${packedProgram(packed)}
`),
};
const job = 'weighbridge-pipeline';
const variables = { WEIGHBRIDGE_TOKEN: userToken };

describe('a merge request weighed by the pipeline component, with a token that may write notes', () => {
  let stage: Stage;
  let change: FakeChange;
  let first: string;
  const logs: string[] = [];
  const weigh: Stage['pipeline'] = async (options) => {
    const result = await stage.pipeline({ ...options, variables });
    logs.push(result.log);
    return result;
  };
  const ours = (): readonly string[] =>
    stage.state.notes.filter(({ author }) => author === 'project-bot').map(({ body }) => body);
  beforeAll(async () => {
    stage = await gitlabStage(files);
    stage.git.git('switch', '--quiet', '--create', 'better');
    first = stage.git.commit('better', params(20));
    stage.push();
    change = openChange(stage, 'better');
    for (let index = 0; index < 150; index += 1) addNote(stage.state, 5, 'eve', `remark ${index}`);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('main is weighed first; its record stays in the archive of its job', async () => {
    const result = await weigh({ commit: stage.git.git('rev-parse', 'main'), keep: job });
    expect(result.exitOf(job), result.log).toBe(0);
    expect(recordOf(result, job).comparison?.outcome).toBe('first run');
    expect(stage.state.artifacts.map(({ name }) => name)).toEqual([`wb--${job}`]);
    expect(ours()).toEqual([]);
  });

  test('the first pipeline compares row by row with that record, and creates one note among 150 others', async () => {
    const result = await weigh({ commit: first, change });
    expect(result.exitOf(job), result.log).toBe(0);
    const { comparison } = recordOf(result, job);
    expect(comparison?.baseline).toMatchObject({ source: 'ci-artifact', reason: 'merge-base', commitsBefore: 0 });
    expect(comparison?.pairing).toMatchObject({ kind: 'paired', rows: 400 });
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toContain('churn passed: better than main');
  });

  test('a newer commit edits that note; a worse model fails the job', async () => {
    const worse = stage.git.commit('worse', params(4));
    stage.push();
    pushTo(stage.state, change, worse);
    const result = await weigh({ commit: worse, change });
    expect(result, result.log).toMatchObject({ code: 1 });
    expect(result.exitOf(job), result.log).toBe(1);
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toContain('churn failed');
    expect(ours()[0]).toContain(`commit=${worse}`);
  });

  test('a late job of the older commit leaves the note alone, and ends with its own verdict', async () => {
    const before = ours();
    const result = await weigh({ commit: first, change });
    expect(result.exitOf(job), result.log).toBe(0);
    expect(result.jobLog(job)).toContain('No note: a newer commit or run has the word.');
    expect(ours()).toEqual(before);
  });

  test('no token is in any log', () => {
    expect(logs).toHaveLength(4);
    for (const log of logs) {
      expect(log).not.toContain(userToken);
      expect(log).not.toContain(jobToken);
    }
  });
});
