import {
  mismatch,
  readInToto,
  statementMediaType,
  type Trust,
  type Verified,
  type Verify,
  type WeighingStatement,
} from '@weighbridge/core';
import { type ReadBundle, readBundle } from './bundle.ts';
import { preAuthEncoding } from './envelope.ts';
import { isSignedBy, keyHint, publicKey } from './keys.ts';

/** Who signed, and when where a log says it; or why nobody whom we believe did. */
export type SignedBy = { readonly signer: string; readonly at?: string } | { readonly refused: string };

/** Checks a certificate's signature; made by `sigstoreCheck`, whose libraries are loaded when one is met. */
export type CertificateCheck = (bundle: ReadBundle, trust: Extract<Trust, { by: 'sigstore' }>) => Promise<SignedBy>;

/**
 * Checks bundles: first who signed, then what. Only what was signed is read, and only as a statement of ours. Throws
 * UserError WB6203 for a trusted key that is none, ServiceError when sigstore's trusted root could not be had.
 */
export function bundleVerifier(checkCertificate: CertificateCheck): Verify {
  return async (text, trust, expected) => {
    const bundle = readBundle(text);
    if ('refused' in bundle) return refuse(bundle.refused);
    if (bundle.payloadType !== statementMediaType)
      return refuse(`its payload is of the type ${bundle.payloadType.slice(0, 100)}, not an in-toto statement`);
    const by = await signedBy(bundle, trust, checkCertificate);
    if ('refused' in by) return refuse(by.refused);
    return checkStatement(bundle, by, expected);
  };
}

function signedBy(bundle: ReadBundle, trust: Trust, check: CertificateCheck): SignedBy | Promise<SignedBy> {
  const { kind } = bundle.material;
  if (trust.by === 'key') {
    return kind === 'key'
      ? signedByKey(bundle, trust.keys)
      : { refused: 'it was signed keyless, and the policy trusts keys' };
  }
  return kind === 'certificate'
    ? check(bundle, trust)
    : { refused: 'it was signed with a key, and the policy trusts sigstore’s certificates' };
}

/** Any of the keys may have signed, so that one can follow the other. The hint only serves the reason. */
function signedByKey({ material, payloadType, payload, signature }: ReadBundle, keys: readonly string[]): SignedBy {
  const hint = material.kind === 'key' ? material.hint : '';
  const trusted = keys.map((pem, index) => publicKey(pem, `Key ${index + 1} of \`attest.keys\``));
  const named = trusted.find((key) => keyHint(key) === hint);
  if (!named) return { refused: `it was signed with a key that the policy does not trust (SHA256:${hint})` };
  if (!isSignedBy(named, preAuthEncoding(payloadType, payload), signature))
    return { refused: 'its signature does not fit what it is said to sign' };
  return { signer: `key SHA256:${hint}` };
}

function checkStatement(
  { payload }: ReadBundle,
  { signer, at }: Extract<SignedBy, { signer: string }>,
  expected: Partial<WeighingStatement>,
): Verified {
  const text = utf8(payload);
  if (text === undefined) return refuse('what was signed is not text');
  const statement = readInToto(text);
  if ('refused' in statement) return refuse(statement.refused);
  const other = mismatch(expected, statement);
  if (other !== undefined) return refuse(other);
  return { kind: 'verified', statement, signer, ...(at === undefined ? {} : { at }) };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Bytes that are no UTF-8 are no JSON; the caller refuses them.
    return undefined;
  }
}

function refuse(why: string): Verified {
  return { kind: 'refused', why };
}
