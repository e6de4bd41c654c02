import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, bytesInMemory } from '../../src/scan/bytes.ts';
import { instructions } from '../../src/scan/pickle/instructions.ts';
import { walkPickle } from '../../src/scan/pickle/walk.ts';
import { dtype, global, join, protocol4, text, wrapper } from './assembler.ts';
import { bytesOf, readCorpus, refusals, scan } from './corpus.ts';

/** Counts the bytes that are read: reading is what takes time. */
function counting(bytes: Uint8Array): ByteSource & { read: ByteSource['read']; total(): number } {
  let total = 0;
  const source = bytesInMemory(bytes);
  return {
    size: source.size,
    read: (offset, length) => {
      const found = source.read(offset, length);
      total += found.length;
      return found;
    },
    total: () => total,
  };
}

const pieces = [
  global('os', 'system'),
  global('collections', 'OrderedDict'),
  text('os'),
  text('system'),
  wrapper({ type: dtype('f8', 0) }),
  wrapper({ type: dtype('O8', 63) }),
  dtype('U3', 8, 12),
  protocol4,
];
/** Instructions that fit one another now and then, with random bytes between. */
const pickles = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...instructions.keys()).map((code) => join(code)) },
      { weight: 3, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 9 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => join(...parts));

describe('a scan', () => {
  it('of any bytes ends, without an error, and within the file', () => {
    fc.assert(
      fc.property(fc.oneof(pickles, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        for (const path of ['a.pkl', 'a.bin', 'a.npy'])
          for (const finding of scan(bytes, path)) {
            expect(finding.offset ?? 0).toBeLessThanOrEqual(bytes.length);
          }
      }),
      { numRuns: 3000 },
    );
  });

  it('of a hostile pickle with any one byte changed, cut or added still ends without an error', () => {
    const evil = Object.values(readCorpus().hostile)
      .map(bytesOf)
      .filter((bytes) => bytes.length < 1000);
    fc.assert(
      fc.property(fc.constantFrom(...evil), fc.nat(), fc.nat(255), (bytes, at, value) => {
        const changed = Uint8Array.from(bytes);
        changed[at % bytes.length] = value;
        scan(changed);
        scan(bytes.subarray(0, at % bytes.length));
        scan(Buffer.concat([bytes, Buffer.from([value])]), 'model.bin');
      }),
      { numRuns: 3000 },
    );
  });

  it('finds a call of os.system behind any harmless instructions', () => {
    const harmless = fc.array(fc.constantFrom('N0', 'K\x010', '(1', ']0', '}0', '(t0', ')0', '\x880'), {
      maxLength: 50,
    });
    const call = join(global('os', 'system'), text('true'), 0x85, 'R.');
    fc.assert(
      fc.property(harmless, (parts) => {
        expect(refusals(scan(join(protocol4, ...parts, call), 'model.dat'))).toEqual(['os.system']);
      }),
    );
  });

  it('takes time in proportion to the bytes, of which it skips most', () => {
    const parts = Array.from({ length: 200 }, (_, index) =>
      join('B', Buffer.from(new Uint32Array([100_000]).buffer), Buffer.alloc(100_000, index), '0'),
    );
    const source = counting(join(protocol4, ...parts, 'N.'));
    expect(walkPickle(source)).toMatchObject({ end: source.size });
    expect(source.total()).toBeLessThan(source.size);
  });

  it.each([
    ['of instructions', Buffer.alloc(3_000_000, '(')],
    ['of one pickle behind another', Buffer.from('N.'.repeat(1_000_000))],
    [
      'of arrays of objects',
      join(protocol4, ...Array.from({ length: 5000 }, () => join(wrapper({ type: dtype('O8', 63) }), 'N.')), 'N.'),
    ],
    ['of long lines', Buffer.concat([Buffer.from('V'), Buffer.alloc(3_000_000, 'x'), Buffer.from('\n.')])],
    ['of types in types', join(protocol4, ...Array.from({ length: 5000 }, () => join(dtype('V8', 0, 8), 0x94)), 'N.')],
  ])('reads millions %s only a few times', (_name, bytes) => {
    const source = counting(bytes);
    scan(source, 'model.pkl');
    expect(source.total()).toBeLessThan(bytes.length * 40 + 4_000_000);
  });
});
