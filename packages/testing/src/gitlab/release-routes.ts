import type { FakeRelease } from '../forge/ship.ts';
import { type ForgeState, nextId } from '../forge/state.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { allowed, everyone, missing, writers } from './access.ts';

const releases = '/projects/{id}/releases';
const writing = [...writers, 'job'] as const;

/** Releases and their links, open to jobs as to people. */
export function releaseRoutes(state: ForgeState): Routes {
  const byTag = ({ params }: FakeRequest): FakeRelease | undefined =>
    state.releases.find(({ tag }) => tag === params['tag']);
  return {
    [`GET ${releases}/{tag}`]: allowed(state, everyone, (request) => {
      const release = byTag(request);
      return release ? { status: 200, body: releaseShape(state, release) } : missing('');
    }),
    [`POST ${releases}`]: allowed(state, writing, (request) => create(state, request)),
    [`POST ${releases}/{tag}/assets/links`]: allowed(state, writing, (request) => {
      const release = byTag(request);
      return release ? addLink(state, request, release) : missing('');
    }),
  };
}

/** Without a `ref` there is nothing to make a missing tag from. */
function create(state: ForgeState, request: FakeRequest): FakeResponse {
  const { tag_name: tag, name = '', description = '', ref } = jsonBody(request);
  if (state.releases.some((release) => release.tag === tag)) {
    return { status: 409, body: { message: 'Release already exists' } };
  }
  if (!state.tags.has(String(tag)) && ref === undefined) {
    return { status: 422, body: { message: 'Ref is not specified' } };
  }
  const release = { id: nextId(state), tag: String(tag), name: String(name), body: String(description), files: [] };
  state.releases.push(release);
  return { status: 201, body: releaseShape(state, release) };
}

function addLink(state: ForgeState, request: FakeRequest, release: FakeRelease): FakeResponse {
  const { name, url } = jsonBody(request);
  const isTaken = release.files.some((file) => file.name === name);
  if (isTaken) return { status: 400, body: { message: { name: ['has already been taken'] } } };
  const link = { id: nextId(state), name: String(name), content: { url: String(url) } };
  release.files.push(link);
  return { status: 201, body: { id: link.id, name, url, link_type: 'package' } };
}

function releaseShape({ repository }: ForgeState, { tag, name, body, files }: FakeRelease): unknown {
  const home = `https://gitlab.example/${repository}/-/releases/${encodeURIComponent(tag)}`;
  const links = files.map((file) => ({ id: file.id, name: file.name, link_type: 'package' }));
  return { tag_name: tag, name, description: body, _links: { self: home }, assets: { count: links.length, links } };
}
