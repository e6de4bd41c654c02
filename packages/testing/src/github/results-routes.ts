import { addArtifact, type FakeArtifact, type ForgeState, nextId } from '../forge/state.ts';
import { type FakeRequest, type FakeResponse, type Handler, jsonBody, type Routes } from '../http/server.ts';

/** An upload between CreateArtifact and FinalizeArtifact. */
interface Upload {
  readonly id: number;
  readonly name: string;
  readonly run: number;
  readonly blocks: Map<string, Buffer>;
  bytes: Buffer | undefined;
}

const notFound: FakeResponse = { status: 404, body: { code: 'not_found', msg: 'no such artifact' } };
const taken: FakeResponse = { status: 200, body: { ok: false } };

/** Runners mask signatures in their logs: a short one would be masked everywhere. */
const signature = 'a-signature-long-enough-not-to-be-found-by-chance';

/**
 * The results service that `@actions/artifact` talks to: five Twirp calls in JSON, and block uploads as Azure's storage
 * takes them. The id of the run stands in the runtime token (see `runtimeToken`). Names are unique within a run.
 */
export function resultsRoutes(state: ForgeState): Routes {
  const uploads = new Map<number, Upload>();
  const call = (name: string): string => `POST /twirp/github.actions.results.api.v1.ArtifactService/${name}`;
  return {
    [call('CreateArtifact')]: (request) => create(state, uploads, request),
    [call('FinalizeArtifact')]: (request) => finalize(state, uploads, request),
    [call('ListArtifacts')]: (request) => list(state, request),
    [call('GetSignedArtifactURL')]: (request) => {
      const artifact = named(state, request);
      if (artifact === undefined) return notFound;
      return { status: 200, body: { signed_url: `${request.origin}/blob/${artifact.id}?sig=${signature}` } };
    },
    [call('DeleteArtifact')]: (request) => {
      const artifact = named(state, request);
      if (artifact === undefined) return notFound;
      state.artifacts.splice(state.artifacts.indexOf(artifact), 1);
      return { status: 200, body: { ok: true, artifact_id: String(artifact.id) } };
    },
    'PUT /blob/{id}': putBlob(uploads),
    'GET /blob/{id}': ({ params }) => {
      const artifact = state.artifacts.find(({ id }) => id === Number(params.id));
      if (artifact === undefined) return notFound;
      const disposition = `attachment; filename="${artifact.name}.zip"`;
      const headers = { 'content-type': 'application/zip', 'content-disposition': disposition };
      return { status: 200, body: artifact.bytes, headers };
    },
  };
}

function create(state: ForgeState, uploads: Map<number, Upload>, request: FakeRequest): FakeResponse {
  const name = String(jsonBody(request).name);
  const run = runOf(request);
  if (state.artifacts.some((artifact) => artifact.run === run && artifact.name === name)) return taken;
  const id = nextId(state);
  uploads.set(id, { id, name, run, blocks: new Map(), bytes: undefined });
  return { status: 200, body: { ok: true, signed_upload_url: `${request.origin}/blob/${id}?sig=${signature}` } };
}

function finalize(state: ForgeState, uploads: Map<number, Upload>, request: FakeRequest): FakeResponse {
  const { name } = jsonBody(request);
  const run = runOf(request);
  const upload = [...uploads.values()].find((item) => item.name === name && item.run === run);
  if (upload?.bytes === undefined) return notFound;
  uploads.delete(upload.id);
  const artifact = addArtifact(state, run, upload.name, upload.bytes);
  return { status: 200, body: { ok: true, artifact_id: String(artifact.id) } };
}

function list(state: ForgeState, request: FakeRequest): FakeResponse {
  const { name_filter: name, id_filter: id } = jsonBody(request);
  const run = runOf(request);
  const found = state.artifacts
    .filter((artifact) => artifact.run === run)
    .filter((artifact) => (!name || artifact.name === name) && (!id || String(artifact.id) === String(id)));
  const artifacts = found.map((artifact) => ({
    workflow_run_backend_id: String(run),
    workflow_job_run_backend_id: 'job',
    database_id: String(artifact.id),
    name: artifact.name,
    size: String(artifact.bytes.byteLength),
    created_at: artifact.at,
    digest: artifact.digest,
  }));
  return { status: 200, body: { artifacts } };
}

function named(state: ForgeState, request: FakeRequest): FakeArtifact | undefined {
  const { name } = jsonBody(request);
  const run = runOf(request);
  return state.artifacts.find((artifact) => artifact.run === run && artifact.name === name);
}

function runOf(request: FakeRequest): number {
  return Number(jsonBody(request).workflow_run_backend_id);
}

/** A whole blob, or blocks and then the list that puts them in order. */
function putBlob(uploads: Map<number, Upload>): Handler {
  return ({ params, query, bytes }) => {
    const upload = uploads.get(Number(params.id));
    if (upload === undefined) return notFound;
    if (query.get('comp') === 'block') upload.blocks.set(query.get('blockid') ?? '', bytes);
    else if (query.get('comp') === 'blocklist') upload.bytes = joined(upload, bytes.toString('utf8'));
    else upload.bytes = bytes;
    return { status: 201 };
  };
}

function joined(upload: Upload, blockList: string): Buffer {
  const ids = [...blockList.matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id = '']) => id);
  return Buffer.concat(ids.map((id) => upload.blocks.get(id) ?? Buffer.alloc(0)));
}

/** An unsigned token as runners hand it to jobs; it tells the artifact client which run and job it belongs to. */
export function runtimeToken(run: number, job = 'job'): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scope = `Actions.Results:${run}:${job}`;
  return `${part({ alg: 'none' })}.${part({ scp: scope, exp: 4_102_444_800 })}.none`;
}
