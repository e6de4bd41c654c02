import * as z from 'zod';
import { download } from '../http/download.ts';
import { refused } from '../http/failure.ts';
import { collect, linkedPages } from '../http/rest-pages.ts';
import { type GitlabClient, known, openWriting } from './client.ts';

const readPackages = 'read_api scope, Reporter role, package registry switched on';

const listedPackage = z.looseObject({ id: z.number(), name: z.string(), version: z.string().nullable() });
const listedFile = z.looseObject({ file_name: z.string(), size: z.number() });

/** A generic package: files by name. Jobs may read and write them with CI_JOB_TOKEN. */
export interface Package {
  readonly name: string;
  readonly version: string;
}

/** The project's generic package registry. */
export interface Packages {
  /** Versions of the package of that name. Throws PermissionError when the registry cannot be looked at. */
  versions(name: string): Promise<readonly { readonly id: number; readonly version: string }[]>;
  /** Its files with their bytes' number, of several uploads of one name the last; none when there is no such package. */
  files(wanted: Package): Promise<ReadonlyMap<string, number>>;
  put(wanted: Package, file: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The bytes, never more than `limit`; of several uploads of one name the last one. */
  get(wanted: Package, file: string, limit: number): Promise<Uint8Array>;
  /** The address of a file in the API. */
  url(wanted: Package, file: string): string;
}

export function gitlabPackages(client: GitlabClient): Packages {
  const { rest, about } = client;
  const routeOf = ({ name, version }: Package, file: string): string => `/packages/generic/${name}/${version}/${file}`;
  const url = (wanted: Package, file: string): string =>
    `${rest.service.apiUrl}${about('GET', routeOf(wanted, file), readPackages).route}`;
  const versions: Packages['versions'] = (name) => versionsOf(client, name);
  return {
    versions,
    files: async (wanted) => {
      const found = (await versions(wanted.name)).find(({ version }) => version === wanted.version);
      return found === undefined ? new Map() : filesOf(client, found.id);
    },
    put: async (wanted, file, content) => {
      await rest.ask(
        about('PUT', routeOf(wanted, file), `${openWriting(client)}, package registry switched on`, { content }),
      );
    },
    get: (wanted, file, limit) => {
      const call = about('GET', routeOf(wanted, file), readPackages);
      return download(rest.service, { url: url(wanted, file), headers: rest.headers, call, name: file, limit });
    },
    url,
  };
}

/** The list's own filter finds names that merely contain the wanted one. */
async function versionsOf(
  client: GitlabClient,
  name: string,
): Promise<readonly { readonly id: number; readonly version: string }[]> {
  const query = { package_type: 'generic', package_name: name };
  const question = client.about('GET', '/packages', readPackages, { query });
  const all = await known(client, collect(linkedPages(client.rest, listedPackage, question)));
  // A project without a package registry answers 404 even to who may see all the rest.
  if (all === undefined) throw refused(question, 404);
  return all.flatMap(({ id, name: own, version }) => (own === name && version !== null ? [{ id, version }] : []));
}

async function filesOf(client: GitlabClient, id: number): Promise<ReadonlyMap<string, number>> {
  const question = client.about('GET', `/packages/${id}/package_files`, readPackages);
  const files = (await known(client, collect(linkedPages(client.rest, listedFile, question)))) ?? [];
  return new Map(files.map(({ file_name: name, size }) => [name, size]));
}

/**
 * A text as the version of a package, which is letters, digits, `.`, `+`, `-` and `_` and never two dots in a row: each
 * other character, and `_` itself, becomes `_` and two hexadecimal digits for each of its bytes, so that no two texts meet.
 */
export function packageVersion(text: string): string {
  return [...text]
    .map((character, index, all) => (isPlain(character, all[index - 1]) ? character : escaped(character)))
    .join('');
}

function isPlain(character: string, before: string | undefined): boolean {
  return /[A-Za-z0-9+-]/.test(character) || (character === '.' && before !== undefined && before !== '.');
}

function escaped(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join('');
}
