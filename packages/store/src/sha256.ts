import { createHash } from 'node:crypto';
import type { Digest } from '@weighbridge/core';

/** SHA-256 as the record writes it. */
export function sha256(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
