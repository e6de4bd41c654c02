import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Digest, ServiceError } from '@weighbridge/core';
import type { S3Client } from './s3-client.ts';

/** One large file on its way to its key. */
export interface PartsUpload {
  readonly path: string;
  readonly size: number;
  readonly key: string;
  readonly digest: Digest;
}

/** Bytes of one part at least, and how many travel at once: together the memory that an upload takes. */
const smallestPart = 16 * 1024 * 1024;
const atOnce = 4;
/** S3's limit. */
const mostParts = 10_000;

interface Part {
  readonly number: number;
  readonly tag: string;
}

/**
 * S3's multipart upload: the object appears when the last call says so, never in part. The bytes are digested again as
 * they are read, and nothing is kept when they are others than before.
 */
export async function uploadParts(client: S3Client, upload: PartsUpload): Promise<void> {
  const { key, path } = upload;
  const id = await begin(client, key);
  try {
    const { parts, digest } = await sendParts(client, upload, id);
    if (digest !== upload.digest)
      throw new ServiceError('WB4206', `${path} changed while it was put into the store. Nothing was kept.`);
    await finish(client, key, id, parts);
  } catch (error) {
    // What was sent costs money until it is given up; a second failure would hide the first.
    await client
      .call({ method: 'DELETE', key, query: { uploadId: id }, expect: [404] }, (answer) => answer.text())
      .catch(() => undefined);
    throw error;
  }
}

function begin(client: S3Client, key: string): Promise<string> {
  return client.call({ method: 'POST', key, query: { uploads: '' } }, async (answer) => {
    const id = /<UploadId>([^<]+)<\/UploadId>/u.exec(await answer.text())?.[1];
    if (id === undefined) throw new ServiceError('WB4204', 'The store began no upload: its answer holds no UploadId.');
    return id;
  });
}

/** Parts are read in order, for the digest, and sent a few at a time. */
async function sendParts(
  client: S3Client,
  { path, size, key }: PartsUpload,
  uploadId: string,
): Promise<{ readonly parts: readonly Part[]; readonly digest: Digest }> {
  const length = Math.max(smallestPart, Math.ceil(size / mostParts));
  const hash = createHash('sha256');
  const parts: Part[] = [];
  const file = await open(path);
  try {
    for (let number = 1; (number - 1) * length < size; number += atOnce) {
      const bodies = await readParts(file, { from: (number - 1) * length, length, size });
      for (const body of bodies) hash.update(body);
      const sent = bodies.map((body, index) => sendPart(client, { key, uploadId, number: number + index, body }));
      parts.push(...(await allOf(sent)));
    }
  } finally {
    await file.close();
  }
  return { parts, digest: `sha256:${hash.digest('hex')}` };
}

/** Like Promise.all, but nothing still travels when the first failure is thrown: giving up the upload would race it. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

async function readParts(
  file: FileHandle,
  { from, length, size }: { readonly from: number; readonly length: number; readonly size: number },
): Promise<Uint8Array[]> {
  const bodies: Uint8Array[] = [];
  for (let at = from; at < Math.min(size, from + atOnce * length); at += length) {
    const body = new Uint8Array(Math.min(length, size - at));
    const { bytesRead } = await file.read(body, 0, body.length, at);
    bodies.push(body.subarray(0, bytesRead));
  }
  return bodies;
}

interface PartCall {
  readonly key: string;
  readonly uploadId: string;
  readonly number: number;
  readonly body: Uint8Array;
}

function sendPart(client: S3Client, { key, uploadId, number, body }: PartCall): Promise<Part> {
  const query = { partNumber: String(number), uploadId };
  return client.call({ method: 'PUT', key, query, body }, async (answer) => {
    await answer.text();
    const tag = answer.headers.etag;
    if (tag === undefined) throw new ServiceError('WB4204', `The store gave no ETag for part ${number}.`);
    return { number, tag };
  });
}

/** S3 can say 200 and put an error into the text, because it answers before it is done. */
async function finish(client: S3Client, key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
  const list = parts.map(({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${tag}</ETag></Part>`);
  const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
  await client.call({ method: 'POST', key, query: { uploadId }, body }, async (answer) => {
    const text = await answer.text();
    const code = /<Error>[\s\S]*?<Code>([A-Za-z]{1,64})<\/Code>/u.exec(text)?.[1];
    if (code !== undefined) throw new Error(`the upload of ${key} could not be finished (${code})`);
  });
}
