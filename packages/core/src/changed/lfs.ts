import type { Digest } from '../record/evaluation.ts';

/** A Git LFS pointer is at most 1 KB; larger files are never one. */
const pointerLimit = 1024;

/**
 * The content's digest that a Git LFS pointer names, when a git blob is such a pointer; undefined when it is not.
 * Blobs in git history stay pointers even where the working tree holds the content.
 */
export function lfsPointer(blob: Uint8Array): Digest | undefined {
  if (blob.length > pointerLimit) return undefined;
  const text = new TextDecoder().decode(blob);
  if (!text.startsWith('version https://git-lfs.github.com/spec/v1\n')) return undefined;
  const hex = /^oid sha256:([0-9a-f]{64})$/mu.exec(text)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}
