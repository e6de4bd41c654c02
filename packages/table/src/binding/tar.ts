const block = 512;

/**
 * The wanted files of an npm package's unpacked tarball, by name without `package/`. Nothing is written. The archive is
 * refused whole, with an Error, when it is cut short, has a wrong header checksum, or an entry that is no plain file or
 * folder inside `package/`; and a wanted file, when its size is not the expected one or it is not there.
 */
export function readPackage(tar: Buffer, wanted: ReadonlyMap<string, number>): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; !isEnd(tar, at); ) {
    const { path, size, kind } = header(tar.subarray(at, at + block));
    const start = at + block;
    if (start + size > tar.length) throw new Error(`the archive ends inside "${path}"`);
    const name = kind === 'meta' ? '' : innerName(path);
    if (kind === 'file' && wanted.has(name)) {
      checkSize(name, size, wanted.get(name));
      if (found.has(name)) throw new Error(`"${name}" is there twice`);
      found.set(name, tar.subarray(start, start + size));
    }
    at = start + Math.ceil(size / block) * block;
  }
  const missing = [...wanted.keys()].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} is not in it`);
  return found;
}

/** The end is a block of zeros; an archive without it was cut. */
function isEnd(tar: Buffer, at: number): boolean {
  if (at + block > tar.length) throw new Error('the archive has no end');
  return tar.subarray(at, at + block).every((byte) => byte === 0);
}

interface Header {
  readonly path: string;
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'meta';
}

/** POSIX ustar. Extended headers are passed over: what they would rename is then refused or not wanted. */
function header(bytes: Buffer): Header {
  const sum = bytes.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== octal(bytes, 148, 8)) throw new Error('a header is damaged');
  const prefix = text(bytes, 345, 155);
  const path = (prefix === '' ? '' : `${prefix}/`) + text(bytes, 0, 100);
  return { path, size: octal(bytes, 124, 12), kind: kindOf(text(bytes, 156, 1), path) };
}

function kindOf(flag: string, path: string): Header['kind'] {
  if (flag === '0' || flag === '') return 'file';
  if (flag === '5') return 'folder';
  if (flag === 'x' || flag === 'g') return 'meta';
  throw new Error(`"${path}" is neither a file nor a folder`);
}

function text(bytes: Buffer, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function octal(bytes: Buffer, at: number, length: number): number {
  const digits = text(bytes, at, length).trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw new Error('a header is damaged');
  return Number.parseInt(digits, 8);
}

/** `package/lib/x` → `lib/x`. No part may lead out of the folder, on any system. */
function innerName(path: string): string {
  const [top, ...parts] = path.replace(/\/$/, '').split('/');
  const strange = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part));
  if (top !== 'package' || strange) throw new Error(`"${path}" would lie outside its folder`);
  return parts.join('/');
}

function checkSize(name: string, size: number, expected: number | undefined): void {
  if (size !== expected) throw new Error(`"${name}" has ${size} bytes, and ${expected} are expected`);
}
