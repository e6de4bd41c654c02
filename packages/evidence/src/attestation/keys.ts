import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { evidenceErrors } from '@weighbridge/core';

/**
 * A private key from PEM (PKCS 8). Throws UserError WB6201 with the name of the variable; the text of the key, and what
 * OpenSSL says of it, stay out of the error.
 */
export function privateKey(pem: string, variable: string): KeyObject {
  const key = pem.includes('-----BEGIN PRIVATE KEY-----') ? parsed(() => createPrivateKey(pem)) : undefined;
  if (!key || !isUsed(key)) throw evidenceErrors.badSigningKey({ variable });
  return key;
}

/** A public key from PEM (SPKI). Throws UserError WB6203 naming `what`. */
export function publicKey(pem: string, what: string): KeyObject {
  const key = isOnePublicKey(pem) ? parsed(() => createPublicKey(pem)) : undefined;
  if (!key || !isUsed(key)) throw evidenceErrors.badPublicKey({ what });
  return key;
}

/** SHA-256 of the key's SPKI in base64, as sigstore's tools name a key. */
export function keyHint(key: KeyObject): string {
  const own = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(own.export({ format: 'der', type: 'spki' }))
    .digest('base64');
}

export function signBytes(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return sign(digestOf(key), bytes, key);
}

export function isSignedBy(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verify(digestOf(key), bytes, key, signature);
}

/** Ed25519 hashes by itself. */
function digestOf(key: KeyObject): string | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

function isUsed(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ed25519') return true;
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

/** Node would also take a private key or a certificate for one, and of several keys the first. */
function isOnePublicKey(pem: string): boolean {
  return pem.match(/-----BEGIN /gu)?.length === 1 && pem.includes('-----BEGIN PUBLIC KEY-----');
}

function parsed(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    // OpenSSL's own words say nothing that a user could act on; the catalogue's do.
    return undefined;
  }
}
