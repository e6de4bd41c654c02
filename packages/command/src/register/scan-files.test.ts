import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseUnsafe, scanOutput, unpack } from './scan-files.ts';

/** Writes what an attacker would: a model that runs a program when it is loaded, and one that does not. */
const script = `
import os, pickle, sys
class Evil:
    def __reduce__(self): return os.system, ("true",)
pickle.dump(Evil(), open("evil/model/deep/weights.bin", "wb"))
pickle.dump({"coefficients": [1.0, 2.0]}, open("good/model.pkl", "wb"))
`;
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'wb-scan-'));
  mkdirSync(join(root, 'evil/model/deep'), { recursive: true });
  mkdirSync(join(root, 'good'));
  execFileSync('python3', ['-c', script], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the scan of an output', () => {
  it('refuses a folder with a file that runs a program, and names file, import and byte', async () => {
    const scan = await scanOutput(root, 'evil/model/', []);
    expect(scan.files).toBe(1);
    const module = process.platform === 'win32' ? 'nt' : 'posix';
    expect(() => refuseUnsafe(scan)).toThrow(
      new RegExp(
        `Loading evil/model/deep/weights\\.bin imports ${module}\\.system \\(byte \\d+\\), which runs programs`,
        'u',
      ),
    );
  });

  it('has nothing against plain values, as a file and as a folder', async () => {
    expect(await scanOutput(root, 'good/model.pkl', [])).toEqual({ files: 1, findings: [] });
    const scan = await scanOutput(root, 'good', []);
    expect(() => refuseUnsafe(scan)).not.toThrow();
  });

  it('refuses links, and an output that is not there', async () => {
    mkdirSync(join(root, 'linked'));
    symlinkSync('/etc/hostname', join(root, 'linked/model.pkl'));
    await expect(scanOutput(root, 'linked', [])).rejects.toThrow(/model\.pkl/u);
    await expect(scanOutput(root, 'nowhere', [])).rejects.toThrow(/is not there/u);
  });

  it('reads a file of gigabytes in pieces', async () => {
    // One instruction says that 5 GB of bytes follow; the file is sparse, and the call lies behind them.
    const path = join(root, 'large.pkl');
    const length = 5_000_000_000;
    const head = Buffer.alloc(11);
    head.set([0x80, 4, 0x8e]);
    head.writeBigUInt64LE(BigInt(length), 3);
    writeFileSync(path, head);
    truncateSync(path, head.length + length);
    writeFileSync(path, '0cos\nsystem\n.', { flag: 'a' });
    const before = process.memoryUsage().rss;
    const { findings } = await scanOutput(root, 'large.pkl', []);
    expect(findings).toEqual([
      {
        path: 'large.pkl',
        offset: head.length + length + 1,
        import: 'os.system',
        severity: 'refused',
        reason: 'runs programs',
      },
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });
});

describe('unpacking', () => {
  const bytes = Buffer.from('weights '.repeat(1000));
  const packed = { deflate: deflateRawSync, zlib: deflateSync, gzip: gzipSync, zstd: zstdCompressSync };

  it.each(['deflate', 'zlib', 'gzip', 'zstd'] as const)(
    '%s gives the bytes, and how many packed ones it used',
    (kind) => {
      const one = packed[kind](bytes);
      expect(unpack(kind, one, 1e6)).toEqual({ kind: 'unpacked', bytes, consumed: one.length });
      expect(unpack(kind, one, 7999)).toEqual({ kind: 'too large' });
      expect(unpack(kind, one.subarray(0, -9), 1e6)).toEqual({ kind: 'broken' });
      const more = unpack(kind, Buffer.concat([one, Buffer.from('more')]), 1e6);
      expect(more.kind === 'unpacked' && more.consumed === one.length + 4).toBe(false);
    },
  );

  it.each(['bz2', 'xz', 'lz4'] as const)('%s is not known here', (kind) => {
    expect(unpack(kind, bytes, 1e6)).toEqual({ kind: 'unsupported' });
  });
});
