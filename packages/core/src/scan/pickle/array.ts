import { Malformed } from './cursor.ts';
import type { Item, Made, Value } from './value.ts';

/** What follows the state of an array that joblib has put beside the pickle: raw bytes, or a pickle of objects. */
export type ArrayData = { readonly kind: 'raw'; readonly bytes: number } | { readonly kind: 'objects' };

/** Whether BUILD on this is joblib's sign that the array's data follows in the file. */
export function isJoblibArray(name: string): boolean {
  return /^(?:sklearn\.externals\.)?joblib\.numpy_pickle(?:_compat)?\.(?:NumpyArrayWrapper|Z?NDArrayWrapper)$/u.test(
    name,
  );
}

/**
 * How much data of an array follows, as `NumpyArrayWrapper.read_array` of joblib 1.2 to 1.6 reads it. Whoever gets this
 * wrong reads other instructions than Python does, so everything that is not plainly written is refused.
 */
export function joblibArray(name: string, state: Value, offset: number): ArrayData {
  const fail = (reason: string): never => {
    throw new Malformed(reason, offset);
  };
  if (!name.endsWith('.NumpyArrayWrapper')) return fail('holds an array in the format of joblib before 0.10');
  if (!(state.kind === 'mapping' && state.whole)) return fail('holds an array whose layout is not plainly written');
  const alignment = state.entries.get('numpy_array_alignment_bytes');
  if (!(alignment?.kind === 'whole' && alignment.number > 0 && alignment.number <= 128)) {
    return fail('holds an array in the format of joblib before 1.2, which can hide instructions');
  }
  const item = itemOf(state.entries.get('dtype'));
  if (item === undefined) return fail('holds an array of a type that is not plainly written');
  if (item.objects) return { kind: 'objects' };
  const rows = countOf(state.entries.get('shape'));
  if (rows === undefined) return fail('holds an array of a shape that is not plainly written');
  return { kind: 'raw', bytes: rows * item.bytes };
}

function countOf(shape: Value | undefined): number | undefined {
  if (shape?.kind !== 'tuple') return undefined;
  let count = 1;
  for (const side of shape.items) {
    if (side.kind !== 'whole' || side.number < 0) return undefined;
    count *= side.number;
  }
  return count <= Number.MAX_SAFE_INTEGER ? count : undefined;
}

/** Of a `numpy.dtype`; undefined of anything else, and of one that is not plainly written. */
function itemOf(dtype: Value | undefined): Item | undefined {
  if (dtype?.kind !== 'made' || dtype.by !== 'numpy.dtype') return undefined;
  return dtype.state === undefined ? namedItem(dtype.args)?.item : dtype.item;
}

function namedItem(args: Value): { readonly letter: string; readonly item: Item } | undefined {
  const code = args.kind === 'tuple' ? args.items[0] : undefined;
  const match = code?.kind === 'text' ? /^([biufcmMOSUV])(\d{1,9})$/u.exec(code.text) : null;
  if (!match) return undefined;
  const letter = match[1] ?? '';
  const bytes = Number(match[2]) * (letter === 'U' ? 4 : 1);
  return { letter, item: { bytes, objects: letter === 'O' } };
}

/**
 * Notes what a `numpy.dtype` is when it gets its state. Refuses one whose state says another size or other flags than its
 * name, and a second state: raw bytes become pointers so.
 */
export function readDtype(made: Made, state: Value, offset: number): void {
  if (made.by !== 'numpy.dtype') return;
  const named = namedItem(made.args);
  const agreed = named && made.state === undefined && agrees(state, named.letter, named.item.bytes);
  if (!agreed) throw new Malformed('holds an array type that is not plainly written', offset);
  made.item = { bytes: named.item.bytes, objects: holdsObjects(state) };
}

/** `(version, order, subtype, names, fields, size, alignment, flags)`, of dates with a ninth. */
function agrees(state: Value, kind: string, size: number): boolean {
  if (state.kind !== 'tuple' || state.items.length < 8) return false;
  const [version, , subtype, names, fields, elsize, , flags] = state.items;
  if (!(version?.kind === 'whole' && version.number >= 3 && version.number <= 4)) return false;
  if (elsize?.kind !== 'whole' || flags?.kind !== 'whole') return false;
  // numpy takes the size of flexible types from here, and keeps its own of all others.
  if ('SUV'.includes(kind) ? elsize.number !== size : elsize.number !== -1) return false;
  if (kind === 'V' && subtype?.kind === 'tuple') return subtypeAgrees(subtype.items, size, flags.number);
  if (subtype?.kind !== 'none') return false;
  if (kind === 'O') return (flags.number & 1) === 1;
  if (kind === 'V') return fieldsAgree(fields, size, flags.number);
  return names?.kind === 'none' && (flags.number & 1) === 0;
}

/** An element that is itself an array: its base type and its shape. */
function subtypeAgrees([base, shape]: readonly Value[], size: number, flags: number): boolean {
  const item = itemOf(base);
  const count = countOf(shape);
  return (
    item !== undefined && count !== undefined && item.bytes * count === size && item.objects === ((flags & 1) === 1)
  );
}

/** Fields lie within the element, and one that holds objects shows in the flags: else raw bytes become pointers. */
function fieldsAgree(fields: Value | undefined, size: number, flags: number): boolean {
  if (fields?.kind === 'none') return (flags & 1) === 0;
  if (!(fields?.kind === 'mapping' && fields.whole)) return false;
  let objects = false;
  for (const field of fields.entries.values()) {
    const [type, offset] = field.kind === 'tuple' ? field.items : [];
    const item = itemOf(type);
    if (!item || offset?.kind !== 'whole' || offset.number < 0 || offset.number + item.bytes > size) return false;
    objects ||= item.objects;
  }
  return objects === ((flags & 1) === 1);
}

function holdsObjects(state: Value): boolean {
  const flags = state.kind === 'tuple' ? state.items[7] : undefined;
  return flags?.kind === 'whole' && (flags.number & 1) === 1;
}
