import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { inTotoText, type Trust, UserError, type WeighingStatement } from '@weighbridge/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleText } from './bundle.ts';
import { preAuthEncoding } from './envelope.ts';
import { verifyBundle } from './evidence.ts';
import { keySigner } from './key-signer.ts';

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;

function pair(kind: 'ed25519' | 'P-256') {
  const made = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: made.privateKey.export(pkcs8).toString(), pub: made.publicKey.export(spki).toString() };
}

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
const own = pair('ed25519');
const old = pair('P-256');
const trust: Trust = { by: 'key', keys: [old.pub, own.pub] };
const bundle = await keySigner(own.key).sign(statement);

/** The same bundle with another envelope or material. */
function changed(change: (json: ReturnType<typeof JSON.parse>) => void): string {
  const json = JSON.parse(bundle);
  change(json);
  return bundleText(json);
}

/** A bundle that our key really signed, over other content. */
function signedOver(payloadType: string, text: string | Uint8Array): string {
  const payload = Buffer.from(text);
  const sig = sign(null, preAuthEncoding(payloadType, payload), own.key).toString('base64');
  return changed((json) => {
    json.dsseEnvelope = { payload: payload.toString('base64'), payloadType, signatures: [{ sig }] };
  });
}

const inToto = 'application/vnd.in-toto+json';

describe('a statement signed with a key', () => {
  it.each(['ed25519', 'P-256'] as const)('verifies: %s', async (kind) => {
    const { key, pub } = pair(kind);
    const signed = await keySigner(key).sign(statement);
    const result = await verifyBundle(signed, { by: 'key', keys: [pub] }, statement);
    expect(result).toEqual({ kind: 'verified', statement, signer: expect.stringMatching(/^key SHA256:.{44}$/) });
  });

  it('verifies under any of the trusted keys, so that keys can be changed', async () => {
    const before = await keySigner(old.key).sign(statement);
    expect((await verifyBundle(before, trust, statement)).kind).toBe('verified');
    expect((await verifyBundle(bundle, trust, statement)).kind).toBe('verified');
  });

  it.each<readonly [string, string, Trust, Partial<WeighingStatement>, RegExp]>([
    ['a key that nobody trusts', bundle, { by: 'key', keys: [old.pub] }, {}, /does not trust/],
    ['no key at all', bundle, { by: 'key', keys: [] }, {}, /does not trust/],
    ['trust in sigstore', bundle, { by: 'sigstore', issuer: 'i', identity: 'w' }, {}, /signed with a key/],
    ['other bytes than expected', bundle, trust, { bytes: digest('0') }, /the bytes/],
    ['another verdict than expected', bundle, trust, { verdict: 'failed' }, /the verdict/],
    ['a signed text that is no JSON', signedOver(inToto, 'hello'), trust, {}, /not JSON/],
    ['signed bytes that are no text', signedOver(inToto, Buffer.from([0xff, 0xfe])), trust, {}, /not text/],
    ['data behind the statement', signedOver(inToto, `${inTotoText(statement)}{}`), trust, {}, /not JSON/],
    ['another type of payload', signedOver('text/plain', inTotoText(statement)), trust, {}, /text\/plain/],
    ['a bundle of absurd size', ' '.repeat(300_000), trust, {}, /262144/],
    ['no bundle', '{}', trust, {}, /no sigstore bundle/],
  ])('refuses %s', async (_name, text, whom, expected, why) => {
    expect(await verifyBundle(text, whom, expected)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  });

  it('takes a signature that names its own key, and none that names another', async () => {
    const named = (keyid: string) => changed((json) => Object.assign(json.dsseEnvelope.signatures[0], { keyid }));
    const { hint } = JSON.parse(bundle).verificationMaterial.publicKey;
    expect((await verifyBundle(named(hint), trust, statement)).kind).toBe('verified');
    expect((await verifyBundle(named('another'), trust, statement)).kind).toBe('refused');
  });

  it('refuses two signatures, an unknown field, and text that is not canonical', async () => {
    const two = changed(({ dsseEnvelope: { signatures } }) => signatures.push(signatures[0]));
    const more = changed((json) => {
      json.verificationMaterial.note = 'x';
    });
    for (const text of [two, more, JSON.stringify(JSON.parse(bundle), null, 2), `${bundle}\n`])
      expect((await verifyBundle(text, trust, {})).kind).toBe('refused');
  });

  it('refuses a bundle with any one byte changed', async () => {
    const bytes = Buffer.from(bundle);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ flip;
        expect((await verifyBundle(other.toString('utf8'), trust, statement)).kind).toBe('refused');
      }),
      { numRuns: 500 },
    );
  });
});

describe('keySigner', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8).toString();
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pkcs8).toString();
  const sec1 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' });

  it.each([
    ['nothing', ''],
    ['a password', 'hunter2-hunter2'],
    ['a public key', own.pub],
    ['RSA', rsa],
    ['another curve', p384],
    ['another form', sec1.toString()],
    ['a cut key', own.key.slice(0, 60)],
  ])('names the variable of %s, and shows nothing of its content', (_name, text) => {
    const failure = errorOf(() => keySigner(text, 'WEIGHBRIDGE_SIGNING_KEY'));
    expect(failure).toMatchObject({ code: 'WB6201', message: expect.stringContaining('WEIGHBRIDGE_SIGNING_KEY') });
    const shown = JSON.stringify([failure.message, failure.stack, failure.cause]);
    for (const line of text.split('\n').filter((part) => part.length > 8 && !part.startsWith('-----')))
      expect(shown).not.toContain(line);
  });

  it('takes no private key, certificate or second key for a public one', async () => {
    const both = `${own.pub}${old.pub}`;
    for (const keys of [[own.key], ['x'], [both], [createPublicKey(rsa).export(spki).toString()]])
      await expect(verifyBundle(bundle, { by: 'key', keys }, {})).rejects.toMatchObject({ code: 'WB6203' });
  });
});

function errorOf(call: () => unknown): UserError {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
