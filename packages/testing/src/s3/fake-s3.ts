import { createHash, randomUUID } from 'node:crypto';
import { type FakeRequest, type FakeResponse, type FakeServer, startServer } from '../http/server.ts';

/** One bucket `models` with state, as much of S3 as a store needs; whoever signs as `key` may read and write. */
export interface FakeS3 extends FakeServer {
  /** Objects by key. */
  readonly objects: Map<string, Buffer>;
  /** Parts of uploads that were begun and neither finished nor given up, by upload id. */
  readonly uploads: Map<string, Map<number, Buffer>>;
}

/** A server on the loopback address, path-style: `http://127.0.0.1:PORT/models/<key>`. */
export async function fakeS3(key = 'AKIDEXAMPLE'): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const state = { objects, uploads };
  const handle = (request: FakeRequest): FakeResponse => refusal(request, key) ?? answer(request, state);
  const routes = Object.fromEntries(
    ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].map((method) => [`${method} /{bucket}/{key*}`, handle]),
  );
  const list = (request: FakeRequest): FakeResponse => refusal(request, key) ?? page(request, objects);
  return Object.assign(await startServer({ routes: { ...routes, 'GET /{bucket}/': list } }), state);
}

function fault(status: number, code: string): FakeResponse {
  // S3 repeats in its answers what it was sent: clients must not print them.
  const body = `<Error><Code>${code}</Code><AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId></Error>`;
  return { status, body, headers: { 'content-type': 'application/xml' } };
}

function refusal({ headers, bytes, params }: FakeRequest, key: string): FakeResponse | undefined {
  if (params['bucket'] !== 'models') return fault(404, 'NoSuchBucket');
  if (!headers.authorization?.includes(`Credential=${key}/`)) return fault(403, 'InvalidAccessKeyId');
  const hash = createHash('sha256').update(bytes);
  if (headers['x-amz-content-sha256'] !== hash.copy().digest('hex')) return fault(400, 'XAmzContentSHA256Mismatch');
  const stated = headers['x-amz-checksum-sha256'];
  if (stated !== undefined && stated !== hash.digest('base64')) return fault(400, 'BadDigest');
  return undefined;
}

/** ListObjectsV2; a page goes on behind the key that its token names. */
function page({ query }: FakeRequest, objects: ReadonlyMap<string, Buffer>): FakeResponse {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
  const most = Number(query.get('max-keys') ?? 1000);
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, most);
  const isUrl = query.get('encoding-type') === 'url';
  const text = (key: string): string => (isUrl ? encodeURIComponent(key).replaceAll('%20', '+') : escaped(key));
  const contents = shown.map(
    (key) => `<Contents><Key>${text(key)}</Key><Size>${objects.get(key)?.length}</Size></Contents>`,
  );
  const next = escaped(shown.at(-1) ?? '');
  const token = keys.length > most ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
  const encoding = isUrl ? '<EncodingType>url</EncodingType>' : '';
  return { status: 200, body: `<ListBucketResult>${encoding}${contents.join('')}${token}</ListBucketResult>` };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

type State = Pick<FakeS3, 'objects' | 'uploads'>;

function answer(request: FakeRequest, { objects, uploads }: State): FakeResponse {
  const { method, query, bytes, params } = request;
  const { key = '' } = params;
  const id = query.get('uploadId');
  if (query.has('uploads')) {
    const begun = randomUUID();
    uploads.set(begun, new Map());
    return {
      status: 200,
      body: `<InitiateMultipartUploadResult><UploadId>${begun}</UploadId></InitiateMultipartUploadResult>`,
    };
  }
  if (id !== null) return part(request, { objects, uploads }, id);
  if (method === 'PUT') {
    objects.set(key, bytes);
    return { status: 200, headers: { etag: etagOf(bytes) } };
  }
  const object = objects.get(key);
  if (object === undefined) return method === 'HEAD' ? { status: 404 } : fault(404, 'NoSuchKey');
  if (method === 'HEAD') return { status: 200, headers: { 'content-length': String(object.length) } };
  return { status: 200, body: object };
}

function part({ method, query, bytes, params }: FakeRequest, { objects, uploads }: State, id: string): FakeResponse {
  const parts = uploads.get(id);
  if (!parts) return fault(404, 'NoSuchUpload');
  if (method === 'PUT') {
    parts.set(Number(query.get('partNumber')), bytes);
    return { status: 200, headers: { etag: etagOf(bytes) } };
  }
  uploads.delete(id);
  if (method === 'DELETE') return { status: 204 };
  const wanted = [...bytes.toString('utf8').matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)</gu)];
  const bodies = wanted.map(([, number, tag]) => {
    const body = parts.get(Number(number));
    return body && etagOf(body) === tag ? body : undefined;
  });
  if (bodies.includes(undefined)) return fault(400, 'InvalidPart');
  objects.set(params['key'] ?? '', Buffer.concat(bodies.filter((body) => body !== undefined)));
  return { status: 200, body: '<CompleteMultipartUploadResult/>' };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
