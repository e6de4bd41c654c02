/** Pickles by hand, for what Python's own pickler never writes. */

export function join(...parts: readonly (string | Uint8Array | number)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part);
    }),
  );
}

/** SHORT_BINUNICODE. */
export function text(value: string): Uint8Array {
  return join(0x8c, value.length, value);
}

export function global(module: string, name: string): Uint8Array {
  return join(`c${module}\n${name}\n`);
}

export function stackGlobal(module: string, name: string): Uint8Array {
  return join(text(module), text(name), 0x93);
}

/** BININT. */
export function whole(value: number): Uint8Array {
  const bytes = Buffer.alloc(5, 'J');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

export const protocol4 = join(0x80, 4);

/** `numpy.dtype(code)` with its state. */
export function dtype(code: string, flags: number, size = -1): Uint8Array {
  const called = join(stackGlobal('numpy', 'dtype'), text(code), 0x89, 0x88, 0x87, 'R');
  const state = join('(', whole(3), text('|'), 'NNN', whole(size), whole(size), whole(flags), 't', 'b');
  return join(called, state);
}

/** joblib's sign of an array whose data follows. */
export function wrapper({
  type,
  alignment = join('K', 16),
  shape = join('K', 3, 0x85),
}: {
  readonly type: Uint8Array;
  readonly alignment?: Uint8Array;
  readonly shape?: Uint8Array;
}): Uint8Array {
  const made = join(stackGlobal('joblib.numpy_pickle', 'NumpyArrayWrapper'), ')', 0x81);
  const state = join(
    '}(',
    text('dtype'),
    type,
    text('shape'),
    shape,
    text('numpy_array_alignment_bytes'),
    alignment,
    'u',
  );
  return join(made, state, 'b');
}
