import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../src/scan/bytes.ts';
import { join } from './assembler.ts';
import { refusals, scan } from './corpus.ts';

/** One field of text or of a message, as protobuf writes it. */
function field(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = join(content);
  return join(varint(number * 8 + 2), varint(bytes.length), bytes);
}

function varint(value: number): Uint8Array {
  return value < 128 ? join(value) : join((value % 128) + 128, varint(Math.floor(value / 128)));
}

const key = field(1, 'location');
const value = (text: string): Uint8Array => field(2, text);
const entry = (...fields: readonly Uint8Array[]): Uint8Array => field(13, join(...fields));
const tensor = (...entries: readonly Uint8Array[]): Uint8Array => join('\x08\x12\x10\x01', field(8, 'w'), ...entries);
/** ir_version, then the graph with a tensor that lies in the file, and one whose numbers do not. */
function model(of: Uint8Array, number = 5): Uint8Array {
  const plain = field(5, join(field(8, 'b'), field(9, Buffer.alloc(70_000, 0xff))));
  return join('\x08\x0a', field(7, join(plain, field(2, 'main'), field(number, of))));
}

const [out, below] = ['../../etc/passwd', 'weights/model.data'];
const outside = 'names a file outside of the model’s folder';

describe('ONNX', () => {
  it.each([
    ['key, value', entry(key, value(out))],
    ['value, key', entry(value(out), key)],
    ['something else between them', entry(key, field(9, 'x'), value(out))],
    ['a value of two', entry(value(below), key, value(out))],
    ['a value of two, before', entry(value(out), key, value(below))],
    ['a key of two', entry(field(1, 'offset'), value(out), key)],
    ['a longer number than needed', entry(join(0x8a, 0x00, 0x88, 0x00, 'location'), value(out))],
    ['the second entry', join(entry(field(1, 'offset'), value('0')), entry(value(out), key))],
    ['no value', entry(key)],
    ['an absolute path', entry(value('/etc/passwd'), key)],
    ['a path of Windows', entry(value('C:\\x'), key)],
  ])('may not name a file outside: %s', (_name, entries) => {
    expect(refusals(scan(model(tensor(entries)), 'm.onnx'))).toEqual([outside]);
  });

  it.each([
    ['a node of it', 1, field(5, field(5, tensor(entry(value(out), key))))],
    ['a graph in a node', 1, field(5, field(6, field(5, tensor(entry(value(out), key)))))],
    ['a sparse one', 15, field(2, tensor(entry(value(out), key)))],
  ])('is looked at wherever tensors lie: %s', (_name, number, of) => {
    expect(refusals(scan(model(of, number), 'm.onnx'))).toEqual([outside]);
  });

  it('says where, also in a file that is read in pieces', () => {
    const bytes = model(tensor(entry(value(out), key)));
    const at = Buffer.from(bytes).lastIndexOf(out) - 2;
    expect(scan(bytesInMemory(bytes), 'm.onnx')).toMatchObject([{ offset: at }]);
  });

  it.each([
    ['weights beside it', tensor(entry(key, value(below)), entry(field(1, 'offset'), value('/0')))],
    ['the other order', tensor(entry(value(below), key))],
  ])('has nothing to say of %s', (_name, of) => {
    expect(scan(model(of), 'm.onnx')).toEqual([]);
  });

  it('takes an input of a node that is called so for no file', () => {
    expect(scan(model(join(key, value('/conv/out')), 1), 'm.onnx')).toEqual([]);
  });

  it.each([
    ['is cut off', model(tensor(entry(key, value(below)))).subarray(0, -3)],
    ['is none', Buffer.from('not a model of ONNX')],
    [
      'is nested without end',
      Array.from({ length: 60 }).reduce<Uint8Array>((of) => field(6, field(1, field(5, of))), join('')),
    ],
  ])('that %s is refused', (name, bytes) => {
    const nested = name.startsWith('is nested') ? model(field(5, bytes), 1) : bytes;
    expect(refusals(scan(nested, 'm.onnx'))).toEqual(['cannot be read as ONNX']);
  });
});
