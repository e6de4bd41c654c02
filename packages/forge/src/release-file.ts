import { forgeErrors } from '@weighbridge/core';

/** The most bytes of one file of a release. Manifests and cards are small; models belong in a store. */
const largestFile = 64 * 1024 * 1024;

/**
 * The bytes as a request can send them. Throws UserError WB5010 for a file that is too large. A name of other characters
 * is our own mistake: GitHub would change it without a word, and GitLab refuse it.
 */
export function releaseFile(name: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(name)) throw new TypeError(`${name} is no name for a file of a release`);
  if (bytes.byteLength > largestFile) {
    throw forgeErrors.releaseFileTooLarge({ name, bytes: bytes.byteLength, limit: largestFile });
  }
  return new Uint8Array(bytes);
}
