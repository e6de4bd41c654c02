import { readFile } from 'node:fs/promises';
import type { Context } from '@weighbridge/command';
import { type AttestPolicy, evidenceErrors, type Signer } from '@weighbridge/core';
import { oidcToken } from './oidc.ts';

const keyVariable = 'WEIGHBRIDGE_SIGNING_KEY';

type Env = Readonly<Record<string, string | undefined>>;

/** Signing with what the job has, and checking; the libraries are loaded on first use. */
export function evidencePort(env: Env): Context['evidence'] {
  return {
    signer: (policy) => signerFor(policy, env),
    verify: async (bundle, trust, expected) => {
      const { verifyBundle, verifyWith } = await import('@weighbridge/evidence');
      const { WEIGHBRIDGE_SIGSTORE_ROOT: root } = env;
      const verify = root ? verifyWith(() => readFile(root, 'utf8')) : verifyBundle;
      return verify(bundle, trust, expected);
    },
    async signModel(model) {
      const { canSignModels, signModel } = await import('@weighbridge/evidence');
      if (!env[keyVariable]) return undefined;
      const key = await signingKey(env);
      return canSignModels(key, keyVariable) ? signModel(model, key, keyVariable) : undefined;
    },
    async bom(version) {
      // With its library apart: who only checks a signature should not load it.
      const { mlBom } = await import('@weighbridge/evidence/bom');
      return mlBom(version);
    },
  };
}

async function signerFor(policy: AttestPolicy, env: Env): Promise<Signer | undefined> {
  if (policy.by === 'api') return undefined;
  const { keySigner, sigstoreSigner } = await import('@weighbridge/evidence');
  if (policy.by === 'key') return keySigner(await signingKey(env), keyVariable);
  const { WEIGHBRIDGE_FULCIO_URL, WEIGHBRIDGE_REKOR_URL, WEIGHBRIDGE_TSA_URL } = env;
  return sigstoreSigner({
    token: () => oidcToken(env),
    retries: 3,
    ...(WEIGHBRIDGE_FULCIO_URL ? { fulcioUrl: WEIGHBRIDGE_FULCIO_URL } : {}),
    ...(WEIGHBRIDGE_REKOR_URL ? { rekorUrl: WEIGHBRIDGE_REKOR_URL } : {}),
    ...(WEIGHBRIDGE_TSA_URL ? { tsaUrl: WEIGHBRIDGE_TSA_URL } : {}),
  });
}

/** The variable holds the key itself, or the path of a file with it (GitLab's file variables). */
async function signingKey(env: Env): Promise<string> {
  const value = env[keyVariable];
  if (!value) throw evidenceErrors.noSigningKey({ variable: keyVariable });
  const text = value.includes('-----BEGIN ') ? value : await textOf(value);
  if (text === undefined) throw evidenceErrors.badSigningKey({ variable: keyVariable });
  return text;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // What node says of it repeats the path, which may be a key without its lines: the caller names the variable.
    return undefined;
  }
}
