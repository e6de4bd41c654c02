import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One artifact as the service keeps it. */
export interface KeptArtifact {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  /** Signature of its upload and download address. */
  readonly key: string;
  bytes: Uint8Array;
  digest?: string;
}

/** The runner's artifact service (results service v4), with state: what @actions/artifact speaks to inside a job. */
export interface ArtifactService {
  /** What the runner sets for an action: ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN. */
  readonly env: Readonly<Record<string, string>>;
  readonly artifacts: Map<string, KeptArtifact>;
  close(): Promise<void>;
}

interface State {
  readonly artifacts: Map<string, KeptArtifact>;
  readonly blocks: Map<string, Uint8Array>;
  url: string;
}

/** Starts the service on a free port of this machine. */
export async function artifactService(): Promise<ArtifactService> {
  const state: State = { artifacts: new Map(), blocks: new Map(), url: '' };
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${portOf(server)}/`;
  const claims = Buffer.from(JSON.stringify({ scp: 'Actions.Results:run-1:job-1' })).toString('base64url');
  return {
    env: { ACTIONS_RESULTS_URL: state.url, ACTIONS_RUNTIME_TOKEN: `eyJhbGciOiJub25lIn0.${claims}.` },
    artifacts: state.artifacts,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  return address.port;
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', state.url);
  const method = /\.ArtifactService\/(\w+)$/u.exec(url.pathname)?.[1];
  if (method) return callMethod(state, method, JSON.parse(body.toString()), response);
  return moveBlob(state, request.method ?? '', url, body, response);
}

type Call = Readonly<Record<string, string | undefined>>;

function callMethod(state: State, method: string, call: Call, response: ServerResponse): void {
  const answer = answers[method]?.(state, call);
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { code: 'not_found', msg: method }));
}

const answers: Readonly<Record<string, (state: State, call: Call) => object | undefined>> = {
  CreateArtifact(state, { name = '' }) {
    if (state.artifacts.has(name)) return { ok: false };
    const id = state.artifacts.size + 1;
    state.artifacts.set(name, {
      id,
      name,
      createdAt: new Date().toISOString(),
      key: randomUUID(),
      bytes: new Uint8Array(),
    });
    return { ok: true, signed_upload_url: blobUrl(state, name) };
  },
  FinalizeArtifact(state, { name = '', hash }) {
    const artifact = state.artifacts.get(name);
    if (!artifact) return undefined;
    if (hash) artifact.digest = hash;
    return { ok: true, artifact_id: String(artifact.id) };
  },
  ListArtifacts(state, { name_filter: name, id_filter: id }) {
    const found = [...state.artifacts.values()].filter(
      (one) => (!name || one.name === name) && (!id || String(one.id) === id),
    );
    return { artifacts: found.map(describeArtifact) };
  },
  GetSignedArtifactURL: (state, { name = '' }) =>
    state.artifacts.has(name) ? { signed_url: blobUrl(state, name) } : undefined,
};

function describeArtifact({ id, name, bytes, createdAt, digest }: KeptArtifact): object {
  return {
    workflow_run_backend_id: 'run-1',
    workflow_job_run_backend_id: 'job-1',
    database_id: String(id),
    name,
    size: String(bytes.length),
    created_at: createdAt,
    ...(digest ? { digest } : {}),
  };
}

function blobUrl({ artifacts, url }: State, name: string): string {
  return `${url}blob/${encodeURIComponent(name)}?sig=${artifacts.get(name)?.key ?? ''}`;
}

/** The two ways in which the Azure client writes (whole, or blocks and their list), and reading. */
function moveBlob(state: State, method: string, url: URL, body: Buffer, response: ServerResponse): void {
  const artifact = state.artifacts.get(decodeURIComponent(url.pathname.replace('/blob/', '')));
  if (!artifact || url.searchParams.get('sig') !== artifact.key) {
    response.writeHead(403).end();
  } else if (method === 'PUT') {
    storeBlob(state, artifact, url, body);
    response.writeHead(201).end();
  } else {
    const headers = {
      'content-type': 'application/zip',
      'content-length': artifact.bytes.length,
      'content-disposition': `attachment; filename="${artifact.name}.zip"`,
    };
    response.writeHead(200, headers).end(artifact.bytes);
  }
}

function storeBlob({ blocks }: State, artifact: KeptArtifact, url: URL, body: Buffer): void {
  const part = url.searchParams.get('comp');
  if (part === 'block') {
    blocks.set(`${artifact.key}/${url.searchParams.get('blockid')}`, body);
  } else if (part === 'blocklist') {
    const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/gu)].map((match) => match[1]);
    artifact.bytes = Buffer.concat(ids.map((id) => blocks.get(`${artifact.key}/${id}`) ?? Buffer.alloc(0)));
  } else {
    artifact.bytes = body;
  }
}
