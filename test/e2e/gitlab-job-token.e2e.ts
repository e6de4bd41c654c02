import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gitlabPackageLedger } from '@weighbridge/forge/gitlab-ledger';
import { openLedger } from '@weighbridge/git';
import { gitFixtureEnv } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { attestationOf, modelFiles, params, pipelineFile } from './gitlab/model.ts';
import { gitlabStage, jobToken, openChange, packedProgram, recordOf, type Stage } from './gitlab/stage.ts';

const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
afterAll(() => rmSync(packed, { recursive: true, force: true }));

const component = `  - component: $CI_SERVER_FQDN/weighbridge/components/pipeline@1
    inputs:
      needs: [train]
      package: ${packedProgram(packed)}
`;
const job = 'weighbridge-pipeline';
const codeQuality = z.array(
  z.object({
    description: z.string().min(1),
    check_name: z.string().min(1),
    fingerprint: z.string().min(1),
    severity: z.enum(['info', 'minor', 'major', 'critical', 'blocker']),
    location: z.object({ path: z.string(), lines: z.object({ begin: z.number().int().positive() }) }),
  }),
);

describe("a merge request weighed with the job's own token only", () => {
  let stage: Stage;
  let worse: string;
  beforeAll(async () => {
    stage = await gitlabStage({ ...modelFiles, '.gitlab-ci.yml': pipelineFile(component) });
    stage.git.git('switch', '--quiet', '--create', 'worse');
    worse = stage.git.commit('worse', params(4));
    stage.push();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('without a ledger nothing is judged, and one line says which token would be needed', async () => {
    const result = await stage.pipeline({ commit: worse, change: openChange(stage, 'worse') });
    expect(result.exitOf(job), result.log).toBe(3);
    const line = result
      .jobLog(job)
      .split('\n')
      .find((text) => text.startsWith('WB4105'));
    expect(line).toMatch(/could not be read.*read_api scope, Reporter role.*WEIGHBRIDGE_TOKEN/);
  });

  test('the baseline comes from the ledger branch; the exit code is the verdict’s; no note is written', async () => {
    const main = await stage.pipeline({ commit: stage.git.git('rev-parse', 'main') });
    const ledger = await openLedger(stage.git.root, { env: gitFixtureEnv });
    await ledger.append(recordOf(main, job), await attestationOf(recordOf(main, job)));
    const result = await stage.pipeline({ commit: worse, change: openChange(stage, 'worse') });
    expect(result.exitOf(job), result.log).toBe(1);
    expect(recordOf(result, job).comparison?.baseline).toMatchObject({ source: 'ledger', reason: 'merge-base' });
    expect(stage.state.notes).toEqual([]);
    const lines = result
      .jobLog(job)
      .split('\n')
      .filter((text) => text.includes('No note'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /CI_JOB_TOKEN may not.*WEIGHBRIDGE_TOKEN.*project access token with api scope, Developer role/,
    );
    checkReports(result.artifacts(job));
  });

  test('the baseline comes from the ledger of packages, where that is asked for', async () => {
    const variables = { WEIGHBRIDGE_LEDGER: 'packages' };
    const main = await stage.pipeline({ commit: stage.git.git('rev-parse', 'main'), variables });
    const { url: serverUrl } = stage.server;
    const project = { apiUrl: `${serverUrl}/api/v4`, serverUrl, repository: 'acme/models' };
    const ledger = gitlabPackageLedger({ ...project, token: { value: jobToken, kind: 'job' } });
    await ledger.append(recordOf(main, job), await attestationOf(recordOf(main, job)));
    const result = await stage.pipeline({ commit: worse, change: openChange(stage, 'worse'), variables });
    expect(result.exitOf(job), result.log).toBe(1);
    expect(recordOf(result, job).comparison?.baseline).toMatchObject({ source: 'ledger', reason: 'merge-base' });
    expect(stage.server.log.filter((line) => line.includes('weighbridge-ledger')).length).toBeGreaterThan(2);
  });
});

/** What GitLab's own parsers ask of the four report files. */
function checkReports(files: ReadonlyMap<string, Uint8Array>): void {
  const text = (name: string): string => Buffer.from(files.get(`.weighbridge/reports/${name}`) ?? []).toString('utf8');
  expect(text('metrics.txt')).toMatch(/^weighbridge_roc_auc\S* \S+$/m);
  expect(text('metrics.txt')).toMatch(/\n# EOF\n$/);
  expect(codeQuality.parse(JSON.parse(text('codequality.json'))).length).toBeGreaterThan(0);
  expect(text('junit.xml')).toMatch(/^<\?xml[\s\S]*<testsuites?[\s\S]*<failure[\s\S]*<\/testsuites>\s*$/);
  const variables = text('weighbridge.env').trimEnd().split('\n');
  for (const line of variables) expect(line).toMatch(/^[A-Za-z0-9_]+=\S*$/);
  expect(variables).toContain('WEIGHBRIDGE_VERDICT=failed');
}
