import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { type ByteSource, bytesInMemory } from '../../src/scan/bytes.ts';
import type { Inflate, ScanFinding, ScanOptions } from '../../src/scan/finding.ts';
import { scanFile } from '../../src/scan/scan-file.ts';

interface Corpus {
  readonly hostile: Readonly<Record<string, string>>;
  readonly harmless: readonly {
    readonly data: string;
    readonly protocol: number;
    readonly imports: readonly string[];
  }[];
  readonly zip: string;
  readonly twice: string;
}

/** Pickles that this machine's Python writes now. */
export function readCorpus(): Corpus {
  const script = path.join(import.meta.dirname, 'pickles.py');
  const output = execFileSync('python3', ['-W', 'ignore', script], { encoding: 'utf8', maxBuffer: 1e9 });
  return JSON.parse(output);
}

export function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

const unpackers = { deflate: inflateRawSync, zlib: inflateSync, gzip: gunzipSync };

/** As the command unpacks; a compression that it does not know is none here either. */
const unpack: Inflate = (compression, bytes, most) => {
  if (!(compression === 'deflate' || compression === 'zlib' || compression === 'gzip')) return { kind: 'unsupported' };
  try {
    const result = unpackers[compression](bytes, { maxOutputLength: most, info: true } as object) as unknown as {
      readonly buffer: Uint8Array;
      readonly engine: { readonly bytesWritten: number };
    };
    return { kind: 'unpacked', bytes: result.buffer, consumed: result.engine.bytesWritten };
  } catch (error) {
    const large = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: large ? 'too large' : 'broken' };
  }
};

export function scan(
  bytes: Uint8Array | ByteSource,
  path = 'model.pkl',
  options: Partial<ScanOptions> = {},
): ScanFinding[] {
  const source = bytes instanceof Uint8Array ? bytesInMemory(bytes) : bytes;
  return scanFile({ path, bytes: source }, { allow: [], unpack, ...options });
}

/** Refused imports and reasons, for short expectations. */
export function refusals(findings: readonly ScanFinding[]): string[] {
  return findings.filter(({ severity }) => severity === 'refused').map((found) => found.import ?? found.reason);
}
