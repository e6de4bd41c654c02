import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { Digest } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { preAuthEncoding } from '../attestation/envelope.ts';
import { canSignModels, modelStatement, signModel } from './sign.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

function digestOf(text: string): Digest {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

describe('the signature of a model', () => {
  it('states what model-signing 1.1.1 states of the same two files', () => {
    // The digests come from `model_signing sign key` on a folder `m` with a.bin ("a\n") and sub/b.bin ("b\n").
    const files = [
      { path: 'sub/b.bin', digest: digestOf('b\n') },
      { path: 'a.bin', digest: digestOf('a\n') },
    ];
    expect(modelStatement({ name: 'm', files, ignored: ['model.sig'] })).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'm', digest: { sha256: '6ec7b73f58839768f5eb006d96b02ebaa7bf3d30c5daaccc832663c8266e0931' } }],
      predicateType: 'https://model_signing/signature/v1.0',
      predicate: {
        resources: [
          {
            name: 'a.bin',
            digest: '87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7',
            algorithm: 'sha256',
          },
          {
            name: 'sub/b.bin',
            digest: '0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f',
            algorithm: 'sha256',
          },
        ],
        serialization: {
          method: 'files',
          hash_type: 'sha256',
          allow_symlinks: false,
          ignore_paths: ['.git', '.gitattributes', '.github', '.gitignore', 'model.sig'],
        },
      },
    });
  });

  it('orders files folder by folder', () => {
    const files = ['a/b', 'a.b', 'a', 'b/a', 'a/a/a'].map((path) => ({ path, digest: digestOf(path) }));
    const statement = JSON.stringify(modelStatement({ name: 'm', files }));
    expect([...statement.matchAll(/"name":"([ab./]+)"/gu)].map(([, name]) => name)).toEqual([
      'a',
      'a/a/a',
      'a/b',
      'a.b',
      'b/a',
    ]);
  });

  it('is a bundle that names its key and whose envelope is signed by it', () => {
    const bundle = JSON.parse(signModel({ name: 'm', files: [{ path: '.', digest: digestOf('x') }] }, pem));
    const spki = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
      format: 'pem',
      type: 'spki',
    });
    expect(bundle.verificationMaterial.publicKey.hint).toBe(createHash('sha256').update(spki).digest('hex'));
    const signed = preAuthEncoding(bundle.dsseEnvelope.payloadType, Buffer.from(bundle.dsseEnvelope.payload, 'base64'));
    const signature = Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
    expect(verify('sha256', signed, publicKey, signature)).toBe(true);
  });

  it('refuses keys that the format does not know, and paths that lead out', () => {
    const ed = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(canSignModels(pem)).toBe(true);
    expect(canSignModels(ed)).toBe(false);
    expect(() => signModel({ name: 'm', files: [] }, ed)).toThrow(/ed25519/u);
    expect(() => signModel({ name: 'm', files: [{ path: '../x', digest: digestOf('x') }] }, pem)).toThrow(/leads out/u);
  });
});
