import { join } from 'node:path';
import type { Digest } from '@weighbridge/core';
import { modelFolder } from '../workspace/record-file.ts';

/** Where a developer's machine files the record of a key, relative to the root. */
export function byKeyPath(model: string, key: Digest): string {
  return join(modelFolder(model), 'by-key', `${key.replace(/^sha256:/u, '')}.json`);
}
