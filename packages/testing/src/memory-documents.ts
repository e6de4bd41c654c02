import { createHash } from 'node:crypto';
import type { Document, Documents } from '@weighbridge/core';

/** Documents in memory; two over one map are two writers. Revisions are git's blob ids, as of the real ones. */
export function memoryDocuments(texts: Map<string, string>): Documents {
  const at = (path: string): Document | undefined => {
    const text = texts.get(path);
    return text === undefined ? undefined : { text, revision: blobId(text) };
  };
  return {
    read: async (path) => at(path),
    async write(path, text, revision) {
      if (at(path)?.revision !== revision) return undefined;
      texts.set(path, text);
      return blobId(text);
    },
  };
}

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
