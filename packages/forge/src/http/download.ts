import { forgeErrors, ServiceError } from '@weighbridge/core';
import { brokenAnswer, type Call, HttpError, refused, unreachable } from './failure.ts';
import { pause, type Service, timedFetch } from './network.ts';

export interface Download {
  readonly url: string;
  /** Credentials of the forge; they are not sent to another origin that it redirects to. */
  readonly headers: Readonly<Record<string, string>>;
  readonly call: Call;
  /** What people call it, for the message when it is too large. */
  readonly name: string;
  /** In bytes. Reading stops there. */
  readonly limit: number;
}

const mostRedirects = 5;

/** Bytes of an archive, never more than its limit. Throws UserError when it is larger, or gone. */
export async function download(service: Service, wanted: Download): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptDownload(service, wanted, attempt);
    } catch (error) {
      if (!(error instanceof ServiceError) || attempt >= service.network.tries) throw error;
      await pause(service.network.pauseMs * attempt ** 2);
    }
  }
}

async function attemptDownload(service: Service, wanted: Download, attempt: number): Promise<Uint8Array> {
  const response = await follow(service, wanted, attempt);
  const { status } = response;
  if (status === 401 || status === 403) throw refused(wanted.call, status);
  if (status === 404 || status === 410) throw forgeErrors.artifactGone({ name: wanted.name });
  if (status >= 500 || status === 429) throw brokenAnswer(service, wanted.call, status, attempt);
  if (status >= 300) throw new HttpError(wanted.call, status, response.statusText);
  const bytes = await readBounded(service, response, wanted.limit, attempt);
  if (bytes === undefined) throw forgeErrors.downloadTooLarge({ name: wanted.name, limit: wanted.limit });
  return bytes;
}

/** Walks redirects by hand: `fetch` would take a `PRIVATE-TOKEN` along to the storage host. */
async function follow(service: Service, wanted: Download, attempt: number): Promise<Response> {
  const request = timedFetch(service.network);
  const home = new URL(wanted.url).origin;
  let url = new URL(wanted.url);
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const agent = { 'user-agent': service.network.userAgent };
    const headers = url.origin === home ? { ...agent, ...wanted.headers } : agent;
    const response = await request(url, { headers, redirect: 'manual' }).catch((error: unknown) => {
      throw unreachable(service, error, attempt);
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
  }
  throw brokenAnswer(service, wanted.call, 310, attempt);
}

/** The whole body, or undefined as soon as it is longer than `limit`. */
async function readBounded(
  service: Service,
  response: Response,
  limit: number,
  attempt: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(service, error, attempt);
  }
  return concat(chunks, size);
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
