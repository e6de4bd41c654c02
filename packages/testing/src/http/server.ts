import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request as a fake sees it. */
export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  /** Values of the `{names}` of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The route as it was declared, as an OpenAPI description writes it. */
  readonly route: string;
  /** The address that the client used for this server. */
  readonly origin: string;
}

export interface FakeResponse {
  readonly status: number;
  /** Bytes go out as they are, text as text, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (request: FakeRequest) => FakeResponse | Promise<FakeResponse>;

/** `GET /repos/{owner}/{repo}/contents/{path}`; a parameter holds one segment, the last one of the pattern the rest if it ends in `*`. */
export type Routes = Readonly<Record<string, Handler>>;

/** What happens before any route: a failure to inject, `hang` for no answer at all, undefined to go on. */
export type Interruption = (request: FakeRequest) => FakeResponse | 'hang' | undefined;

export interface FakeServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** `METHOD /path?query` of each request, in order. */
  readonly log: readonly string[];
  /** Every request whose description the validator refused. */
  readonly violations: readonly string[];
  interrupt(interruption: Interruption | undefined): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly routes: Routes;
  /** Path below which the routes live, for servers in a folder: `/gitlab/api/v4`. */
  readonly root?: string;
  /** Problems of a request; the fake then answers 400 and remembers them. */
  readonly validate?: ((request: FakeRequest) => readonly string[]) | undefined;
  /** Where no route fits. */
  readonly missing?: Handler;
  readonly port?: number;
}

/** A real HTTP server on the loopback address. */
export async function startServer(options: ServerOptions): Promise<FakeServer> {
  const log: string[] = [];
  const violations: string[] = [];
  let interruption: Interruption | undefined;
  const answer = async (request: FakeRequest): Promise<FakeResponse | 'hang'> => {
    const interrupted = interruption?.(request);
    if (interrupted) return interrupted;
    const found = match(options.routes, request, options.root ?? '');
    if (found === undefined) return options.missing?.(request) ?? { status: 404, body: { message: 'Not Found' } };
    const problems = options.validate?.(found.request) ?? [];
    violations.push(...problems.map((problem) => `${request.method} ${found.request.route}: ${problem}`));
    if (problems.length > 0) return { status: 400, body: { message: problems.join('; ') } };
    return found.handle(found.request);
  };
  const server = createServer(async (incoming, outgoing) => {
    const request = await read(incoming);
    log.push(`${request.method} ${request.path}${request.url.search}`);
    send(outgoing, await answer(request).catch(brokenFake));
  });
  await listen(server, options.port ?? 0);
  const close = (): Promise<void> => stop(server);
  const interrupt = (next: Interruption | undefined): void => {
    interruption = next;
  };
  return { url: addressOf(server), log, violations, interrupt, close, [Symbol.asyncDispose]: close };
}

function brokenFake(error: unknown): FakeResponse {
  return { status: 599, body: { message: `The fake itself failed: ${String(error)}` } };
}

async function read(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const url = new URL(incoming.url ?? '/', origin);
  return {
    method: incoming.method ?? 'GET',
    url,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    bytes: Buffer.concat(chunks),
    params: {},
    route: '',
    origin,
  };
}

interface Match {
  readonly handle: Handler;
  readonly request: FakeRequest;
}

function match(routes: Routes, request: FakeRequest, root: string): Match | undefined {
  if (!request.path.startsWith(`${root}/`)) return undefined;
  const path = request.path.slice(root.length);
  for (const [key, handle] of Object.entries(routes)) {
    const [method, pattern = ''] = key.split(' ');
    const params = method === request.method ? paramsOf(pattern, path) : undefined;
    if (params !== undefined) return { handle, request: { ...request, params, route: pattern.replace('*}', '}') } };
  }
  return undefined;
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const expression = pattern
    .replaceAll(/[.()?+]/g, '\\$&')
    .replaceAll(/\{(\w+)\*\}/g, '(?<$1>.+)')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^${expression}$`).exec(path);
  if (found === null) return undefined;
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

function send(outgoing: ServerResponse, response: FakeResponse | 'hang'): void {
  if (response === 'hang') return;
  const { status, body, headers } = response;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const type = isRaw ? 'application/octet-stream' : 'application/json; charset=utf-8';
  outgoing.writeHead(status, { 'content-type': type, ...headers });
  if (body === undefined) outgoing.end();
  else outgoing.end(isRaw ? body : JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** The body as a JSON object; an empty one when there is none. */
export function jsonBody(request: FakeRequest): Readonly<Record<string, unknown>> {
  return request.bytes.length === 0 ? {} : JSON.parse(request.bytes.toString('utf8'));
}
