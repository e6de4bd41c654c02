import { createHash } from 'node:crypto';
import { PermissionError, ServiceError, storeErrors } from '@weighbridge/core';
import { AwsV4Signer } from 'aws4fetch';
import { type Answer, send } from './http-send.ts';
import { retrying, Transient } from './retry.ts';

/** An access key; nothing of it reaches an error or a log. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a short-lived key. */
  readonly sessionToken?: string;
}

/** One bucket, and who asks. */
export interface S3Target {
  readonly bucket: string;
  /** What every key begins with, without slashes around it; may be empty. */
  readonly prefix: string;
  readonly region: string;
  /** Address of an S3-compatible service; without one AWS is meant. */
  readonly endpoint?: string;
  readonly credentials: S3Credentials;
  /** Actions that an error for want of them names; default those of a store. */
  readonly needed?: string;
  /** Milliseconds before the second try, doubled with each further one; default 250. */
  readonly backoff?: number;
  /** Longest time in milliseconds that one answer may take to come, and the body to stand still; default 60,000. */
  readonly timeout?: number;
}

export interface S3Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Statuses that are an answer and not a failure. */
  readonly expect?: readonly number[];
}

export interface S3Client {
  /** Signs, sends, tries again what may pass, and hands the answer to `read`, whose failures are tried again too. */
  call<T>(call: S3Call, read: (answer: Answer, alive: () => void) => Promise<T>): Promise<T>;
}

/** How often one call is made at most. */
const attempts = 5;

/** S3 calls on one bucket: path-style for an endpoint, the bucket's own host name on AWS. */
export function s3Client(target: S3Target): S3Client {
  const base = addressOf(target);
  checkCredentials(target);
  const keys = new Map<string, ArrayBuffer>();
  const { backoff = 250, timeout = 60_000 } = target;
  return {
    call: (call, read) =>
      retrying({ attempts, backoff, timeout }, `the bucket ${target.bucket}`, async (signal, alive) => {
        const { url, ...request } = await sign(target, base, call, keys);
        // A redirect is not followed: it would carry the session token to an address that nobody named.
        const answer = await send(url, request, signal, alive);
        alive();
        if (!answer.ok && !call.expect?.includes(answer.status)) await refuse(target, base, call, answer);
        return read(answer, alive);
      }),
  };
}

/** A key with a line break would be quoted, whole, by the error of whoever makes headers of it. */
function checkCredentials({ bucket, credentials }: S3Target): void {
  const { accessKeyId, secretAccessKey, sessionToken = 'x' } = credentials;
  if ([accessKeyId, secretAccessKey, sessionToken].some((text) => !/^[\x21-\x7e]+$/u.test(text)))
    throw storeErrors.refusedCredentials({ bucket, code: 'they hold spaces or line breaks, or are empty' });
}

/** The signature covers the body: a server refuses bytes that were changed on their way. */
async function sign(target: S3Target, base: string, call: S3Call, cache: Map<string, ArrayBuffer>) {
  const { method, key, query = {}, headers = {}, body = '' } = call;
  const { accessKeyId, secretAccessKey, sessionToken } = target.credentials;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const url = new URL(`${base}/${key}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  // A plus is a space to a form, and to a signature a plus.
  url.search = url.search.replaceAll('+', '%20');
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex') },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: 's3',
    region: target.region,
    cache,
  });
  const signed = await signer.sign();
  return { method, url: signed.url, headers: Object.fromEntries(signed.headers), body: bytes };
}

/** The bucket's address without a slash at its end. A dot in a bucket's name would break AWS's certificate. */
function addressOf({ bucket, region, endpoint, prefix }: S3Target): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/u.test(bucket))
    throw storeErrors.badStorePlace({ key: 'bucket', value: bucket });
  if (!/^[a-z0-9-]+$/u.test(region)) throw storeErrors.badStorePlace({ key: 'region', value: region });
  if (!/^(?:[\w.=-]+(?:\/[\w.=-]+)*)?$/u.test(prefix) || prefix.split('/').some((part) => /^\.+$/u.test(part)))
    throw storeErrors.badStorePlace({ key: 'prefix', value: prefix });
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/u, '')}/${bucket}`;
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

const badCredentials = new Set([
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
]);

/** Throws what an answer means. Of its text only the code is taken: S3 repeats keys and signatures in the rest. */
async function refuse(target: S3Target, base: string, call: S3Call, answer: Answer): Promise<never> {
  const { status, headers } = answer;
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/u.exec(await answer.text())?.[1];
  const { bucket, region } = target;
  const what = `${call.method} ${call.key || bucket} (HTTP ${status}${code ? `, ${code}` : ''})`;
  if (status >= 500 || status === 429 || status === 408 || code === 'RequestTimeout' || code === 'SlowDown')
    throw new Transient(what, retryAfter(headers['retry-after']));
  const actual = headers['x-amz-bucket-region'];
  if (typeof actual === 'string' && actual !== region) throw storeErrors.otherRegion({ bucket, region, actual });
  if (code === 'NoSuchBucket') throw storeErrors.noBucket({ bucket, address: new URL(base).origin });
  if (code && badCredentials.has(code)) throw storeErrors.refusedCredentials({ bucket, code });
  if (status === 401 || status === 403) throw new PermissionError(target.needed ?? neededOn(target), what);
  throw new ServiceError('WB4204', `The store did not do what was asked: ${what}.`);
}

/** Milliseconds that the server asks to be left alone, at most 20 seconds. */
function retryAfter(header: string | undefined): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), 20) * 1000 : 0;
}

function neededOn({ bucket, prefix, region }: S3Target): string {
  const partition = /^(?:cn|us-gov)-/u.exec(region)?.[0] ?? '';
  const keys = prefix === '' ? '*' : `${prefix}/*`;
  return `s3:GetObject and s3:PutObject on arn:aws${partition && `-${partition.slice(0, -1)}`}:s3:::${bucket}/${keys} (and s3:ListBucket on the bucket, without which a missing object looks forbidden)`;
}
