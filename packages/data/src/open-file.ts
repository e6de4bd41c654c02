import { type FileHandle, open, stat } from 'node:fs/promises';
import { dataErrors } from '@weighbridge/core';

const pointerBytes = 1024;

/** Opens a data file for reading. A missing or empty file, and a pointer in place of the data, are user errors. */
export async function openDataFile(path: string): Promise<FileHandle> {
  const handle = await open(path).catch((cause: unknown) => openFailed(path, cause));
  try {
    await refusePointers(path, handle);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFailed(path: string, cause: unknown): Promise<never> {
  const place = { file: path };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (code !== 'ENOENT') throw dataErrors.unreadableFile({ what: code }, { place, cause });
  // Only the wording of the error hangs on the pointer: one that cannot be looked at is as good as none.
  const pointer = await stat(`${path}.dvc`).catch(() => undefined);
  throw dataErrors.missingFile({ dvc: pointer?.isFile() ?? false }, { place, cause });
}

async function refusePointers(path: string, handle: FileHandle): Promise<void> {
  const place = { file: path };
  const about = await handle.stat();
  if (about.isDirectory()) throw dataErrors.unreadableFile({ what: 'it is a folder' }, { place });
  if (!about.isFile()) return;
  if (about.size === 0) throw dataErrors.emptyFile({}, { place });
  if (about.size > pointerBytes) return;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(pointerBytes), 0, pointerBytes, 0);
  const text = buffer.toString('latin1', 0, bytesRead);
  if (text.startsWith('version https://git-lfs.github.com/spec/')) throw dataErrors.lfsPointer({}, { place });
  if (/^(md5: \S+\n)?(frozen: \S+\n)?outs:\n- /.test(text) && /^(- | {2})(md5|etag|hash): /m.test(text)) {
    throw dataErrors.dvcPointer({}, { place });
  }
}
