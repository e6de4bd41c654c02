import { staysBelow } from './archive/paths.ts';
import { isTar, readTar } from './archive/tar.ts';
import { isZip, readZip, type ZipEntry } from './archive/zip.ts';
import { type ByteSource, bytesInMemory, crc32, latin1, partOf } from './bytes.ts';
import { type Compression, type Inner, mostUnpacked, refused, type ScanFinding, type ScanOptions } from './finding.ts';
import { programIn, scanHdf5, scanKerasConfig, scanNpy, scanSavedModel } from './formats.ts';
import { scanOnnx } from './onnx.ts';
import { type Likeness, scanPickle } from './pickle.ts';

/** A file of a model, as it is scanned. */
export interface ScannedFile {
  /** Relative to the root. */
  readonly path: string;
  readonly bytes: ByteSource;
}

/** More of them are not looked at, and that is a refusal. */
const mostFindings = 2000;
const deepest = 3;

/**
 * What loading one file of a model can run: pickles by what they import, archives and compressed files by what they
 * hold, other formats by their own ways out. What a file is, its bytes say, not its name. Everything that cannot be
 * followed is refused; an empty list says that there is nothing in it that runs. Executes nothing and never throws but
 * what `bytes.read` and `unpack` throw.
 */
export function scanFile(file: ScannedFile, options: ScanOptions): ScanFinding[] {
  const findings = scanContent(file.bytes, { path: file.path, options, depth: 0 });
  if (findings.length <= mostFindings) return findings;
  const sorted = [...findings].sort((a, b) => Number(a.severity === 'allowed') - Number(b.severity === 'allowed'));
  return [...sorted.slice(0, mostFindings), refused(file.path, `has ${findings.length - mostFindings} more findings`)];
}

/** Whether anything in the findings stands against registering. */
export function isRefused(findings: readonly ScanFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'refused');
}

function scanContent(source: ByteSource, inner: Inner): ScanFinding[] {
  const start = source.read(0, 512);
  if (isZip(start)) return scanZip(source, inner);
  if (isTar(start)) return scanTar(source, inner);
  const compression = compressionOf(start);
  if (compression) return scanCompressed(source, inner, compression);
  return scanPlain(source, inner, latin1(start.subarray(0, 8)));
}

function scanPlain(source: ByteSource, inner: Inner, start: string): ScanFinding[] {
  const { path, options } = inner;
  if (start.startsWith('\x93NUMPY')) return scanNpy(source, inner);
  if (start === '\x89HDF\r\n\x1a\n') return scanHdf5(source, inner);
  const byName = [
    ...(/(?:^|\/)saved_model\.pb$/u.test(path) ? scanSavedModel(source, inner) : []),
    ...(/\.onnx$/iu.test(path) ? scanOnnx(source, inner) : []),
  ];
  return [...byName, ...scanPickle(path, source, options.allow, { likeness: likenessOf(path, start) })];
}

function likenessOf(path: string, start: string): Likeness {
  if (/\.(?:pkl|pickle|pk|p|joblib|sav|dill|cloudpickle|pt|pth|ckpt)$/iu.test(path)) return 'named';
  const version = start.charCodeAt(1);
  return start.startsWith('\x80') && version >= 1 && version <= 5 ? 'marked' : 'guessed';
}

function compressionOf(start: Uint8Array): Compression | undefined {
  const magic = latin1(start.subarray(0, 6));
  if (magic.startsWith('\x1f\x8b')) return 'gzip';
  if (magic.startsWith('BZh')) return 'bz2';
  if (magic.startsWith('\xfd7zXZ\0')) return 'xz';
  if (magic.startsWith('\x28\xb5\x2f\xfd')) return 'zstd';
  if (magic.startsWith('\x04\x22\x4d\x18')) return 'lz4';
  // A zlib header: deflate with a window of 32 kB, and a check of both bytes.
  const [first = 0, second = 0] = start;
  return first === 0x78 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0 ? 'zlib' : undefined;
}

function scanCompressed(source: ByteSource, inner: Inner, compression: Compression): ScanFinding[] {
  const content = unpacked(source, inner, compression);
  // Also what is broken is refused: Python unpacks and runs what comes before the break.
  return typeof content === 'string' ? [refused(inner.path, content)] : scanWithin(content, inner, inner.path);
}

const notUnpacked = {
  'too large': () => 'unpacks to more than can be scanned',
  unsupported: (compression: Compression) => `is compressed by ${compression}, which cannot be scanned`,
  broken: () => 'is compressed and broken',
};

function unpacked(source: ByteSource, { options }: Inner, compression: Compression): ByteSource | string {
  const most = options.most ?? mostUnpacked;
  if (source.size > most) return 'is compressed and too large to be scanned';
  const result = options.unpack(compression, source.read(0, source.size), most);
  if (result.kind !== 'unpacked') return notUnpacked[result.kind](compression);
  if (result.consumed !== source.size) return 'goes on behind the end of its compressed data';
  return bytesInMemory(result.bytes);
}

function scanWithin(source: ByteSource, { options, depth }: Inner, path: string): ScanFinding[] {
  if (depth >= deepest) return [refused(path, 'is packed more than three times')];
  return scanContent(source, { path, options, depth: depth + 1 });
}

function scanZip(source: ByteSource, inner: Inner): ScanFinding[] {
  const content = readZip(source);
  if (content.kind === 'refused') return [refused(inner.path, `is an archive that ${content.reason}`)];
  return content.entries
    .filter(({ name, size }) => !(name.endsWith('/') && size === 0 && staysBelow(name)))
    .flatMap((entry) => scanZipEntry(source, entry, inner));
}

function scanZipEntry(source: ByteSource, entry: ZipEntry, inner: Inner): ScanFinding[] {
  const path = `${inner.path}!/${entry.name}`;
  if (!staysBelow(entry.name)) return [refused(path, 'leads out of the folder that the archive is taken out to')];
  const packed = partOf(source, entry.start, entry.packedSize);
  const content = entry.method === 0 ? packed : inflated(packed, entry, inner);
  if (typeof content === 'string') return [refused(path, content)];
  if (content.size !== entry.size) return [refused(path, 'is of another size than its archive says')];
  const findings = scanMember(content, inner, path, entry.name);
  // Only what is read by instructions must be what its archive says; checking gigabytes of numbers proves nothing.
  const checked = entry.method !== 0 || findings.length > 0 || content.size <= 1e6;
  return checked && crc32(content) !== entry.crc
    ? [...findings, refused(path, 'is not what its checksum says')]
    : findings;
}

function inflated(packed: ByteSource, entry: ZipEntry, inner: Inner): ByteSource | string {
  if (entry.method !== 8) return `is packed by method ${entry.method}, which cannot be scanned`;
  return unpacked(packed, inner, 'deflate');
}

function scanTar(source: ByteSource, inner: Inner): ScanFinding[] {
  const content = readTar(source);
  if (content.kind === 'refused') return [refused(inner.path, `is an archive that ${content.reason}`)];
  return content.entries.flatMap(({ name, kind, start, size }) => {
    const path = `${inner.path}!/${name}`;
    if (kind === 'other') return [refused(path, 'is a link or a device in an archive')];
    const below = staysBelow(name.replace(/^\.\//u, '')) || name === './' || name === '.';
    if (!below) return [refused(path, 'leads out of the folder that the archive is taken out to')];
    return kind === 'folder' ? [] : scanMember(partOf(source, start, size), inner, path, name);
  });
}

function scanMember(content: ByteSource, inner: Inner, path: string, name: string): ScanFinding[] {
  const program = programIn(name, content.read(0, 4));
  if (program !== undefined) return [judgedProgram(path, program, inner)];
  if (/\.keras!\/config\.json$/u.test(path)) return scanKerasConfig(content, { ...inner, path });
  // Of torch's storages, numbers that nothing unpacks, some begin like something compressed by chance.
  if (/\bdata\/\d+$/u.test(path)) return scanPickle(path, content, inner.options.allow, { likeness: 'guessed' });
  return scanWithin(content, inner, path);
}

function judgedProgram(path: string, reason: string, { options }: Inner): ScanFinding {
  const allowed = options.allow.some((entry) =>
    entry.endsWith('*') && entry.includes('!/') ? path.startsWith(entry.slice(0, -1)) : entry === path,
  );
  return allowed ? { path, severity: 'allowed', reason: 'allowed by its name in the policy' } : refused(path, reason);
}
