import { describe, expect, it } from 'vitest';
import { join } from './assembler.ts';
import { refusals, scan } from './corpus.ts';

/** A configuration in the middle of a file of HDF5. */
function hdf5(config: string): Uint8Array {
  return join('\x89HDF\r\n\x1a\n', Buffer.alloc(300, 0x5c), config, Buffer.alloc(300, 0x22));
}

const lambda = 'has a Lambda layer, which runs code';
const escapes = 'writes the name of a layer with escapes';
const dense = '{"class_name": "Dense", "config": {"name": "gr\\u00fcn", "units": 2}}';

describe('a configuration of Keras in HDF5', () => {
  it.each([
    ['{"class_name":"Lambda"}', lambda],
    ['{"class_name":  "Lambda"}', lambda],
    ['{"class_name"\t:\r\n "Lambda"}', lambda],
    ['{"function": {"class_name": "__lambda__"}}', lambda],
    ['{"class_name": "keras.layers>Lambda"}', lambda],
    ['{"class_name": "TFOpLambda"}', lambda],
    [`{"layers": [${dense}, ${dense}, {"class_name": "Lambda"}]}`, lambda],
    ['{"class_name": "Lambd\\u0061"}', escapes],
    ['{"class_name" : "\\u004cambda"}', escapes],
    ['{"class_n\\u0061me": "Lambda"}', 'writes the key `class_name` with escapes'],
    [
      `${dense}, {"${[...'class_name'].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')}": "Lambda"}`,
      'writes the key `class_name` with escapes',
    ],
    [`{"class_name":${' '.repeat(5000)}"Lambda"}`, 'has a layer whose name cannot be read'],
    ['{"class_name": "Dense"}'.repeat(100_000), 'has more layers than can be scanned'],
    ['"\\u00e4"'.repeat(100_000), 'has more escapes than can be scanned'],
  ])('is refused (%#)', (config, reason) => {
    expect(refusals(scan(hdf5(config), 'm.h5'))).toEqual([reason]);
  });

  it.each([dense, '{"class_name": "LambdaRank"}', '{"class_name": null, "name": "Lambda"}', '"class_name"'])(
    'is none of code: %s',
    (config) => {
      expect(scan(hdf5(config), 'm.h5')).toEqual([]);
    },
  );
});
