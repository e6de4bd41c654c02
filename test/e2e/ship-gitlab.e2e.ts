import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from '@weighbridge/testing';
import { afterAll, afterEach, expect, test } from 'vitest';
import { lintExpanded } from './gitlab/lint.ts';
import { gitlabStage, jobToken, openChange, packedProgram, type Stage, userToken } from './gitlab/stage.ts';
import { deployPolicy, modelFiles, ran, servingFile } from './ship/model.ts';
import { installedLibrary, params } from './train/model.ts';

const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
const served = mkdtempSync(path.join(tmpdir(), 'wb-served-'));
afterAll(() => {
  for (const folder of [packed, served]) rmSync(folder, { recursive: true, force: true });
});

const program = packedProgram(packed);
const component = (name: string, inputs: string): string =>
  `  - component: $CI_SERVER_FQDN/weighbridge/components/${name}@1\n    inputs: { package: ${program}, ${inputs} }\n`;
const needs = 'needs: [weighbridge-train, weighbridge-pipeline]';
const pipelineFile = `include:
${component('train', 'needs: []')}${component('pipeline', 'needs: [weighbridge-train]')}${component('ship', needs)}`;

const pair = generateKeyPairSync('ed25519');
const signing = {
  publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const keyFile = path.join(packed, 'signing.pem');
writeFileSync(keyFile, signing.privateKey);
const job = 'weighbridge-ship';

let stage: Stage;
afterEach(() => stage[Symbol.asyncDispose]());

/** A project that signs what it has weighed: a job's own token may not ask the forge what a run was. */
async function project(pushers: ReadonlySet<string>): Promise<void> {
  const policy = deployPolicy(path.join(served, String(pushers.size)));
  const files: Files = {
    ...modelFiles,
    '.gitlab-ci.yml': pipelineFile,
    'serving.sh': servingFile,
    'keys/weighbridge.pub': signing.publicKey,
    'weighbridge.yml': policy.replace(
      'version: 1\n',
      'version: 1\nattest: { by: key, keys: [keys/weighbridge.pub] }\n',
    ),
  };
  stage = await gitlabStage(files, pushers);
}

/** The pipeline of a push to main as it is. */
function shipMain(more: Readonly<Record<string, string>> = {}) {
  const variables = { ...installedLibrary(), WEIGHBRIDGE_SIGNING_KEY: keyFile, ...more };
  return stage.pipeline({ commit: stage.git.git('rev-parse', 'main'), variables });
}

const tags = (): readonly string[] => stage.bare.git('tag', '--list').split('\n').filter(Boolean);

test('with the job’s own token: refused where it may not push, else all but the note', async () => {
  const pushers = new Set<string>();
  await project(pushers);
  const refused = await shipMain();
  expect(refused.exitOf(job), refused.log).toBe(3);
  expect(refused.jobLog(job)).toMatch(
    /^WB5090: git push of the ledger needs contents: write\. .*WEIGHBRIDGE_TOKEN with write_repository scope, Developer role/m,
  );
  expect(tags()).toEqual([]);
  pushers.add(jobToken);
  const result = await shipMain();
  expect(result.exitOf(job), result.log).toBe(0);
  lintExpanded(result.expanded);
  expect(tags()).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  const { deployments, releases, packages } = stage.state;
  expect(deployments.map(({ ref, environment, states }) => [ref, environment, states.at(-1)?.state])).toEqual([
    ['churn@v1.0.0', 'production', 'success'],
  ]);
  const files = ['MODEL_CARD.md', 'bom.cdx.json', 'manifest.json', 'record.json', 'record.sigstore.json'];
  expect(releases.map((release) => release.files.map(({ name }) => name).sort())).toEqual([files]);
  expect(packages.map(({ name, version }) => [name, version])).toEqual([['weighbridge-release', 'churn_40v1.0.0']]);
});

test('with WEIGHBRIDGE_TOKEN: the bytes of a merged request are taken over, git is written with it, the note goes on', async () => {
  await project(new Set([userToken]));
  stage.git.git('switch', '--quiet', '--create', 'better');
  const head = stage.git.commit('better', { 'params.json': params({ wrongEvery: 20 }) });
  stage.push();
  const change = openChange(stage, 'better');
  const variables = { ...installedLibrary(), WEIGHBRIDGE_TOKEN: userToken };
  const weighed = await stage.pipeline({ commit: head, change, variables, keep: 'weighbridge-train' });
  expect(weighed.exitOf('weighbridge-pipeline'), weighed.log).toBe(0);
  expect(weighed.jobLog('weighbridge-train-run')).toContain(ran);
  stage.git.git('switch', '--quiet', 'main');
  stage.git.git('merge', '--quiet', '--squash', 'better');
  const commit = stage.git.commit('squashed');
  stage.push();
  change.open = false;
  change.merged = { how: 'squash', commit, commits: [commit], at: '2026-11-22T11:30:00Z' };
  const { origin } = new URL(stage.address);
  const result = await shipMain({ WEIGHBRIDGE_TOKEN: userToken, CI_SERVER_URL: origin });
  expect(result.exitOf(job), result.log).toBe(0);
  expect(result.jobLog('weighbridge-train-run')).not.toContain(ran);
  expect(result.jobLog('weighbridge-train-plan')).toContain(`reused the run of ${head.slice(0, 7)}, 0 s`);
  expect(tags()).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  expect(stage.state.notes.map(({ body }) => body)).toEqual([expect.stringContaining('churn v1.0.0 serves all')]);
});
