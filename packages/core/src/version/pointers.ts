import * as z from 'zod';
import { lfsPointer } from '../changed/lfs.ts';
import { versionErrors } from '../error/version-errors.ts';
import type { ManifestFile } from '../record/version.ts';
import { staysBelow } from '../scan/archive/paths.ts';

const dvcFile = z.looseObject({
  wdir: z.string().optional(),
  outs: z
    .array(
      z.looseObject({ path: z.string(), md5: z.string().optional(), size: z.number().int().nonnegative().optional() }),
    )
    .min(1),
});

/**
 * What a DVC pointer (`data/train.csv.dvc`) names, its YAML parsed by the caller: a file by its MD5, a folder by that of
 * its listing (`.dir`). Nothing is fetched. Throws UserError WB6303 where it states no MD5, WB6302 for a path that leads
 * out of the repository: absolute ones, addresses, and more `..` than there are folders.
 */
export function dvcEntries(pointer: string, parsed: unknown): ManifestFile[] {
  const read = dvcFile.safeParse(parsed);
  if (!read.success) throw versionErrors.notAPointer({ path: pointer, why: 'it lists no outputs' });
  const folder = [...pointer.split('/').slice(0, -1), ...(read.data.wdir ?? '.').split('/')];
  return read.data.outs.map(({ path, md5, size }) => {
    if (md5 === undefined || !/^[0-9a-f]{32}(?:\.dir)?$/u.test(md5)) {
      throw versionErrors.notAPointer({ path: pointer, why: 'it states no MD5 of its content' });
    }
    const whole = resolved([...folder, ...path.split('/')]);
    const absolute = [path, read.data.wdir ?? ''].some((part) => /^(?:\/|~|[a-z][\w+.-]*:)/iu.test(part));
    if (absolute || whole === undefined || !staysBelow(whole)) throw versionErrors.versionPathOutside({ path });
    return { path: whole, digest: `md5:${md5}`, from: 'dvc', ...(size === undefined ? {} : { bytes: size }) };
  });
}

/** The path without `.` and `..`; undefined when it leads above where it begins. */
function resolved(parts: readonly string[]): string | undefined {
  const path: string[] = [];
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part !== '..') path.push(part);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join('/');
}

/** What a Git LFS pointer names, when a file's bytes are one; undefined when they are the content. */
export function lfsEntry(path: string, bytes: Uint8Array): ManifestFile | undefined {
  const digest = lfsPointer(bytes);
  if (digest === undefined) return undefined;
  const size = /^size (\d{1,15})$/mu.exec(new TextDecoder().decode(bytes))?.[1];
  return { path, digest, from: 'lfs', ...(size === undefined ? {} : { bytes: Number(size) }) };
}
