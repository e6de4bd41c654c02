import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { gitFixtureEnv } from './git-fixture.ts';

/** git over HTTP, as forges serve it: the real `git http-backend` behind basic authentication. */
export interface GitServer {
  /** Address of the repository, without credentials. */
  readonly url: string;
  close(): Promise<void>;
}

/** Who may do what: 200 lets the request through, as any other status is the answer. */
export type GitAccess = (request: {
  /** `/acme/models.git/info/refs`. */
  readonly path: string;
  readonly password: string | undefined;
  readonly writes: boolean;
}) => 200 | 401 | 403;

/** Serves one bare repository. Reading needs either password; writing needs the writer's, else it is 403. */
export async function gitServer(
  bare: string,
  passwords: { readonly reader: string; readonly writer: string },
): Promise<GitServer> {
  const { url, close } = await gitHost(dirname(bare), ({ password, writes }) => {
    if (password !== passwords.reader && password !== passwords.writer) return 401;
    return writes && password !== passwords.writer ? 403 : 200;
  });
  return { url: `${url}/${basename(bare)}`, close };
}

/** Serves every bare repository below a folder; `url` is the folder's address. `onPush` hears of each push once it is there. */
export async function gitHost(folder: string, access: GitAccess, onPush?: () => void): Promise<GitServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const status = access({ path, password: passwordOf(request), writes: /git-receive-pack/u.test(path) });
    // As GitHub does with "Duplicate header: Authorization".
    if (request.rawHeaders.filter((name) => /^authorization$/iu.test(name)).length > 1) response.writeHead(400).end();
    else if (status === 401) response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    else if (status !== 200) response.writeHead(status).end();
    else
      backend(
        folder,
        request,
        response,
        request.method === 'POST' && /git-receive-pack/u.test(path) ? onPush : undefined,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function passwordOf({ headers }: IncomingMessage): string | undefined {
  const encoded = /^Basic (.+)$/iu.exec(headers.authorization ?? '')?.[1];
  return encoded && Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
}

/** One CGI call: the head of its answer up to the empty line, then the body as it comes. */
function backend(folder: string, request: IncomingMessage, response: ServerResponse, onEnd?: () => void): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitFixtureEnv,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: request.headers['git-protocol']?.toString(),
      REMOTE_USER: 'writer',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (!head) return response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return false;
    writeHead(response, head.subarray(0, end).toString());
    response.write(head.subarray(end + 4));
    head = undefined;
    return true;
  });
  child.on('close', () => {
    onEnd?.();
    response.end();
  });
}

function writeHead(response: ServerResponse, head: string): void {
  const headers = head
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1];
  for (const [name, value] of headers) if (name.toLowerCase() !== 'status') response.setHeader(name, value);
  response.writeHead(status ? Number(status.slice(0, 3)) : 200);
}
