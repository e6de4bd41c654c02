import { generateKeyPairSync } from 'node:crypto';
import { registry } from '@weighbridge/command';
import { tagMessage } from '@weighbridge/core';
import { openTags } from '@weighbridge/git';
import { gitFixtureEnv } from '@weighbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { jobOf, onMain, openTrial, policy, runOf, type Trial } from './trial.ts';

let trial: Trial;
afterEach(() => trial.close());

/** What doctor says about shipping, as it is printed. */
async function told(): Promise<string> {
  const commit = trial.git.git('rev-parse', 'HEAD');
  const context = await jobOf(trial, runOf(trial, { commit, event: 'push', branch: 'main' }), onMain());
  const doctor = await registry['doctor']?.();
  if (!doctor) throw new Error('no doctor');
  return (await doctor.run(doctor.inputs.parse({}), context)).text;
}

const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signed = policy().replace(
  'version: 1\n',
  'version: 1\nattest: { by: key, keys: [here.pub, gone.pub, odd.pub] }\n',
);

describe('doctor of a policy that ships', () => {
  it('looks at the keys, and says that the job that ships has the private one', async () => {
    trial = await openTrial({ 'weighbridge.yml': signed, 'here.pub': publicKey, 'odd.pub': 'ssh-ed25519 AAAA\n' });
    const text = await told();
    expect(text).toContain('✅ attest key: here.pub');
    expect(text).toContain('❌ attest key: gone.pub is not there');
    expect(text).toContain('❌ attest key: odd.pub is not a public key (PEM)');
    expect(text).toMatch(/⚠️ signing key: not here; the job that ships needs it \(WB62\d\d\)/);
  });

  it('names versions that nothing can prove', async () => {
    trial = await openTrial();
    expect(await told()).toContain('✅ versions of churn: 0 registered');
    const facts = { record: `sha256:${'1'.repeat(64)}`, model: `sha256:${'2'.repeat(64)}` } as const;
    await openTags(trial.git.root, { env: gitFixtureEnv }).create({
      name: 'churn@v9.0.0',
      commit: trial.git.git('rev-parse', 'HEAD'),
      message: tagMessage('churn v9.0.0', facts),
      at: new Date(trial.clock),
    });
    const text = await told();
    expect(text).toContain('⚠️ versions of churn: 1 registered; 1 name no record of the ledger');
    expect(text).toContain('churn@v9.0.0 cannot be promoted. Protect the tags churn@* and churn#*.');
  });

  it('asks nothing of a policy that ships nothing', async () => {
    const plain = policy().replace('    register: { release: false }\n    promote: {}\n', '');
    trial = await openTrial({ 'weighbridge.yml': plain });
    expect(await told()).not.toMatch(/versions of|ship:/);
  });
});
