import type { Verify } from '@weighbridge/core';
import { sigstoreCheck, type TrustedRootText } from '../sigstore/check.ts';
import { publicTrustedRoot } from '../sigstore/trusted-root.ts';
import { bundleVerifier } from './verify.ts';

/** Checks bundles of both kinds. `trustedRoot` is for services of one's own; default the public sigstore. */
export function verifyWith(trustedRoot: TrustedRootText = publicTrustedRoot): Verify {
  return bundleVerifier(sigstoreCheck(trustedRoot));
}

/** Checks bundles: signed with a key, or keyless under the public sigstore's trusted root. */
export const verifyBundle: Verify = verifyWith();
