import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FakeChange, Files } from '@weighbridge/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lintExpanded } from './gitlab/lint.ts';
import { gitlabStage, jobToken, openChange, packedProgram, recordOf, type Stage, userToken } from './gitlab/stage.ts';
import { installedLibrary, modelFiles, trainPolicy } from './train/model.ts';

const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
const tools = mkdtempSync(path.join(tmpdir(), 'wb-posix-'));
afterAll(() => {
  rmSync(packed, { recursive: true, force: true });
  rmSync(tools, { recursive: true, force: true });
});

/** What a small image has: a POSIX shell and its usual programs, and no Node. */
const posix = [
  'sh',
  'awk',
  'cat',
  'cp',
  'date',
  'env',
  'find',
  'grep',
  'head',
  'mkdir',
  'mv',
  'rm',
  'sed',
  'sleep',
  'timeout',
];
beforeAll(() => {
  for (const name of posix) symlinkSync(`/usr/bin/${name}`, path.join(tools, name));
});

const program = packedProgram(packed);
const component = (name: string, inputs: string): string =>
  `  - component: $CI_SERVER_FQDN/weighbridge/components/${name}@1\n    inputs: { package: ${program}, ${inputs} }\n`;

/** The three jobs of \`train\`, and the one that weighs; the training job finds nothing but a POSIX shell. */
function pipelineFile(weigh: string): string {
  return `include:
${component('train', 'needs: []')}${weigh}
weighbridge-train-run:
  before_script:
    - export PATH=${tools}
`;
}

const dumping = `${modelFiles['train.sh']}
command -v node || echo no node
env | sed 's/^/seen: /'
`;
const variables = { WEIGHBRIDGE_TOKEN: userToken, HF_TOKEN: 'a-token-of-the-user', ...installedLibrary() };
const gate = component('gate', 'needs: [weighbridge-train], write-report: false');

let stage: Stage;
afterEach(() => stage[Symbol.asyncDispose]());

/** A stage with an open merge request. */
async function withChange(files: Files): Promise<FakeChange> {
  stage = await gitlabStage({ ...modelFiles, 'train.sh': dumping, ...files });
  stage.git.git('switch', '--quiet', '--create', 'better');
  stage.git.commit('better', { 'README.md': 'one\n' });
  stage.push();
  return openChange(stage, 'better');
}

const weigh = (change: FakeChange, keep?: string) =>
  stage.pipeline({ commit: change.head, change, variables, ...(keep ? { keep } : {}) });

describe('plan, run and collect', () => {
  test('train without Node and without a token; the next job weighs it, and an equal commit is reused', async () => {
    const change = await withChange({ '.gitlab-ci.yml': pipelineFile(gate) });
    const first = await weigh(change, 'weighbridge-train');
    expect(first, first.log).toMatchObject({ code: 0 });
    lintExpanded(first.expanded);
    const seen = first.jobLog('weighbridge-train-run');
    expect(seen, first.log).toContain('the training script runs');
    expect(seen).toContain('no node');
    for (const secret of [jobToken, userToken, 'a-token-of-the-user', 'CI_REPOSITORY_URL'])
      expect(seen).not.toContain(secret);
    const { training, verdict, subject } = recordOf(first, 'weighbridge-gate');
    expect(verdict).toMatchObject({ outcome: 'passed' });
    expect(training).toMatchObject({ command: 'sh train.sh', usage: { wallSeconds: expect.any(Number) } });
    expect(training?.outputs.map(({ name }) => name)).toEqual(['predictions', 'model']);
    expect(recordOf(first, 'weighbridge-train').subject.key).toBe(subject.key);
    const second = await weigh(change);
    expect(second, second.log).toMatchObject({ code: 0 });
    expect(second.jobLog('weighbridge-train-run')).not.toContain('the training script runs');
    const again = recordOf(second, 'weighbridge-gate');
    expect(again.training?.reused).toMatchObject({ commit: change.head, from: `run ${first.run.id}` });
    expect(again.evaluation?.digests).toEqual(recordOf(first, 'weighbridge-gate').evaluation?.digests);
  });

  test('the one-step component after it validates and weighs, and does not train again', async () => {
    const pipeline = component('pipeline', 'needs: [weighbridge-train]');
    const files = { '.gitlab-ci.yml': pipelineFile(pipeline), 'weighbridge.yml': trainPolicy({ schema: true }) };
    const result = await weigh(await withChange(files));
    expect(result, result.log).toMatchObject({ code: 0 });
    expect(result.jobLog('weighbridge-pipeline')).not.toContain('the training script runs');
    const { data, training, verdict, subject } = recordOf(result, 'weighbridge-pipeline');
    expect(data?.checks?.length).toBeGreaterThan(0);
    expect(training).toEqual(recordOf(result, 'weighbridge-train').training);
    expect(subject.key).toBe(recordOf(result, 'weighbridge-train').subject.key);
    expect(verdict).toMatchObject({ outcome: 'passed' });
    expect(stage.state.notes.map(({ body }) => body)).toEqual([expect.stringMatching(/churn passed/)]);
  });

  test('a training that fails is reported as stopped', async () => {
    const report = component('report', 'needs: [weighbridge-train]');
    const change = await withChange({
      '.gitlab-ci.yml': pipelineFile(report),
      'train.sh': 'echo out of memory >&2\nexit 9\n',
    });
    const result = await weigh(change);
    expect(result.exitOf('weighbridge-train'), result.log).toBe(1);
    expect(result.exitOf('weighbridge-report'), result.log).toBe(1);
    expect(recordOf(result, 'weighbridge-report').stopped).toMatchObject({ command: 'train', code: 'exit 9' });
    expect(stage.state.notes.map(({ body }) => body)).toEqual([expect.stringMatching(/churn stopped/)]);
    expect(stage.state.notes[0]?.body).toContain('training failed with exit code 9');
  });
});
