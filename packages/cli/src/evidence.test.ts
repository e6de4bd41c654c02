import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WeighingStatement } from '@weighbridge/core';
import { afterAll, describe, expect, it } from 'vitest';
import { evidencePort } from './evidence.ts';

const folder = mkdtempSync(join(tmpdir(), 'weighbridge-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pair = generateKeyPairSync('ed25519');
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const pub = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const byKey = { by: 'key', keys: [] } as const;
const digest = `sha256:${'a'.repeat(64)}`;
const statement: WeighingStatement = {
  model: 'churn',
  bytes: digest,
  record: digest,
  policy: digest,
  verdict: 'passed',
  repository: 'acme/models',
  commit: '1'.repeat(40),
};

describe('the evidence of a job', () => {
  it('signs with a key from the variable, or from the file that it names', async () => {
    const file = join(folder, 'key.pem');
    writeFileSync(file, pem);
    for (const value of [pem, file]) {
      const port = evidencePort({ WEIGHBRIDGE_SIGNING_KEY: value });
      const bundle = await (await port.signer(byKey))?.sign(statement);
      expect((await port.verify(bundle ?? '', { by: 'key', keys: [pub] }, statement)).kind).toBe('verified');
    }
  });

  it('signs nothing where the policy asks for no signature', async () => {
    expect(await evidencePort({ WEIGHBRIDGE_SIGNING_KEY: pem }).signer({ by: 'api' })).toBeUndefined();
  });

  it('names the variable that is missing or holds no key, and shows nothing of it', async () => {
    await expect(evidencePort({}).signer(byKey)).rejects.toMatchObject({ code: 'WB6202' });
    const bare = pem.split('\n').slice(1, -2).join('');
    for (const value of [bare, join(folder, 'nowhere-secret'), `-----BEGIN PRIVATE KEY-----\n${bare.slice(9)}`]) {
      const failure = await evidencePort({ WEIGHBRIDGE_SIGNING_KEY: value })
        .signer(byKey)
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'WB6201' });
      expect(String(failure)).not.toContain(value.slice(-20));
    }
  });

  it('says when the job gets no identity token', async () => {
    const signer = await evidencePort({}).signer({ by: 'sigstore', workflow: 'ship.yml' });
    await expect(signer?.sign(statement)).rejects.toMatchObject({ code: 'WB6205' });
  });
});
