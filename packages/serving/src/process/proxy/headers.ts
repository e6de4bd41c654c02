import type { IncomingMessage } from 'node:http';

/** Header that says which version answered. */
const versionHeader = 'X-Weighbridge-Version';

/** RFC 9110 §7.6.1: these belong to one connection, and are not passed on; `Connection` names more. */
const hopByHop: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
];

/**
 * Headers of a request for the server, names and values in turn. The body's framing is said anew: with its length where
 * it is known, chunked where it was chunked, and nothing else, so that both sides see the same end of it.
 */
export function requestHeaders(request: IncomingMessage): string[] {
  const chunked = request.headers['transfer-encoding'] !== undefined;
  const dropped = chunked ? ['expect', 'content-length'] : ['expect'];
  const headers = endToEnd(request, dropped);
  if (request.headers.host === undefined) headers.push('Host', '127.0.0.1');
  if (chunked) headers.push('Transfer-Encoding', 'chunked');
  else if (!hasBody(request)) headers.push(...emptyBody(request));
  return headers;
}

/** Headers of an answer for the client, names and values in turn. */
export function answerHeaders(answer: IncomingMessage, version: string): string[] {
  return [...endToEnd(answer, [versionHeader.toLowerCase()]), versionHeader, version];
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
}

function emptyBody({ method }: IncomingMessage): string[] {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? ['Content-Length', '0'] : [];
}

/** Also repeated ones, in their order. */
function endToEnd({ rawHeaders, headers }: IncomingMessage, also: readonly string[]): string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named, ...also]);
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !dropped.has(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ''] : [],
  );
}
