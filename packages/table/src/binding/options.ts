import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Registry } from './download.ts';

/** Where the native library is looked for, kept and fetched from. */
export interface LibraryOptions {
  /** A folder or file that the user names; then nothing else is tried. */
  readonly given?: string;
  /** Where `node_modules` may hold it. */
  readonly workingFolder: string;
  /** Folder that outlives the run. */
  readonly cache: string;
  readonly registry: Registry;
  /** One line at the start and one at the end of a download. */
  readonly onProgress: (line: string) => void;
}

export interface LibraryPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** The user's own folder. */
  readonly home: string;
  readonly onProgress: (line: string) => void;
}

const publicRegistry = 'https://registry.npmjs.org/';

/**
 * What the environment says. Library: `WEIGHBRIDGE_DUCKDB`. Cache: the runner's tool cache, else the user's cache.
 * Registry: `WEIGHBRIDGE_NPM_MIRROR`, else npm's own setting (environment, then `.npmrc` here and at home), else the
 * public one.
 */
export function libraryOptions({ env, workingFolder, home, onProgress }: LibraryPlace): LibraryOptions {
  const given = env['WEIGHBRIDGE_DUCKDB'];
  const tools = env['RUNNER_TOOL_CACHE'] || env['XDG_CACHE_HOME'] || path.join(home, '.cache');
  const address =
    env['WEIGHBRIDGE_NPM_MIRROR'] ||
    env['npm_config_registry'] ||
    env['NPM_CONFIG_REGISTRY'] ||
    npmrcRegistry(path.join(workingFolder, '.npmrc')) ||
    npmrcRegistry(env['NPM_CONFIG_USERCONFIG'] || path.join(home, '.npmrc')) ||
    publicRegistry;
  return {
    ...(given ? { given: path.resolve(workingFolder, given) } : {}),
    workingFolder,
    cache: path.join(tools, 'weighbridge'),
    registry: registryAt(address),
    onProgress,
  };
}

/** The line `registry = https://…`; one that names variables is npm's to fill in, and is passed over. */
function npmrcRegistry(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const line = /^[ \t]*registry[ \t]*=[ \t]*["']?(https?:\/\/[^\s"']+)/m.exec(readFileSync(file, 'utf8'));
  return line?.[1]?.includes('${') ? undefined : line?.[1];
}

/** Credentials in an address are sent as a header, so that no message shows them. */
function registryAt(address: string): Registry {
  if (!URL.canParse(address)) return { url: address };
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  if (username === '' && password === '') return { url: url.href };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
