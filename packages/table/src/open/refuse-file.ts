import { open, stat } from 'node:fs/promises';
import { dataErrors } from '@weighbridge/core';

const pointerBytes = 1024;

/** Looks at the start of a file and gives its size. Missing, empty, a folder, a pointer in place of data: user errors. */
export async function refuseFile(file: string, name: string): Promise<number> {
  const place = { file: name };
  const handle = await open(file).catch((cause: unknown) => openFailed(file, name, cause));
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw dataErrors.unreadableFile({ what: 'it is not a file' }, { place });
    if (about.size === 0) throw dataErrors.emptyFile({}, { place });
    if (about.size > pointerBytes) return about.size;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(pointerBytes), 0, pointerBytes, 0);
    refusePointer(buffer.toString('latin1', 0, bytesRead), name);
    return about.size;
  } finally {
    await handle.close();
  }
}

async function openFailed(file: string, name: string, cause: unknown): Promise<never> {
  const place = { file: name };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  if (code !== 'ENOENT') throw dataErrors.unreadableFile({ what: code }, { place, cause });
  // Only the wording hangs on the pointer: one that cannot be looked at is as good as none.
  const pointer = await stat(`${file}.dvc`).catch(() => undefined);
  throw dataErrors.missingFile({ dvc: pointer?.isFile() ?? false }, { place, cause });
}

function refusePointer(text: string, name: string): void {
  const place = { file: name };
  if (text.startsWith('version https://git-lfs.github.com/spec/')) throw dataErrors.lfsPointer({}, { place });
  if (/^(md5: \S+\n)?(frozen: \S+\n)?outs:\n- /.test(text) && /^(- | {2})(md5|etag|hash): /m.test(text)) {
    throw dataErrors.dvcPointer({}, { place });
  }
}
