import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Digest, ServiceError, type Store, sizeInWords, storeErrors } from '@weighbridge/core';
import { digestOf } from './copy-file.ts';
import type { Answer } from './http-send.ts';
import { type S3Client, type S3Target, s3Client } from './s3-client.ts';
import { uploadParts } from './s3-upload.ts';

export type { S3Credentials } from './s3-client.ts';

export interface S3StoreOptions extends S3Target {
  /** The largest object that is put or fetched, in bytes. */
  readonly maxBytes: number;
  /** Objects above so many bytes go up in parts; default 64 MiB. A smaller one is held in memory whole. */
  readonly partsAbove?: number;
}

/** The object of a digest, and what is needed to reach it. */
interface Held extends S3StoreOptions {
  readonly client: S3Client;
}

/**
 * A store in a bucket of S3 or of a service that speaks as it does: one object per digest, `<prefix>/ab/abcd…`. An
 * object that is there already is not put again. `get` digests what it reads and refuses other bytes. Throws
 * PermissionError with the actions that are needed, UserError (WB43xx) for what the policy must change, and
 * ServiceError when the service gave no answer after five tries.
 */
export function s3Store(options: S3StoreOptions): Store {
  const held: Held = { ...options, client: s3Client(options) };
  return {
    kind: 'store',
    put: (path) => put(held, path),
    get: (location, digest, path) =>
      // A location is never an address of the caller's choice, only what `put` answered for these bytes.
      location === locationOf(held, digest) ? get(held, digest, resolve(path)) : Promise.resolve(false),
  };
}

function keyOf({ prefix }: S3Target, digest: Digest): string {
  const hex = digest.replace(/^sha256:/u, '');
  return `${prefix === '' ? '' : `${prefix}/`}${hex.slice(0, 2)}/${hex}`;
}

function locationOf(target: S3Target, digest: Digest): string {
  return `s3://${target.bucket}/${keyOf(target, digest)}`;
}

async function put(held: Held, path: string): Promise<{ readonly digest: Digest; readonly location: string }> {
  const { size } = await stat(path);
  if (size > held.maxBytes) throw tooLarge(path, size, held);
  const digest = await digestOf(path);
  const key = keyOf(held, digest);
  if (!(await isThere(held, digest, size))) {
    if (size > (held.partsAbove ?? 64 * 1024 * 1024)) await uploadParts(held.client, { path, size, key, digest });
    else await putWhole(held, { path, size, key, digest });
  }
  return { digest, location: locationOf(held, digest) };
}

/** An object of another size, or with another checksum where the service states one, is damaged and put again. */
async function isThere({ client, ...target }: Held, digest: Digest, size: number): Promise<boolean> {
  const expected = Buffer.from(digest.slice(7), 'hex').toString('base64');
  const headers = { 'x-amz-checksum-mode': 'ENABLED' };
  // Without the right to list, S3 says "forbidden" of an object that is not there.
  const call = { method: 'HEAD', key: keyOf(target, digest), headers, expect: [403, 404] } as const;
  return client.call(call, async ({ ok, headers: said }) => {
    if (!ok || Number(said['content-length']) !== size) return false;
    const stated = said['x-amz-checksum-sha256'];
    // With a dash it is the checksum of the parts' checksums, which says nothing here.
    return typeof stated !== 'string' || stated === expected || stated.includes('-');
  });
}

interface Upload {
  readonly path: string;
  readonly size: number;
  readonly key: string;
  readonly digest: Digest;
}

async function putWhole({ client }: Held, { path, size, key, digest }: Upload): Promise<void> {
  const body = new Uint8Array(size);
  const file = await open(path);
  const { bytesRead } = await file.read(body, 0, size, 0).finally(() => file.close());
  const hash = createHash('sha256').update(body.subarray(0, bytesRead)).digest();
  if (`sha256:${hash.toString('hex')}` !== digest) throw changed(path);
  const headers = { 'x-amz-checksum-sha256': hash.toString('base64') };
  await client.call({ method: 'PUT', key, headers, body }, (answer) => answer.text());
}

/** The object's bytes into a file that appears whole or not at all; false when there is no object. */
async function get(held: Held, digest: Digest, path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const call = { method: 'GET', key: keyOf(held, digest), expect: [404] } as const;
    const found = await held.client.call(call, (answer, alive) => receive(answer, temporary, held, alive));
    if (found === undefined) return false;
    if (found !== digest)
      throw new ServiceError(
        'WB4202',
        `The store holds other bytes than ${digest} under its name. Nothing was written.`,
      );
    await rename(temporary, path);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function receive(
  answer: Answer,
  path: string,
  { maxBytes, bucket, endpoint = 'AWS' }: Held,
  alive: () => void,
): Promise<Digest | undefined> {
  if (answer.status === 404) {
    if ((await answer.text()).includes('NoSuchBucket')) throw storeErrors.noBucket({ bucket, address: endpoint });
    return undefined;
  }
  const hash = createHash('sha256');
  let size = 0;
  const digesting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      alive();
      size += chunk.length;
      hash.update(chunk);
      done(size > maxBytes ? tooLarge('The object in the store', size, { maxBytes }) : null, chunk);
    },
  });
  await pipeline(answer.body, digesting, createWriteStream(path, { flush: true }));
  return `sha256:${hash.digest('hex')}`;
}

function tooLarge(what: string, size: number, { maxBytes }: { readonly maxBytes: number }) {
  return storeErrors.tooLargeToKeep({ what, size: sizeInWords(size), limit: sizeInWords(maxBytes) });
}

/** A file that is written while it is put: its bytes would lie under another's digest. */
function changed(path: string): ServiceError {
  return new ServiceError('WB4206', `${path} changed while it was put into the store. Nothing was kept.`);
}
