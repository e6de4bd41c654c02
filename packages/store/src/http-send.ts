import { type IncomingHttpHeaders, type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { Readable } from 'node:stream';

export interface Outgoing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
  /** The whole body, for answers that are meant to be read: at most 1 MB of it. */
  text(): Promise<string>;
}

/** How much is written before the next sign of life. */
const slice = 256 * 1024;
const mostText = 1_000_000;

/**
 * One request with a body of known length; redirects are an answer like any other. Node's own client and not `fetch`,
 * whose parser ends the process when a server closes the connection while a slow reader holds the body back.
 */
export function send(url: URL, outgoing: Outgoing, signal: AbortSignal, alive: () => void): Promise<Answer> {
  const { method, headers, body } = outgoing;
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? secure : plain;
    const length = { 'content-length': String(body.length) };
    const request = start(url, { method, headers: { ...headers, ...length }, signal });
    request.once('response', (message) => resolve(answerOf(message)));
    // A server may answer and hang up before it has read the body: then the answer counts.
    request.on('error', reject);
    Readable.from(slices(body, alive)).pipe(request);
  });
}

function* slices(body: Uint8Array, alive: () => void): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += slice) {
    alive();
    yield body.subarray(at, at + slice);
  }
}

function answerOf(message: IncomingMessage): Answer {
  const status = message.statusCode ?? 0;
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: message.headers,
    body: message,
    async text() {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of message) {
        size += chunk.length;
        if (size <= mostText) chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
