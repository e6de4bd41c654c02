import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Binding } from '../src/binding/binding.ts';

/** One entry of a tarball to make. */
export interface TarEntry {
  readonly path: string;
  readonly text: string;
  /** ustar's type; default a plain file. */
  readonly type?: string;
}

/** A tar archive with these entries, as npm writes them. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap(({ path, text, type = '0' }) => {
    const bytes = Buffer.from(text);
    return [tarHeader(path, bytes.length, type), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function tarHeader(path: string, size: number, type: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('000644 \0', 100);
  header.write(`${size.toString(8).padStart(11, '0')} `, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A package of two small files, its tarball and what would be pinned of it. */
export function makePackage(
  entries: readonly TarEntry[] = [
    { path: 'package/package.json', text: '{}' },
    { path: 'package/libduckdb.so', text: 'library '.repeat(4000) },
    { path: 'package/duckdb.node', text: 'node' },
  ],
): { readonly tarball: Buffer; readonly binding: Binding } {
  const tarball = gzipSync(makeTar(entries));
  const file = (name: string): Binding['files'][number] => {
    const text = entries.find(({ path }) => path === `package/${name}`)?.text ?? '';
    return { name, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
  };
  const binding = {
    platform: 'linux-x64',
    package: '@duckdb/node-bindings-none-such',
    version: '1.5.5-r.5',
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    bytes: tarball.length,
    files: [file('duckdb.node'), file('libduckdb.so')],
  };
  return { tarball, binding };
}
