import { staysBelow } from './archive/paths.ts';
import { type ByteSource, bytesInMemory, partOf } from './bytes.ts';
import { type Inner, refused, type ScanFinding } from './finding.ts';

/**
 * The messages of an ONNX file (onnx.proto) on the way to its tensors: field by field, which message lies within. Only
 * what leads to `external_data` is followed.
 */
const messages = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
  entry: {},
} as const satisfies Record<string, Readonly<Record<number, string>>>;
type Message = keyof typeof messages;

/** As deep as protobuf itself goes. */
const deepest = 100;
/** A smaller message is read at once, not field by field. */
const atOnce = 1 << 16;
/** No path is longer. */
const longestText = 4096;

/** Why a file cannot be followed; never leaves this module. */
class Unreadable extends Error {}

/**
 * ONNX: a tensor's numbers may lie in another file, which an entry of `external_data` names: the key `location`, and a
 * path. All of them must stay in the model's folder, in whatever order key and value are written.
 */
export function scanOnnx(source: ByteSource, { path }: Inner): ScanFinding[] {
  try {
    const at = walk(source, 'model', 0, 0);
    return at === undefined ? [] : [refused(path, 'names a file outside of the model’s folder', at)];
  } catch (error) {
    if (error instanceof Unreadable) return [refused(path, 'cannot be read as ONNX')];
    throw error;
  }
}

/** The byte of the first entry that leads out; `start` is where the message begins in the file. */
function walk(whole: ByteSource, message: Message, start: number, depth: number): number | undefined {
  if (depth > deepest) throw new Unreadable();
  const source = whole.size <= atOnce ? bytesInMemory(whole.read(0, whole.size)) : whole;
  if (message === 'entry') return leadsOut(source) ? start : undefined;
  const within: Readonly<Record<number, Message>> = messages[message];
  for (const { field, from, size } of fieldsOf(source)) {
    const inner = within[field];
    if (inner === undefined || size === undefined) continue;
    const at = walk(partOf(source, from, size), inner, start + from, depth + 1);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Of a field that is written twice the last one counts; here each must do. */
function leadsOut(entry: ByteSource): boolean {
  const fields = [...fieldsOf(entry)];
  const textsOf = (wanted: number): readonly string[] =>
    fields.flatMap(({ field, from, size = 0 }) => (field === wanted ? [textAt(entry, from, size)] : []));
  if (!textsOf(1).includes('location')) return false;
  const values = textsOf(2);
  return values.length === 0 || !values.every(staysBelow);
}

function textAt(entry: ByteSource, from: number, size: number): string {
  if (size > longestText) throw new Unreadable();
  return new TextDecoder().decode(entry.read(from, size));
}

interface Field {
  readonly field: number;
  /** Where its content begins. */
  readonly from: number;
  /** Undefined for numbers. */
  readonly size: number | undefined;
}

/** Fields of one message, in the order of the file. */
function* fieldsOf(source: ByteSource): Generator<Field> {
  for (let at = 0; at < source.size; ) {
    const [tag, from] = varint(source, at);
    const field = Math.floor(tag / 8);
    if (tag % 8 === 2) {
      const [size, content] = varint(source, from);
      yield { field, from: content, size };
      at = content + size;
    } else {
      yield { field, from, size: undefined };
      at = behindNumber(source, from, tag % 8);
    }
    if (at > source.size) throw new Unreadable();
  }
}

/** Groups, which ONNX has none of, are not followed. */
function behindNumber(source: ByteSource, from: number, wire: number): number {
  if (wire === 0) return varint(source, from)[1];
  if (wire === 1) return from + 8;
  if (wire === 5) return from + 4;
  throw new Unreadable();
}

/** A number of at most ten bytes, seven bits each, the lowest first, and where the next one begins. */
function varint(source: ByteSource, at: number): readonly [number, number] {
  const bytes = source.read(at, 10);
  let value = 0;
  for (const [index, byte] of bytes.entries()) {
    value += (byte & 127) * 128 ** index;
    if (byte < 128) return [value, at + index + 1];
  }
  throw new Unreadable();
}
