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
    if (typeof kind === 'string' && isLambda(kind)) return true;
    for (const inner of Object.values(value)) left.push(inner);
  }
  return false;
}

/** `Lambda`, of whatever package, and `__lambda__`, Keras' own word for a function that is kept as code. */
function isLambda(kind: string): boolean {
  return /(?:^|>)(?:TF\w*)?(?:Lambda|__lambda__)$/u.test(kind);
}

/** A configuration may have as many layers; a file with more is refused. */
const mostLayers = 100_000;

/**
 * HDF5 files of Keras carry their configuration as text, which is searched without taking the file apart. Names that are
 * written with escapes, as no writer does, are refused whatever they say.
 */
export function scanHdf5(source: ByteSource, { path }: Inner): ScanFinding[] {
  const places = placesOf(source, '"class_name"', mostLayers);
  if (places.length === mostLayers) return [refused(path, 'has more layers than can be scanned')];
  for (const at of places) {
    const reason = layerReason(latin1(source.read(at, longestLayer)));
    if (reason !== undefined) return [refused(path, reason, at)];
  }
  const escapes = placesOf(source, '\\u00', mostLayers);
  if (escapes.length === mostLayers) return [refused(path, 'has more escapes than can be scanned')];
  const escaped = escapes.find((at) => hidesKey(source, at));
  return escaped === undefined ? [] : [refused(path, 'writes the key `class_name` with escapes', escaped)];
}

/** Longer than the key, all white space that anybody writes, and a name. */
const longestLayer = 4096;

/** Why the layer that a text begins with is refused; undefined when it is not. */
function layerReason(text: string): string | undefined {
  const [, gap = '', value = ''] = /^"class_name"(\s*:?\s*)("(?:[^"\\]|\\.)*"?)?/su.exec(text) ?? [];
  if (gap.length + value.length > longestLayer - 100) return 'has a layer whose name cannot be read';
  if (/\\/u.test(value)) return 'writes the name of a layer with escapes';
  return isLambda(value.slice(1, -1)) ? 'has a Lambda layer, which runs code' : undefined;
}

/** Whether the text around an escape is the key `class_name` in other letters. */
function hidesKey(source: ByteSource, at: number): boolean {
  const text = latin1(source.read(Math.max(0, at - 64), 192));
  const keys = text.matchAll(/"((?:[a-z_]|\\u[0-9a-fA-F]{4})+)"/gu);
  return [...keys].some(([whole, key]) => key?.includes('\\u') && JSON.parse(whole) === 'class_name');
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

/** Programs, by the first bytes or the name; looked for in archives, where nobody expects them. */
export function programIn(path: string, start: Uint8Array): string | undefined {
  const magic = latin1(start.subarray(0, 4));
  if (magic === '\x7fELF' || magic.startsWith('MZ') || magic.startsWith('#!')) return 'is a program';
  if (['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xca\xfe\xba\xbe'].includes(magic)) return 'is a program';
  return /\.(?:py|pyc|pyd|so|dll|dylib|exe|sh|bat|ps1|jar)$/iu.test(path) ? 'is a program by its name' : undefined;
}
