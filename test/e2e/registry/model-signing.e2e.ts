import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@weighbridge/core';
import { signModel } from '@weighbridge/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolPath } from '../tools.ts';

/** What OpenSSF's own verifier (model-signing, Python) says of models that we sign. */
let folder = '';
let model = '';
const names = ['model.pkl', 'a.b', 'a/b', 'a/a/c', 'Zoë/ß.bin', '\u{1f600}.txt', '\uff5e.txt'];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wb-signing-'));
  model = join(folder, 'churn');
  for (const name of names) {
    mkdirSync(join(model, name, '..'), { recursive: true });
    writeFileSync(join(model, name), `content of ${name}`);
  }
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const files = names.map((path) => ({ path, digest: digestOf(join(model, path)) }));
  writeFileSync(join(model, 'model.sig'), signModel({ name: 'churn', files, ignored: ['model.sig'] }, pem));
  const only = [{ path: '.', digest: digestOf(join(model, 'model.pkl')) }];
  writeFileSync(join(folder, 'file.sig'), signModel({ name: 'model.pkl', files: only }, pem));
  writeFileSync(join(folder, 'public.pem'), pair.publicKey.export({ format: 'pem', type: 'spki' }));
  const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
  writeFileSync(join(folder, 'other.pem'), other.export({ format: 'pem', type: 'spki' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function digestOf(path: string): Digest {
  return `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

function verify(path: string, signature: string, key = 'public.pem') {
  const flags = ['verify', 'key', path, '--signature', signature, '--public_key', join(folder, key)];
  const { status, stdout, stderr } = spawnSync(toolPath('model_signing'), flags, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

describe('model-signing', () => {
  it('accepts a folder that we signed, with its signature in it', () => {
    expect(verify(model, join(model, 'model.sig'))).toEqual({ status: 0, text: expect.stringMatching(/succeeded/u) });
  });

  it('accepts a single file', () => {
    expect(verify(join(model, 'model.pkl'), join(folder, 'file.sig')).status).toBe(0);
  });

  it('refuses another key', () => {
    expect(verify(model, join(model, 'model.sig'), 'other.pem')).toEqual({
      status: 1,
      text: expect.stringMatching(/Key mismatch/u),
    });
  });

  it('refuses one changed byte, and a file more', () => {
    const before = readFileSync(join(model, 'a/b'));
    writeFileSync(join(model, 'a/b'), Buffer.concat([before.subarray(0, -1), Buffer.from('!')]));
    expect(verify(model, join(model, 'model.sig'))).toEqual({
      status: 1,
      text: expect.stringMatching(/Hash mismatch for/u),
    });
    writeFileSync(join(model, 'a/b'), before);
    writeFileSync(join(model, 'more.pkl'), 'x');
    expect(verify(model, join(model, 'model.sig'))).toEqual({ status: 1, text: expect.stringMatching(/Extra files/u) });
    rmSync(join(model, 'more.pkl'));
    expect(verify(model, join(model, 'model.sig')).status).toBe(0);
  });

  it('refuses a signature whose statement was altered', () => {
    const bundle = JSON.parse(readFileSync(join(model, 'model.sig'), 'utf8'));
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString().replace('churn', 'other');
    bundle.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
    writeFileSync(join(folder, 'altered.sig'), JSON.stringify(bundle));
    expect(verify(model, join(folder, 'altered.sig')).status).not.toBe(0);
  });
});
