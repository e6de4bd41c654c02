import { describe, expect, it } from 'vitest';
import { dtype, global, join, protocol4, text, whole, wrapper } from './assembler.ts';
import { refusals, scan } from './corpus.ts';

/** A call with one text as argument, and the end. */
const called = join(text('true'), 0x85, 'R.');
const raw = Buffer.alloc(24, 7);
const numbers = dtype('f8', 0);
const padded = join('\x02', '\xff\xff', raw);

const hostile: readonly (readonly [string, Uint8Array, string])[] = [
  ['code behind the data', join(wrapper({ type: numbers }), padded, global('os', 'system'), '.'), 'os.system'],
  [
    'no padding, where data could be instructions',
    join(wrapper({ type: numbers, alignment: join('N') }), raw, '.'),
    'before 1.2',
  ],
  [
    'a padding that reads as an instruction',
    join(wrapper({ type: numbers }), 'N', Buffer.alloc(0x4e), raw, '.'),
    'padding reads as',
  ],
  ['a size that is not the type’s own', join(wrapper({ type: dtype('U3', 8, 4) }), padded, '.'), 'not plainly written'],
  ['objects that are called numbers', join(wrapper({ type: dtype('O8', 0) }), padded, '.'), 'not plainly written'],
  [
    'a shape that a call makes',
    join(wrapper({ type: numbers, shape: join(global('builtins', 'tuple'), ')R') }), padded, '.'),
    'shape that is not',
  ],
  [
    'a negative shape',
    join(wrapper({ type: numbers, shape: join(whole(-3), 0x85) }), padded, '.'),
    'shape that is not',
  ],
  [
    'a shape beyond the end',
    join(wrapper({ type: numbers, shape: join(whole(2 ** 30), 0x85) }), padded, '.'),
    'ends in the middle',
  ],
  ['code in a pickle of objects', join(wrapper({ type: dtype('O8', 63) }), global('os', 'system'), '..'), 'os.system'],
  ['a second state', join(wrapper({ type: join(numbers, '}b') }), padded, '.'), 'not plainly written'],
  ['the old format', join(global('joblib.numpy_pickle', 'NDArrayWrapper'), ')', 0x81, '}b.'), 'before 0.10'],
];

describe('arrays of joblib', () => {
  it('are passed with their data, whatever is in it', () => {
    const evil = Buffer.concat([Buffer.from(join(global('os', 'system'), called))]).subarray(0, 24);
    const data = Buffer.concat([evil, Buffer.alloc(24 - evil.length)]);
    const bytes = join(protocol4, wrapper({ type: numbers }), '\x02\xff\xff', data, '.');
    expect(refusals(scan(bytes, 'model.joblib'))).toEqual([]);
  });

  it.each(hostile)('refuses %s', (_name, bytes, reason) => {
    const findings = scan(join(protocol4, bytes), 'model.joblib');
    expect(refusals(findings).join('\n')).toContain(reason);
  });

  it('refuses data that only pickle.load reads as code', () => {
    // joblib reads the objects with a memory of their own: 0 and 1 are harmless there, and a way out for pickle.load.
    const outer = join(text('os'), 0x94, '0', text('system'), 0x94, '0');
    const inner = join(
      protocol4,
      text('collections'),
      0x94,
      '0',
      text('OrderedDict'),
      0x94,
      '0h\x00h\x01',
      0x93,
      ')R.',
    );
    const bytes = join(protocol4, outer, wrapper({ type: dtype('O8', 63) }), inner, '.');
    expect(scan(bytes, 'model.joblib').filter(({ severity }) => severity === 'refused')).toEqual([
      expect.objectContaining({ import: 'os.system', reason: 'runs programs, hidden in the data of an array' }),
    ]);
  });

  it('refuses data within a frame, where joblib reads past it', () => {
    const body = join(wrapper({ type: numbers }), padded, '.');
    const bytes = join(protocol4, 0x95, Buffer.from(new BigUint64Array([BigInt(body.length)]).buffer), body);
    expect(refusals(scan(bytes, 'model.joblib')).join()).toContain('within a frame');
  });
});
