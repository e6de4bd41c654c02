import type { Trust, WeighingStatement } from '@weighbridge/core';
import { type GithubJob, identityToken, type SigstoreServices, startSigstore } from '@weighbridge/testing/sigstore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleText } from '../attestation/bundle.ts';
import { verifyWith } from '../attestation/evidence.ts';
import { sigstoreSigner } from './signer.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const statement: WeighingStatement = {
  model: 'churn',
  bytes: digest('b'),
  record: digest('c'),
  policy: digest('d'),
  verdict: 'passed',
  repository: 'acme/models',
  commit: '1'.repeat(40),
};
const issuer = 'https://token.actions.githubusercontent.com';
const workflow = 'acme/models/.github/workflows/ship.yml@refs/heads/main';
const job: GithubJob = { repository: 'acme/models', ref: 'refs/heads/main', event: 'push', workflow, issuer };
const trust: Trust = { by: 'sigstore', issuer, identity: `https://github.com/${workflow}` };

let sigstore: SigstoreServices;
beforeAll(async () => {
  sigstore = await startSigstore();
});
afterAll(() => sigstore.close());

function signerOf(who: Partial<GithubJob> = {}, services = sigstore) {
  const token = identityToken({ ...job, ...who });
  return sigstoreSigner({ token: async () => token, fulcioUrl: services.url, rekorUrl: services.url, retries: 2 });
}

const verify = (bundle: string, whom: Trust = trust, services = sigstore) =>
  verifyWith(async () => services.trustedRoot)(bundle, whom, statement);

async function changed(change: (json: ReturnType<typeof JSON.parse>) => void): Promise<string> {
  const json = JSON.parse(await signerOf().sign(statement));
  change(json);
  return bundleText(json);
}

/** Another byte in the middle of a base64 text. */
function flipped(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('a statement signed keyless', () => {
  it('verifies for the workflow on the default branch, with the time of the log', async () => {
    const result = await verify(await signerOf().sign(statement));
    expect(result).toEqual({
      kind: 'verified',
      statement,
      signer: `https://github.com/${workflow}`,
      at: expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect(sigstore.log).toEqual(['POST /api/v2/signingCert', 'POST /api/v1/log/entries']);
  });

  it.each<readonly [string, Partial<GithubJob>, RegExp]>([
    ['another workflow', { workflow: workflow.replace('ship', 'docs') }, /docs\.yml@refs\/heads\/main, not by/],
    ['another branch', { workflow: workflow.replace('main', 'feature'), ref: 'refs/heads/feature' }, /heads\/feature/],
    ['a longer name', { workflow: `${workflow}-2` }, /main-2, not by/],
    ['a name around ours', { workflow: `mallory/x?${workflow}` }, /mallory/],
    ['another repository', { workflow: workflow.replace('acme', 'mallory'), repository: 'mallory/models' }, /mallory/],
    ['our workflow, called by another repository', { repository: 'mallory/models' }, /called by .*mallory/],
    ['our workflow, called on another branch', { ref: 'refs/heads/feature' }, /called on refs\/heads\/feature/],
    ['a change', { event: 'pull_request_target' }, /started by pull_request_target/],
    ['another issuer', { issuer: 'https://issuer.example.org' }, /issuer\.example\.org/],
  ])('is refused when it was signed by %s', async (_name, who, why) => {
    expect(await verify(await signerOf(who).sign(statement))).toEqual({
      kind: 'refused',
      why: expect.stringMatching(why),
    });
  });
});

describe('what sigstore’s own verifier refuses', () => {
  it('is refused when the policy trusts keys, or other authorities', async () => {
    const bundle = await signerOf().sign(statement);
    expect(await verify(bundle, { by: 'key', keys: [] })).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/keyless/),
    });
    const other = await startSigstore();
    try {
      expect((await verify(bundle, trust, other)).kind).toBe('refused');
    } finally {
      await other.close();
    }
  });

  it('is refused when the log’s time is not within the certificate’s', async () => {
    const late = await startSigstore({ logged: new Date(Date.now() + 11 * 60_000) });
    try {
      const bundle = await signerOf({}, late).sign(statement);
      expect(await verify(bundle, trust, late)).toMatchObject({
        kind: 'refused',
        why: expect.stringMatching(/certificate/),
      });
    } finally {
      await late.close();
    }
  });

  it.each<readonly [string, (json: ReturnType<typeof JSON.parse>) => void]>([
    ['payload', ({ dsseEnvelope }) => (dsseEnvelope.payload = flipped(dsseEnvelope.payload))],
    ['signature', ({ dsseEnvelope: { signatures } }) => (signatures[0].sig = flipped(signatures[0].sig))],
    [
      'certificate',
      ({ verificationMaterial: { certificate } }) => (certificate.rawBytes = flipped(certificate.rawBytes)),
    ],
    [
      'logged entry',
      ({ verificationMaterial: { tlogEntries } }) =>
        (tlogEntries[0].canonicalizedBody = flipped(tlogEntries[0].canonicalizedBody)),
    ],
    ['log’s time', ({ verificationMaterial: { tlogEntries } }) => (tlogEntries[0].integratedTime = '1700000000')],
  ])('is refused with another byte in its %s', async (_name, change) => {
    expect((await verify(await changed(change))).kind).toBe('refused');
  });

  it.each<readonly [string, (json: ReturnType<typeof JSON.parse>) => void]>([
    ['log', ({ verificationMaterial }) => (verificationMaterial.tlogEntries = [])],
    [
      'proof',
      ({ verificationMaterial: { tlogEntries } }) => {
        tlogEntries[0].inclusionProof = undefined;
        tlogEntries[0].inclusionPromise = undefined;
      },
    ],
  ])('is refused without a %s', async (_name, change) => {
    expect((await verify(await changed(change))).kind).toBe('refused');
  });
});

describe('sigstoreSigner', () => {
  it('tries again when a service fails, and then says which did', async () => {
    sigstore.fail(1);
    expect((await verify(await signerOf().sign(statement))).kind).toBe('verified');
    sigstore.fail(9);
    await expect(signerOf().sign(statement)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6251' });
    sigstore.fail(0);
  });

  it('shows no token, whatever the library says of one', async () => {
    const secret = 'secret-secret.not-base64.secret';
    const signer = sigstoreSigner({
      token: async () => secret,
      fulcioUrl: sigstore.url,
      rekorUrl: sigstore.url,
      retries: 0,
    });
    const failure = await signer.sign(statement).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'WB6251' });
    expect(`${failure} ${failure instanceof Error ? failure.cause : ''}`).not.toContain('secret-secret');
  });
});
