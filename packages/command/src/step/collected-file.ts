import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytesIfThere } from '../workspace/bytes.ts';
import { modelFolder } from '../workspace/record-file.ts';
import { sectionFolder } from '../workspace/sections.ts';
import type { Weighing } from './weighing.ts';

/**
 * Where a job before this one left the kept predictions: in a collected artifact, or, where the runner carries the
 * folder on by itself (GitLab), in place.
 */
export async function collectedFile(weighing: Weighing, file: string): Promise<string | undefined> {
  const { context, record } = weighing;
  const { model } = record.subject;
  const folder = join(context.root, modelFolder(model), 'collected');
  const artifacts = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const inPlace = join(context.root, sectionFolder(model, 'evaluate'), file);
  for (const path of [...artifacts.map((artifact) => join(folder, artifact, file)), inPlace]) {
    if (await readBytesIfThere(path)) return path;
  }
  return undefined;
}
