import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { canonicalJson, type Digest, staysBelow, versionErrors } from '@weighbridge/core';
import { bundleMediaType } from '../attestation/bundle.ts';
import { preAuthEncoding } from '../attestation/envelope.ts';
import { privateKey, signBytes } from '../attestation/keys.ts';

/** A model as OpenSSF's model signing sees it: a folder of files, or one file (`path` is then `.`). */
export interface SignedModel {
  /** Name of the folder or file; informative. */
  readonly name: string;
  /** Relative to the folder, with `/` between folders. */
  readonly files: readonly { readonly path: string; readonly digest: Digest }[];
  /** Further files of the folder that a verifier leaves out: the signature itself, where it lies there. */
  readonly ignored?: readonly string[];
}

const payloadType = 'application/vnd.in-toto+json';
/** What the verifier leaves out unless it is told otherwise. */
const gitPaths = ['.git', '.gitattributes', '.github', '.gitignore'];

/**
 * The signature of a model by OpenSSF's model signing v1.0, as `model_signing sign key` of its Python package writes it: a
 * sigstore bundle with an in-toto statement over the digest of every file. `model_signing verify key` accepts it. Throws
 * UserError WB6201 for text that is no key, WB6307 for a key that the format does not know, WB6302 for an odd path.
 */
export function signModel(model: SignedModel, pem: string, variable = 'WEIGHBRIDGE_SIGNING_KEY'): string {
  const key = privateKey(pem, variable);
  if (!isModelKey(key)) throw versionErrors.badModelKey({ why: `it is of the kind ${key.asymmetricKeyType}` });
  const payload = Buffer.from(canonicalJson(modelStatement(model)), 'utf8');
  const signature = Buffer.from(signBytes(key, preAuthEncoding(payloadType, payload)));
  return canonicalJson({
    mediaType: bundleMediaType,
    verificationMaterial: { publicKey: { hint: pemHint(key) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [{ sig: signature.toString('base64'), keyid: '' }],
    },
  });
}

/** Whether a private key can sign models: ECDSA P-256 can, Ed25519 cannot, for the format knows no such keys. */
export function canSignModels(pem: string, variable = 'WEIGHBRIDGE_SIGNING_KEY'): boolean {
  return isModelKey(privateKey(pem, variable));
}

function isModelKey(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec';
}

/** The statement that is signed. Its subject's digest is over the files' digests, in the order of their paths by parts. */
export function modelStatement({ name, files, ignored = [] }: SignedModel): object {
  const sorted = [...files].sort((a, b) => byParts(a.path, b.path));
  const over = createHash('sha256');
  for (const { path, digest } of sorted) {
    if (path !== '.' && !staysBelow(path)) throw versionErrors.versionPathOutside({ path });
    over.update(hex(digest), 'hex');
  }
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: over.digest('hex') } }],
    predicateType: 'https://model_signing/signature/v1.0',
    predicate: {
      resources: sorted.map(({ path, digest }) => ({ name: path, digest: hex(digest), algorithm: 'sha256' })),
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        ignore_paths: [...new Set([...gitPaths, ...ignored])].sort(),
      },
    },
  };
}

function hex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** Python orders paths folder by folder, and names by code points: UTF-8's bytes have the same order. */
function byParts(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return left.length - right.length;
  const other = right[at];
  return other === undefined ? 1 : Buffer.compare(Buffer.from(left[at] ?? ''), Buffer.from(other));
}

/** How the format names a key: SHA-256 over the text of its PEM. */
function pemHint(key: KeyObject): string {
  const pem = createPublicKey(key).export({ format: 'pem', type: 'spki' });
  return createHash('sha256').update(pem).digest('hex');
}
