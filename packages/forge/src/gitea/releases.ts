import { forgeErrors, type Release, type Releases } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { releaseFile } from '../release-file.ts';
import { type GiteaClient, known, parts } from './client.ts';

const read = 'contents: read';
/** Gitea counts releases among the contents, unless a job's `permissions` name `releases` apart. */
const write = 'contents: write';

const page = z.looseObject({
  id: z.number(),
  tag_name: z.string(),
  html_url: z.string(),
  assets: z.looseObject({ name: z.string() }).array().nullish(),
});

export function giteaReleases(client: GiteaClient): Releases {
  return {
    find: (tag) => find(client, tag),
    create: (release) => create(client, release),
    addFile: async (release, name, bytes) => addFile(client, release, name, releaseFile(name, bytes)),
  };
}

async function find(client: GiteaClient, tag: string): Promise<Release | undefined> {
  const question = client.about('GET', `/releases/tags/${encodeURIComponent(tag)}`, read);
  const found = await known(client, client.rest.json(page, question), parts.releases);
  return found && releaseOf(found);
}

/** Gitea makes a tag that is missing, on the tip of the default branch: ours must be there before. */
async function create(client: GiteaClient, wanted: Parameters<Releases['create']>[0]): Promise<Release> {
  const { rest, about } = client;
  const { tag, name, body } = wanted;
  const tagged = await known(client, rest.ask(about('GET', `/tags/${encodeURIComponent(tag)}`, read)));
  if (tagged === undefined) throw forgeErrors.tagNotFound({ tag, repository: rest.service.repository });
  const question = about('POST', '/releases', write, { body: { tag_name: tag, name, body } });
  const first = (): Promise<Release | undefined> => find(client, tag);
  try {
    return await createOnce(async () => releaseOf(await rest.json(page, question)), first);
  } catch (error) {
    const taken = isStatus(error, 409) ? await first() : undefined;
    if (taken !== undefined) return taken;
    throw isStatus(error, 404) ? refused(question, 404) : error;
  }
}

/** Gitea keeps several files of one name apart, so that each must be looked for first. */
async function addFile(
  client: GiteaClient,
  { id, tag }: Release,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { rest, about } = client;
  const isThere = async (): Promise<true | undefined> =>
    (await find(client, tag))?.files.includes(name) ? true : undefined;
  if (await isThere()) return;
  const upload = async (): Promise<true> => {
    const content = new FormData();
    content.append('attachment', new Blob([bytes]), name);
    const question = about('POST', `/releases/${id}/assets`, write, { query: { name }, content });
    try {
      await rest.ask(question);
    } catch (error) {
      throw isStatus(error, 404) ? refused(question, 404) : error;
    }
    return true;
  };
  await createOnce(upload, isThere);
}

function releaseOf({ id, tag_name: tag, html_url: url, assets }: z.output<typeof page>): Release {
  return { id: String(id), tag, url, files: (assets ?? []).map(({ name }) => name) };
}
