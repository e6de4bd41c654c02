import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pushTo } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lintExpanded } from './gitlab/lint.ts';
import { modelFiles, params, pipelineFile } from './gitlab/model.ts';
import { gitlabStage, openChange, packedProgram, recordOf, type Stage, userToken } from './gitlab/stage.ts';

const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
afterAll(() => rmSync(packed, { recursive: true, force: true }));

const program = packedProgram(packed);
const composed = `  - component: $CI_SERVER_FQDN/weighbridge/components/gate@1
    inputs:
      needs: [train]
      package: ${program}
      write-report: false
      status: true
  - component: $CI_SERVER_FQDN/weighbridge/components/report@1
    inputs:
      package: ${program}
`;
const variables = { WEIGHBRIDGE_TOKEN: userToken };

describe('gate and report as two jobs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await gitlabStage({ ...modelFiles, '.gitlab-ci.yml': pipelineFile(composed) });
    stage.git.git('switch', '--quiet', '--create', 'better');
    stage.git.commit('better', params(20));
    stage.push();
    openChange(stage, 'better');
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  const change = () => {
    const found = stage.state.changes.get(5);
    if (found === undefined) throw new Error('there is no change');
    return found;
  };
  const notes = (): readonly string[] => stage.state.notes.map(({ body }) => body);

  test('the record of the first job is reported by the second; a status is set', async () => {
    await stage.pipeline({ commit: stage.git.git('rev-parse', 'main'), variables, keep: 'weighbridge-gate' });
    const result = await stage.pipeline({ commit: change().head, change: change(), variables });
    expect(result.exitOf('weighbridge-gate'), result.log).toBe(0);
    expect(result.exitOf('weighbridge-report'), result.log).toBe(0);
    expect(recordOf(result, 'weighbridge-report').verdict).toEqual(recordOf(result, 'weighbridge-gate').verdict);
    expect(notes()).toHaveLength(1);
    expect(notes()[0]).toContain('churn passed: better than main');
    expect(stage.state.statuses.at(-1)).toMatchObject({ context: 'weighbridge/churn', state: 'success' });
    lintExpanded(result.expanded);
  });

  test('a failed gate is reported all the same, and both jobs are red', async () => {
    const worse = stage.git.commit('worse', params(4));
    stage.push();
    pushTo(stage.state, change(), worse);
    const result = await stage.pipeline({ commit: worse, change: change(), variables });
    expect(result.exitOf('weighbridge-gate'), result.log).toBe(1);
    expect(result.exitOf('weighbridge-report'), result.log).toBe(1);
    expect(notes()).toHaveLength(1);
    expect(notes()[0]).toContain('churn failed');
  });
});
