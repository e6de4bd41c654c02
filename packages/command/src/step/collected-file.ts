import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytesIfThere } from '../workspace/bytes.ts';
import { modelFolder } from '../workspace/record-file.ts';
import type { Weighing } from './weighing.ts';

/** Where a job before this one left the kept predictions, if any did. */
export async function collectedFile(weighing: Weighing, file: string): Promise<string | undefined> {
  const folder = join(weighing.context.root, modelFolder(weighing.record.subject.model), 'collected');
  const artifacts = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const artifact of artifacts) {
    const path = join(folder, artifact, file);
    if (await readBytesIfThere(path)) return path;
  }
  return undefined;
}
