import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from '@weighbridge/testing';
import { afterAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { lintExpanded } from './gitlab/lint.ts';
import { gitlabStage, packedProgram, type Stage, userToken } from './gitlab/stage.ts';
import { ran } from './ship/model.ts';
import { installedLibrary } from './train/model.ts';
import { production, watchedFiles } from './watch/model.ts';

const world = production();
const packed = mkdtempSync(path.join(tmpdir(), 'wb-packed-'));
const keyFile = path.join(packed, 'signing.pem');
const pair = generateKeyPairSync('ed25519');
writeFileSync(keyFile, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
let stage: Stage;
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  world.remove();
  rmSync(packed, { recursive: true, force: true });
});

/** What init writes, with our program in each component; what was weighed is signed. */
function projectFiles(): Files {
  const files = watchedFiles('gitlab', world);
  const { include, ...rest } = parse(String(files['.gitlab-ci.yml']));
  const program = packedProgram(packed);
  const own = include.map(({ component, inputs }: Included) => ({
    component,
    inputs: { ...inputs, package: program },
  }));
  const policy = String(files['weighbridge.yml'])
    .replace('version: 1\n', 'version: 1\nattest: { by: key, keys: [keys/weighbridge.pub] }\n')
    .replace('data/current.csv', path.join(world.folder, 'current.csv'));
  return {
    ...files,
    '.gitlab-ci.yml': stringify({ include: own, ...rest }),
    'keys/weighbridge.pub': pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'weighbridge.yml': policy,
  };
}

interface Included {
  readonly component: string;
  readonly inputs: object;
}

test('what init writes: one schedule looks at production, and the retraining is weighed for its merge request', async () => {
  stage = await gitlabStage(projectFiles(), new Set([userToken]));
  const { state, git } = stage;
  const { origin } = new URL(stage.address);
  const secrets = { WEIGHBRIDGE_TOKEN: userToken, WEIGHBRIDGE_SIGNING_KEY: keyFile, CI_SERVER_URL: origin };
  const run = (asked: { commit?: string; event: string; branch?: string; variables?: Record<string, string> }) =>
    stage.pipeline({
      commit: git.git('rev-parse', 'main'),
      ...asked,
      variables: { ...installedLibrary(), ...secrets, ...asked.variables },
    });

  const first = await run({ event: 'push' });
  expect(first.exitOf('weighbridge-ship'), first.log).toBe(0);
  expect(first.exitOf('weighbridge-monitor')).toBeUndefined();
  lintExpanded(first.expanded);

  world.moves(60);
  const tick = await run({ event: 'schedule' });
  expect([tick.exitOf('weighbridge-deploy'), tick.exitOf('weighbridge-monitor')], tick.log).toEqual([0, undefined]);
  expect(state.issues).toEqual([]);

  const look = await run({ event: 'schedule', variables: { WEIGHBRIDGE_SCHEDULE: 'monitor' } });
  expect([look.exitOf('weighbridge-deploy'), look.exitOf('weighbridge-monitor')], look.log).toEqual([undefined, 0]);
  expect(state.issues, look.log).toMatchObject([{ open: true, body: expect.stringContaining('spend') }]);
  const [change] = state.changes.values();
  if (!change) throw new Error(`no merge request was opened:\n${look.log}`);
  expect(change.headRef).toMatch(/^weighbridge\/retrain-churn-/);
  expect(state.runs.at(-1)).toMatchObject({ event: 'api', branch: change.headRef, commit: change.head });

  const weighed = await run({ event: 'api', branch: change.headRef, commit: change.head });
  expect(weighed.exitOf('weighbridge-pipeline'), weighed.log).toBe(0);
  expect(weighed.exitOf('weighbridge-ship')).toBeUndefined();
  expect(weighed.jobLog('weighbridge-train-run')).toContain(ran);
  // The fake keeps no predictions of the first pipeline, so rows are not paired, and 400 are too few.
  const body = expect.stringMatching(/churn inconclusive[\s\S]*with `main` at .*: merge-base, ledger/);
  expect(state.notes).toMatchObject([{ change: change.number, body }]);
});
