import { forgeErrors, type Release, type Releases } from '@weighbridge/core';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { releaseFile } from '../release-file.ts';
import { confirmRepository } from './changes.ts';
import { type GithubClient, githubCall } from './client.ts';
import { uploadAddress } from './upload-address.ts';

const read = 'contents: read';
const write = 'contents: write';

/** Octokit would send a POST again whose answer was lost; createOnce looks first. */
const once = { request: { retries: 0 } };

/** The generated call takes text only. */
const assets = '/repos/{owner}/{repo}/releases/{release_id}/assets{?name}';

interface Asset {
  readonly id: number;
  readonly name: string;
  /** `starter` is an upload that has not ended, or never will. */
  readonly state: string;
}

interface Page {
  readonly id: number;
  readonly tag_name: string;
  readonly html_url: string;
  readonly assets: readonly Asset[];
}

export function githubReleases(client: GithubClient): Releases {
  return {
    find: (tag) => find(client, tag),
    create: (release) => create(client, release),
    addFile: async (release, name, bytes) => addFile(client, release, name, releaseFile(name, bytes)),
  };
}

async function find(client: GithubClient, tag: string): Promise<Release | undefined> {
  const { octokit, target, ask } = client;
  const answer = await orAbsent(client, () => ask(read, () => octokit.rest.repos.getReleaseByTag({ ...target, tag })));
  return answer && releaseOf(answer.data);
}

/** GitHub makes a tag that is missing, on the tip of the default branch: ours must be there before. */
async function create(client: GithubClient, wanted: Parameters<Releases['create']>[0]): Promise<Release> {
  const { octokit, target, ask, service } = client;
  const { tag, name, body } = wanted;
  const known = await orAbsent(client, () =>
    ask(read, () => octokit.rest.git.getRef({ ...target, ref: `tags/${tag}` })),
  );
  if (known === undefined) throw forgeErrors.tagNotFound({ tag, repository: service.repository });
  const post = async (): Promise<Release> => {
    const request = { ...target, tag_name: tag, name, body, ...once };
    return releaseOf((await ask(write, () => octokit.rest.repos.createRelease(request))).data);
  };
  const first = (): Promise<Release | undefined> => find(client, tag);
  try {
    return await createOnce(post, first);
  } catch (error) {
    // 422 is also the answer to who comes second.
    const taken = isStatus(error, 422) ? await first() : undefined;
    if (taken !== undefined) return taken;
    throw isStatus(error, 404) ? refused(githubCall('POST', '/releases', write), 404) : error;
  }
}

async function addFile(
  client: GithubClient,
  release: Release,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const upload = async (): Promise<true> => {
    await put(client, release, name, bytes);
    return true;
  };
  const isThere = (): Promise<true | undefined> => cleared(client, release, name);
  if ((await isThere()) === undefined) await createOnce(upload, isThere);
}

/** Whether the file is there. One whose upload broke off is removed: it would be in the way of the next. */
async function cleared(client: GithubClient, { id }: Release, name: string): Promise<true | undefined> {
  const { octokit, target, ask } = client;
  const query = { ...target, release_id: Number(id), per_page: 100 };
  const listed: readonly Asset[] = await ask(read, () => octokit.paginate(octokit.rest.repos.listReleaseAssets, query));
  const asset = listed.find((item) => item.name === name);
  if (asset === undefined) return undefined;
  if (asset.state !== 'starter') return true;
  await ask(write, () => octokit.rest.repos.deleteReleaseAsset({ ...target, asset_id: asset.id }));
  return undefined;
}

async function put(client: GithubClient, { id }: Release, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { octokit, target, ask, service } = client;
  const release_id = Number(id);
  const { data } = await ask(read, () => octokit.rest.repos.getRelease({ ...target, release_id }));
  const baseUrl = uploadAddress(service, data.upload_url);
  const headers = { 'content-type': 'application/octet-stream' };
  const request = { method: 'POST', url: assets, baseUrl, headers, ...target, release_id, name, data: bytes } as const;
  try {
    await ask(write, () => octokit.request({ ...request, ...once }));
  } catch (error) {
    // 422: somebody else's file of that name came first, and is left as it is.
    if (isStatus(error, 422) && /already_exists/.test(error.detail)) return;
    throw isStatus(error, 404) ? refused(githubCall('POST', `/releases/${id}/assets`, write), 404) : error;
  }
}

function releaseOf({ id, tag_name: tag, html_url: url, assets: all }: Page): Release {
  return { id: String(id), tag, url, files: all.filter(({ state }) => state !== 'starter').map(({ name }) => name) };
}

/** The answer; undefined when the repository can be read and the thing is not in it. */
async function orAbsent<T>(client: GithubClient, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // 409 is an empty repository.
    if (!isStatus(error, 404, 409)) throw error;
    await confirmRepository(client);
    return undefined;
  }
}
