import type { FakeRelease } from '../forge/ship.ts';
import { type ForgeState, nextId } from '../forge/state.ts';
import { page } from '../http/paging.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';

/** Where files are uploaded to, as GitHub Enterprise Server has it; github.com has another host. */
export const uploadRoot = '/api/uploads';

const repo = '/repos/{owner}/{repo}';

/** Tags, releases, and their files. */
export function releaseRoutes(state: ForgeState): Routes {
  const byId = (request: FakeRequest): FakeRelease | undefined =>
    state.releases.find(({ id }) => id === Number(request.params['release_id']));
  return {
    [`GET ${repo}/git/ref/{ref}`]: guarded(state, 'contents: read', ({ params }) => {
      const [kind, ...name] = (params['ref'] ?? '').split('/');
      const sha = kind === 'tags' ? state.tags.get(name.join('/')) : state.branches.get(name.join('/'));
      return sha ? { status: 200, body: { ref: `refs/${params['ref']}`, object: { type: 'commit', sha } } } : notFound;
    }),
    [`GET ${repo}/releases/tags/{tag}`]: guarded(state, 'contents: read', (request) => {
      const release = state.releases.find(({ tag }) => tag === request.params['tag']);
      return release ? { status: 200, body: releaseShape(state, request, release) } : notFound;
    }),
    [`GET ${repo}/releases/{release_id}`]: guarded(state, 'contents: read', (request) => {
      const release = byId(request);
      return release ? { status: 200, body: releaseShape(state, request, release) } : notFound;
    }),
    [`POST ${repo}/releases`]: guarded(state, 'contents: write', (request) => create(state, request)),
    [`GET ${repo}/releases/{release_id}/assets`]: guarded(state, 'contents: read', (request) => {
      const release = byId(request);
      return release ? page(request, release.files, (items) => items.map(assetShape)) : notFound;
    }),
    [`POST ${uploadRoot}${repo}/releases/{release_id}/assets`]: guarded(state, 'contents: write', (request) => {
      const release = byId(request);
      return release ? upload(state, request, release) : notFound;
    }),
    [`DELETE ${repo}/releases/assets/{asset_id}`]: guarded(state, 'contents: write', ({ params }) => {
      const id = Number(params['asset_id']);
      const release = state.releases.find(({ files }) => files.some((file) => file.id === id));
      release?.files.splice(
        release.files.findIndex((file) => file.id === id),
        1,
      );
      return release ? { status: 204 } : notFound;
    }),
  };
}

/** GitHub makes a tag that is missing. */
function create(state: ForgeState, request: FakeRequest): FakeResponse {
  const { tag_name: tag, name = '', body = '' } = jsonBody(request);
  if (state.releases.some((release) => release.tag === tag)) return taken('Release', 'tag_name');
  if (!state.tags.has(String(tag))) state.tags.set(String(tag), state.branches.get(state.defaultBranch) ?? '');
  const release = { id: nextId(state), tag: String(tag), name: String(name), body: String(body), files: [] };
  state.releases.push(release);
  return { status: 201, body: releaseShape(state, request, release) };
}

function upload(state: ForgeState, { query, bytes }: FakeRequest, release: FakeRelease): FakeResponse {
  const name = query.get('name') ?? '';
  if (release.files.some((file) => file.name === name)) return taken('ReleaseAsset', 'name');
  const file = { id: nextId(state), name, content: new Uint8Array(bytes) };
  release.files.push(file);
  return { status: 201, body: assetShape(file) };
}

function taken(resource: string, field: string): FakeResponse {
  const errors = [{ resource, code: 'already_exists', field }];
  return { status: 422, body: { message: 'Validation Failed', errors } };
}

function releaseShape(state: ForgeState, { origin }: FakeRequest, release: FakeRelease): unknown {
  const { id, tag, name, body, files } = release;
  return {
    id,
    tag_name: tag,
    name,
    body,
    draft: false,
    html_url: `https://github.example/${state.repository}/releases/tag/${encodeURIComponent(tag)}`,
    upload_url: `${origin}${uploadRoot}/repos/${state.repository}/releases/${id}/assets{?name,label}`,
    assets: files.map(assetShape),
  };
}

function assetShape({ id, name, broken = false }: FakeRelease['files'][number]): unknown {
  return { id, name, state: broken ? 'starter' : 'uploaded' };
}
