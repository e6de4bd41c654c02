import { staysBelow } from './archive/paths.ts';
import { type ByteSource, latin1, littleEndian, placesOf } from './bytes.ts';
import { type Inner, refused, type ScanFinding } from './finding.ts';
import { scanPickle } from './pickle.ts';

/** Formats that hold no pickle as a rule, and what in them can run code or reach out of the folder all the same. */

const longestJson = 64e6;

/** `.npy`: an array of objects is a pickle behind the header. */
export function scanNpy(source: ByteSource, { path, options }: Inner): ScanFinding[] {
  const start = source.read(0, 12);
  const wide = (start[6] ?? 0) > 1;
  const headerAt = wide ? 12 : 10;
  const length = littleEndian(start.subarray(8, headerAt));
  if (length > 1e6) return [refused(path, 'has a header that is too long', 8)];
  const header = latin1(source.read(headerAt, length));
  const descr = /['"]descr['"]\s*:\s*(.*)['"]fortran_order['"]/su.exec(header)?.[1];
  if (descr === undefined) return [refused(path, 'has a header that cannot be read', headerAt)];
  // Escapes could write an object's letter in another way.
  if (!/O|\\/u.test(descr)) return [];
  return scanPickle(path, source, options.allow, { likeness: 'named', start: headerAt + length });
}

/** A configuration of Keras: layers of Python code. */
export function scanKerasConfig(source: ByteSource, { path }: Inner): ScanFinding[] {
  if (source.size > longestJson) return [refused(path, 'is too large for a configuration')];
  const text = new TextDecoder().decode(source.read(0, source.size));
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    // Not JSON for us may still be some for another reader.
    return [refused(path, 'is not JSON')];
  }
  return holdsLambda(config) ? [refused(path, 'has a Lambda layer, which runs code')] : [];
}

/** Walks over all values without recursion: a configuration may be nested deeply. */
function holdsLambda(config: unknown): boolean {
  const left: unknown[] = [config];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const kind = 'class_name' in value ? value.class_name : undefined;
    if (typeof kind === 'string' && /(?:^|>)(?:TF\w*)?(?:Lambda|__lambda__)$/u.test(kind)) return true;
    for (const inner of Object.values(value)) left.push(inner);
  }
  return false;
}

/** HDF5 files of Keras carry their configuration as text. */
export function scanHdf5(source: ByteSource, { path }: Inner): ScanFinding[] {
  const [at] = [...placesOf(source, '"class_name": "Lambda"', 1), ...placesOf(source, '"class_name":"Lambda"', 1)];
  return at === undefined ? [] : [refused(path, 'has a Lambda layer, which runs code', at)];
}

/** Operations of TensorFlow that call Python, or read and write files. */
export function scanSavedModel(source: ByteSource, { path }: Inner): ScanFinding[] {
  return ['PyFunc', 'WriteFile', 'ReadFile'].flatMap((operation) => {
    const at = placesOf(source, operation, 1)[0];
    return at === undefined
      ? []
      : [refused(path, `has the operation ${operation}, which reaches out of the model`, at)];
  });
}

/** ONNX: tensors in other files are named by `location`, a field of text behind one of text (protobuf). */
export function scanOnnx(source: ByteSource, { path }: Inner): ScanFinding[] {
  const places = placesOf(source, '\n\x08location\x12', 100_000);
  for (const at of places) {
    const [length = 0, next = 0] = source.read(at + 11, 2);
    const size = length < 128 ? length : (length & 127) + next * 128;
    const location = new TextDecoder().decode(source.read(at + 11 + (length < 128 ? 1 : 2), size));
    if (!staysBelow(location)) return [refused(path, 'names a file outside of the model’s folder', at)];
  }
  return [];
}

/** Programs, by the first bytes or the name; looked for in archives, where nobody expects them. */
export function programIn(path: string, start: Uint8Array): string | undefined {
  const magic = latin1(start.subarray(0, 4));
  if (magic === '\x7fELF' || magic.startsWith('MZ') || magic.startsWith('#!')) return 'is a program';
  if (['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xca\xfe\xba\xbe'].includes(magic)) return 'is a program';
  return /\.(?:py|pyc|pyd|so|dll|dylib|exe|sh|bat|ps1|jar)$/iu.test(path) ? 'is a program by its name' : undefined;
}
