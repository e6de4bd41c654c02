import { forgeErrors, type Release, type Releases } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { releaseFile } from '../release-file.ts';
import { type GitlabClient, known, openWriting, reading } from './client.ts';
import { gitlabPackages, packageVersion } from './packages.ts';

const link = z.looseObject({ name: z.string() });
const page = z.looseObject({
  tag_name: z.string(),
  _links: z.looseObject({ self: z.string().nullish() }).nullish(),
  assets: z.looseObject({ links: link.array().nullish() }).nullish(),
});

/** Releases with their files as generic packages: all of it is open to CI_JOB_TOKEN, for what its user may do. */
export function gitlabReleases(client: GitlabClient): Releases {
  return {
    find: (tag) => find(client, tag),
    create: (release) => create(client, release),
    addFile: async (release, name, bytes) => addFile(client, release, name, releaseFile(name, bytes)),
  };
}

async function find(client: GitlabClient, tag: string): Promise<Release | undefined> {
  const question = client.about('GET', `/releases/${encodeURIComponent(tag)}`, reading);
  const found = await known(client, client.rest.json(page, question));
  return found && releaseOf(found);
}

async function create(client: GitlabClient, wanted: Parameters<Releases['create']>[0]): Promise<Release> {
  const { rest, about } = client;
  const { tag, name, body } = wanted;
  const question = about('POST', '/releases', openWriting(client), {
    body: { tag_name: tag, name, description: body },
  });
  const first = (): Promise<Release | undefined> => find(client, tag);
  try {
    return await createOnce(async () => releaseOf(await rest.json(page, question)), first);
  } catch (error) {
    // Without a `ref` GitLab cannot make a tag that is missing, and says so.
    if (isStatus(error, 422)) throw forgeErrors.tagNotFound({ tag, repository: rest.service.repository });
    const taken = isStatus(error, 409) ? await first() : undefined;
    if (taken !== undefined) return taken;
    if (!isStatus(error, 404)) throw error;
    await known(client, Promise.reject(error));
    throw refused(question, 404);
  }
}

/** First the package, then the link that makes it a file of the release: who sees the link can fetch the file. */
async function addFile(
  client: GitlabClient,
  { tag }: Release,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const isLinked = async (): Promise<true | undefined> =>
    (await find(client, tag))?.files.includes(name) ? true : undefined;
  if (await isLinked()) return;
  const packages = gitlabPackages(client);
  const home = { name: 'weighbridge-release', version: packageVersion(tag) };
  if (!(await packages.files(home)).has(name)) await packages.put(home, name, bytes);
  const path = `/releases/${encodeURIComponent(tag)}/assets/links`;
  const body = { name, url: packages.url(home, name), direct_asset_path: `/${name}`, link_type: 'package' };
  const question = client.about('POST', path, openWriting(client), { body });
  const post = async (): Promise<true> => {
    await client.rest.ask(question);
    return true;
  };
  try {
    await createOnce(post, isLinked);
  } catch (error) {
    // 400 is also the answer to who comes second with this name.
    if (isStatus(error, 400) && (await isLinked())) return;
    if (!isStatus(error, 404)) throw error;
    await known(client, Promise.reject(error));
    throw refused(question, 404);
  }
}

function releaseOf({ tag_name: tag, _links: links, assets }: z.output<typeof page>): Release {
  const url = links?.self ?? undefined;
  const files = (assets?.links ?? []).map(({ name }) => name);
  return { id: tag, tag, ...(url === undefined ? {} : { url }), files };
}
