import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { believeEntry, type Context } from '@weighbridge/command';
import { type AttestPolicy, type Runner, recordDigest, statementOf } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { type FakeServer, startServer } from '@weighbridge/testing';
import { identityToken, type SigstoreServices, startSigstore } from '@weighbridge/testing/sigstore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidencePort } from '../../src/evidence.ts';
import { atHome, inRun } from '../reuse/workplace.ts';
import { entryOf, jobOf, openWorld, sha256, type World, weighed } from './world.ts';

const issuer = 'https://token.actions.githubusercontent.com';
const workflow = 'acme/models/.github/workflows/ship.yml@refs/heads/main';
const push = { kind: 'push', branch: 'main', forced: false, isDefault: true } as const;
const run = { id: '1', attempt: 1, job: 'ship', workflowFile: '.github/workflows/ship.yml' };
const onGithub: Runner = { ...inRun(1, push), serverUrl: 'https://github.com', run };
const onGitlab: Runner = { ...onGithub, kind: 'gitlabCi', forge: 'gitlab', serverUrl: 'https://gitlab.com' };

let world: World;
let sigstore: SigstoreServices;
let oidc: FakeServer;
let entry: Awaited<ReturnType<typeof entryOf>>;

function job(runner: Runner): Context {
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${oidc.url}/token`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    WEIGHBRIDGE_FULCIO_URL: sigstore.url,
    WEIGHBRIDGE_REKOR_URL: sigstore.url,
    WEIGHBRIDGE_SIGSTORE_ROOT: join(world.git.root, 'trusted_root.json'),
  };
  return { ...jobOf(world, { runner }), evidence: evidencePort(env) };
}

beforeAll(async () => {
  world = await openWorld();
  sigstore = await startSigstore();
  writeFileSync(join(world.git.root, 'trusted_root.json'), sigstore.trustedRoot);
  const who = { repository: 'acme/models', ref: 'refs/heads/main', event: 'push', workflow, issuer };
  oidc = await startServer({ routes: { 'GET /token': () => ({ status: 200, body: { value: identityToken(who) } }) } });
  const record = await weighed(world);
  const signer = await job(onGithub).evidence.signer({ by: 'sigstore', workflow: 'ship.yml' });
  const statement = statementOf(record, {
    bytes: record.training?.outputs[0]?.digest ?? '',
    record: recordDigest(record, sha256),
    policy: record.verdict?.policy ?? '',
    repository: 'acme/models',
    commit: world.commit,
  });
  entry = await entryOf(world, record, await signer?.sign(statement));
});
afterAll(async () => {
  await oidc.close();
  await sigstore.close();
  await world.close();
});

const believe = (attest: AttestPolicy, runner: Runner = onGithub) => believeEntry(entry, job(runner), { attest });

describe('an entry that its job signed keyless', () => {
  it('is believed for the workflow that the policy names, whichever runs here', async () => {
    const evidence = { kind: 'attestation', signer: `https://github.com/${workflow}`, at: expect.any(String) };
    expect(await believe({ by: 'sigstore', workflow: '.github/workflows/ship.yml' })).toEqual(evidence);
    const other = { ...onGithub, run: { ...run, workflowFile: '.github/workflows/tick.yml' } };
    expect(await believe({ by: 'sigstore', workflow: 'ship.yml', issuer }, other)).toEqual(evidence);
  });

  it.each<readonly [string, AttestPolicy, Runner, RegExp]>([
    ['another workflow', { by: 'sigstore', workflow: 'docs.yml' }, onGithub, /not by .*\/docs\.yml@refs\/heads\/main/],
    [
      'another issuer',
      { by: 'sigstore', workflow: 'ship.yml', issuer: 'https://i.example.org' },
      onGithub,
      /not from https:\/\/i\.example\.org/,
    ],
    [
      'another default branch',
      { by: 'sigstore', workflow: 'ship.yml' },
      { ...onGithub, defaultBranch: 'trunk' },
      /not by .*@refs\/heads\/trunk/,
    ],
    [
      'another server',
      { by: 'sigstore', workflow: 'ship.yml' },
      { ...onGithub, serverUrl: 'https://git.acme.example/' },
      /not by https:\/\/git\.acme\.example\/acme/,
    ],
    [
      'GitLab',
      { by: 'sigstore', workflow: '.gitlab-ci.yml' },
      onGitlab,
      /not by https:\/\/gitlab\.com\/acme\/models\/\/\.gitlab-ci\.yml@refs\/heads\/main/,
    ],
  ])('is refused where the policy means %s', async (_name, attest, runner, why) => {
    expect(await believe(attest, runner)).toEqual({ refused: expect.stringMatching(why) });
  });

  it('is never the word of the machine: where no forge says whose workflow it is, nothing is judged', async () => {
    const forge = localForge({ repository: 'acme/models' });
    const attest = { by: 'sigstore', workflow: 'ship.yml' } as const;
    const home = { ...job(atHome), forge };
    await expect(believeEntry(entry, home, { attest })).rejects.toMatchObject({ code: 'WB6206' });
  });
});
