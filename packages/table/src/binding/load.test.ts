import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ServiceError, UserError } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePackage } from '../../test/tgz.ts';
import { type Binding, machineBinding } from './binding.ts';
import { findDuckdb, findLibrary, loadDuckdb, presentLibrary } from './load.ts';
import { type LibraryOptions, libraryOptions } from './options.ts';
import { pinnedPackages } from './pinned.ts';

const { tarball, binding } = makePackage();
const file = '/@duckdb/node-bindings-none-such/-/node-bindings-none-such-1.5.5-r.5.tgz';
let folder = '';
let server: Server | undefined;
let asked: string[] = [];
let lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wb-binding-'));
  asked = [];
  lines = [];
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true });
});

/** A registry on this machine, under a path as mirrors have it. */
async function registry(answer: RequestListener = (_request, response) => response.end(tarball)): Promise<string> {
  const started = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`.trim());
    answer(request, response);
  });
  server = started;
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/npm`;
}

function options(url: string, extra: Partial<LibraryOptions> = {}): LibraryOptions {
  const onProgress = (line: string): number => lines.push(line);
  return {
    workingFolder: folder,
    cache: path.join(folder, 'cache'),
    registry: { url, pauses: [10, 10] },
    onProgress,
    ...extra,
  };
}

describe('fetching the library', () => {
  it('unpacks the wanted files into the cache, and then needs no network', async () => {
    const given = options(await registry());
    const library = await findLibrary(given, binding);
    expect(readFileSync(library, 'utf8')).toBe('node');
    expect(readdirSync(path.dirname(library)).sort()).toEqual(['duckdb.node', 'integrity', 'libduckdb.so']);
    expect(lines[0]).toMatch(/^Fetching DuckDB 1\.5\.5-r\.5 for linux-x64 \(0\.0 MB\) from http:/);
    expect(lines[1]).toMatch(/^Fetched DuckDB: 0\.0 MB in [\d.]+ s, digest as pinned/);
    expect(await findLibrary(options('http://127.0.0.1:9'), binding)).toBe(library);
    expect(asked).toEqual([`/npm${file}`]);
  });

  it('refuses one flipped byte, and asks only once', async () => {
    const other = Buffer.from(tarball);
    other[tarball.length - 20] = (other[tarball.length - 20] ?? 0) ^ 1;
    const url = await registry((_request, response) => response.end(other));
    const failure = await findLibrary(options(url), binding).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceError);
    const { message } = failure as ServiceError;
    expect(message).toContain(`${url}${file}: it sent other bytes`);
    expect(message).toContain(binding.integrity);
    expect(message).toMatch(/WEIGHBRIDGE_NPM_MIRROR.*npm install .*WEIGHBRIDGE_DUCKDB/);
    expect(asked).toHaveLength(1);
    expect(existsSync(path.join(folder, 'cache'))).toBe(false);
  });

  it('tries again when the connection breaks off', async () => {
    const url = await registry((_request, response) => {
      if (asked.length > 1) return response.end(tarball);
      response.setHeader('content-length', tarball.length);
      response.write(tarball.subarray(0, 50), () => response.destroy());
      return undefined;
    });
    expect(await findLibrary(options(url), binding)).toContain('duckdb.node');
    expect(asked).toHaveLength(2);
  });

  it('says what it got when it is cut, too long or not there', async () => {
    const cut = await registry((_request, response) => response.end(tarball.subarray(0, 50)));
    await expect(findLibrary(options(cut), binding)).rejects.toThrow(`it sent 50 of ${tarball.length} bytes`);
    server?.close();
    const long = await registry((_request, response) => response.end(Buffer.concat([tarball, tarball])));
    await expect(findLibrary(options(long), binding)).rejects.toThrow('it sent more than');
    server?.close();
    const none = await registry((_request, response) => response.writeHead(404).end());
    await expect(findLibrary(options(none), binding)).rejects.toThrow('it answered 404');
    await expect(findLibrary(options('http://127.0.0.1:9'), binding)).rejects.toThrow(/127\.0\.0\.1:9.*sha512-/);
  });
});

describe('what is fetched from strangers', () => {
  it('refuses a package that would write elsewhere, though its digest is right', async () => {
    const evil = makePackage([
      { path: 'package/duckdb.node', text: 'node' },
      { path: 'package/libduckdb.so', text: 'so' },
      { path: 'package/../../../evil', text: 'evil' },
    ]);
    const url = await registry((_request, response) => response.end(evil.tarball));
    await expect(findLibrary(options(url), evil.binding)).rejects.toThrow(/would lie outside its folder/);
    expect(existsSync(path.join(folder, 'cache'))).toBe(false);
  });

  it('refuses a package that unpacks to more than it says', async () => {
    const bomb = makePackage([
      { path: 'package/duckdb.node', text: 'node' },
      { path: 'package/libduckdb.so', text: 'so' },
      { path: 'package/rest', text: '0'.repeat(4_000_000) },
    ]);
    const url = await registry((_request, response) => response.end(bomb.tarball));
    await expect(findLibrary(options(url), bomb.binding)).rejects.toThrow(/refused/);
  });

  it('sends credentials of the address as a header, and shows them nowhere', async () => {
    const url = (await registry((_request, response) => response.writeHead(401).end())).replace('//', '//me:s3cret@');
    const env = { WEIGHBRIDGE_NPM_MIRROR: url, RUNNER_TOOL_CACHE: path.join(folder, 'tools') };
    const place = { env, workingFolder: folder, home: folder, onProgress: (line: string) => lines.push(line) };
    const failure: unknown = await findLibrary(libraryOptions(place), binding).catch((error: unknown) => error);
    expect(String(failure)).toContain('it answered 401');
    expect(`${failure} ${lines}`).not.toContain('s3cret');
    expect(asked).toEqual([`/npm${file} Basic ${Buffer.from('me:s3cret').toString('base64')}`]);
  });

  it('ends well in processes that do it at once, also over a folder that broke off', async () => {
    const given = options(await registry((_request, response) => setTimeout(() => response.end(tarball), 50)));
    const broken = path.join(given.cache, 'duckdb', binding.version, binding.platform);
    mkdirSync(broken, { recursive: true });
    writeFileSync(path.join(broken, 'libduckdb.so'), 'half');
    const script = path.join(import.meta.dirname, '../../test/race.ts');
    const words = [script, JSON.stringify(given), JSON.stringify(binding)];
    const runs = await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, words)));
    expect(new Set(runs.map(({ stdout }) => stdout.trim()))).toEqual(new Set([path.join(broken, 'duckdb.node')]));
    expect(readFileSync(path.join(broken, 'libduckdb.so'), 'utf8')).toContain('library library');
    expect(readdirSync(path.dirname(broken))).toEqual(['linux-x64']);
  });
});

describe('finding the library', () => {
  const offline = 'http://127.0.0.1:9';

  /** As npm would install it in the working folder. */
  function install(version: string, text = 'node'): string {
    const target = path.join(folder, 'node_modules', binding.package);
    mkdirSync(target, { recursive: true });
    writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name: binding.package, version }));
    writeFileSync(path.join(target, 'duckdb.node'), text);
    writeFileSync(path.join(target, 'libduckdb.so'), 'library '.repeat(4000));
    return target;
  }

  it('takes the installed one of the pinned version, byte for byte', async () => {
    const installed = install('1.5.5-r.5');
    expect(await findLibrary(options(offline), binding)).toBe(path.join(installed, 'duckdb.node'));
  });

  it.each([
    ['another version', '1.4.0-r.1', 'node'],
    ['other bytes of the same length', '1.5.5-r.5', 'evil'],
  ])('passes over %s', async (_what, version, text) => {
    install(version, text);
    expect(await findLibrary(options(await registry()), binding)).toContain(path.join(folder, 'cache'));
  });

  it('takes the given one, or says that it is not there', async () => {
    const target = install('any');
    const main = path.join(target, 'duckdb.node');
    expect(await findLibrary(options(offline, { given: target }), binding)).toBe(main);
    expect(await findLibrary(options(offline, { given: main }), binding)).toBe(main);
    const wrong = options(offline, { given: path.join(folder, 'nowhere') });
    await expect(findLibrary(wrong, binding)).rejects.toThrow(UserError);
  });

  it('says what does not load', async () => {
    await expect(loadDuckdb(options(offline, { given: install('any') }))).rejects.toThrow(/does not load/);
  });

  it('loads the one of this machine', async () => {
    const { DuckDBInstance } = await loadDuckdb(options(offline));
    const connection = await (await DuckDBInstance.create()).connect();
    const reader = await connection.runAndReadAll('SELECT 42 AS n');
    expect(reader.getRows()).toEqual([[42]]);
  });

  it('loads what is here and fetches nothing', async () => {
    expect((await findDuckdb(options(offline)))?.version()).toBe('v1.5.5');
    const url = await registry();
    expect(await presentLibrary(options(url), binding)).toBeUndefined();
    expect([asked, lines]).toEqual([[], []]);
    await expect(findDuckdb(options(url, { given: path.join(folder, 'nowhere') }))).rejects.toThrow(UserError);
  });

  it('loads a copy of the real one that the user names', async () => {
    const real: Binding = machineBinding();
    const target = path.join(folder, 'copy');
    cpSync(path.dirname(await findLibrary(options(offline), real)), target, { recursive: true });
    const { version } = await loadDuckdb(options(offline, { given: target }));
    expect(version()).toBe('v1.5.5');
  });
});

describe('what is pinned', () => {
  it('is what the lock file says', () => {
    const lock = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../../package-lock.json'), 'utf8'));
    const prefix = 'node_modules/@duckdb/node-bindings-';
    const places = Object.keys(lock.packages).filter((place) => place.startsWith(prefix));
    const locked = places.map((place) => [place.slice(prefix.length), lock.packages[place].integrity]);
    const pinned = Object.entries(pinnedPackages).map(([platform, { integrity }]) => [platform, integrity]);
    expect(pinned.sort()).toEqual(locked.sort());
    expect(pinned).toHaveLength(8);
  });

  it('has nothing for a system without a build', () => {
    expect(() => machineBinding('freebsd-x64')).toThrow(/not built for freebsd-x64.*linux-x64/);
  });
});
