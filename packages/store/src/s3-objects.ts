import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceError, sizeInWords, watchErrors } from '@weighbridge/core';
import type { Answer } from './http-send.ts';
import { type S3Client, type S3Target, s3Client } from './s3-client.ts';
import { listObjects, type S3Object } from './s3-list.ts';
import { isSafePath, quoted } from './safe-path.ts';

export interface S3ObjectsOptions extends Omit<S3Target, 'prefix' | 'needed'> {
  /** A folder of the bucket, or one object. */
  readonly prefix: string;
  readonly limits?: { readonly files: number; readonly bytes: number };
}

/** The most that one table of a bucket may hold. */
const usualLimits = { files: 10_000, bytes: 32 * 1024 ** 3 };
const atOnce = 4;

/**
 * Fetches the objects below a prefix into a folder, under the names that they have below it, and says how many there are: 0
 * where there is nothing. What writers keep beside the data (`_SUCCESS`, hidden names) is passed over. Throws UserError
 * WB6606 for more than the limits, before anything is fetched; PermissionError and ServiceError as the store does.
 */
export async function fetchObjects(options: S3ObjectsOptions, folder: string): Promise<number> {
  const { limits = usualLimits, ...target } = options;
  const prefix = options.prefix.replace(/\/+$/u, '');
  const where = `s3://${options.bucket}${prefix === '' ? '' : `/${prefix}`}`;
  const client = s3Client({ ...target, prefix: '', needed: neededOn(options.bucket, prefix) });
  const found = await wantedObjects(client, { prefix, where, limits });
  const files = found.map((object) => ({ object, path: join(folder, localName(object.key, prefix, where)) }));
  await mkdir(folder, { recursive: true });
  for (let at = 0; at < files.length; at += atOnce) {
    const fetching = files.slice(at, at + atOnce).map(({ object, path }) => fetchObject(client, object, path));
    // Nothing may still be written into the folder when the first failure is thrown.
    await Promise.allSettled(fetching);
    await Promise.all(fetching);
  }
  return files.length;
}

interface Wanted {
  readonly prefix: string;
  readonly where: string;
  readonly limits: { readonly files: number; readonly bytes: number };
}

async function wantedObjects(client: S3Client, { prefix, where, limits }: Wanted): Promise<readonly S3Object[]> {
  const below = prefix === '' ? '' : `${prefix}/`;
  const found: S3Object[] = [];
  let bytes = 0;
  for await (const object of listObjects(client, below)) {
    if (!isData(object.key.slice(below.length))) continue;
    found.push(object);
    bytes += object.size;
    if (found.length > limits.files) throw watchErrors.tooManyObjects({ where, limit: `${limits.files} files` });
    if (bytes > limits.bytes) throw watchErrors.tooManyObjects({ where, limit: sizeInWords(limits.bytes) });
  }
  return found.length > 0 || prefix === '' ? found : await oneObject(client, prefix);
}

/** The object that has the whole prefix as its name. Of all that begin so it is the first. */
async function oneObject(client: S3Client, key: string): Promise<readonly S3Object[]> {
  for await (const object of listObjects(client, key, 1)) return object.key === key ? [object] : [];
  return [];
}

/** As the readers of folders see it. Names that end in a slash are what consoles make of folders. */
function isData(path: string): boolean {
  if (path === '' || path.endsWith('/')) return false;
  return path.split('/').every((part) => !part.startsWith('.') && (!part.startsWith('_') || part.includes('=')));
}

/** Below the folder. Colons, which times have and not every file system takes, are written as Hive does. */
function localName(key: string, prefix: string, where: string): string {
  const relative = key === prefix ? basename(key) : key.slice(prefix === '' ? 0 : prefix.length + 1);
  const name = relative.replaceAll(':', '%3A').replaceAll('\\', '%5C');
  if (!isSafePath(name)) throw watchErrors.badObjectName({ where, name: quoted(key) });
  return name;
}

async function fetchObject(client: S3Client, { key, size }: S3Object, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const name = key.split('/').map(encodeURIComponent).join('/');
  await client.call({ method: 'GET', key: name, expect: [404] }, async (answer, alive) => {
    const received = answer.status === 404 ? undefined : await receive(answer, { path, size, alive });
    if (received !== size) throw new ServiceError('WB6610', `${quoted(key)} changed while it was fetched.`);
  });
}

interface Receiving {
  readonly path: string;
  /** What the list says; more is not written. */
  readonly size: number;
  readonly alive: () => void;
}

async function receive(answer: Answer, { path, size, alive }: Receiving): Promise<number> {
  let received = 0;
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      alive();
      received += chunk.length;
      done(null, received > size ? undefined : chunk);
    },
  });
  await pipeline(answer.body, counting, createWriteStream(path));
  return received;
}

function neededOn(bucket: string, prefix: string): string {
  return `s3:ListBucket on arn:aws:s3:::${bucket} and s3:GetObject on arn:aws:s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`;
}
