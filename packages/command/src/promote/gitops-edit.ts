import { closest, registryErrors } from '@weighbridge/core';
import { type Document, isMap, isScalar, isSeq, parse, parseAllDocuments, type Scalar } from 'yaml';

/**
 * The text of a kustomization with the image's new tag; everything else keeps its place, its comments and its line ends. The
 * image gets an entry where it has none. Throws UserError WB6409 for what is no kustomization.
 */
export function setKustomizeImage(
  text: string,
  image: string,
  { tag }: { readonly tag: string },
  file: string,
): string {
  const [document, ...more] = documentsOf(text, file);
  if (!document || more.length > 0 || !isMap(document.contents))
    throw registryErrors.badManifest({ file, why: 'a kustomization is one mapping' });
  const images = document.get('images');
  if (images !== undefined && !isSeq(images)) throw registryErrors.badManifest({ file, why: '`images` is not a list' });
  const entry = isSeq(images) ? images.items.filter(isMap).find((each) => each.get('name') === image) : undefined;
  const before = entry?.get('newTag', true);
  if (isScalar(before) && !entry?.has('digest')) return spliced(text, before, tag);
  // A digest would win over the tag.
  if (entry) entry.delete('digest');
  if (entry) entry.set('newTag', tag);
  else if (images) document.addIn(['images'], document.createNode({ name: image, newTag: tag }));
  else document.set('images', document.createNode([{ name: image, newTag: tag }]));
  return written(document, text);
}

/**
 * The text of a YAML file with a value at a path such as `churn.model.version`, which must be there already. Keys may
 * have dots themselves; items of lists go by number. In a file of several documents it must be in one of them only.
 * Throws UserError WB6410 otherwise.
 */
export function setYamlKey(text: string, path: string, value: string, file: string): string {
  const documents = documentsOf(text, file);
  const holding = documents.flatMap((document) => {
    const keys = keysOf(document.contents, path.split('.'));
    return keys ? [{ document, keys, at: documents.indexOf(document) }] : [];
  });
  const [found] = holding;
  if (!found) throw registryErrors.noManifestKey({ file, key: path, near: closest(path, documents.flatMap(pathsOf)) });
  if (holding.length > 1)
    throw registryErrors.badManifest({ file, why: `${holding.length} documents hold \`${path}\`` });
  const before = found.document.getIn(found.keys, true);
  if (!isScalar(before)) throw registryErrors.badManifest({ file, why: `\`${path}\` is not a single value` });
  const next = spliced(text, before, value);
  // Whatever YAML has that was not thought of: a manifest is never left saying something else.
  const check = parseAllDocuments(next);
  const after = Array.isArray(check) ? check[found.at] : undefined;
  const isClean = after?.errors.length === 0 && after.warnings.length === 0;
  if (!isClean || after.getIn(found.keys) !== value)
    throw registryErrors.badManifest({ file, why: `\`${path}\` is not written in a form that can be replaced` });
  return next;
}

/** The keys that a path means: of a mapping the longest run of its parts that is one, of a list a number. */
function keysOf(node: unknown, parts: readonly string[]): readonly (string | number)[] | undefined {
  if (parts.length === 0) return [];
  for (let length = parts.length; length > 0; length -= 1) {
    const written = parts.slice(0, length).join('.');
    const forms = /^\d+$/u.test(written) ? [written, Number(written)] : [written];
    const key = isMap(node) || (isSeq(node) && length === 1) ? forms.find((form) => node.has(form)) : undefined;
    if (key === undefined || !(isMap(node) || isSeq(node))) continue;
    const rest = keysOf(node.get(key, true), parts.slice(length));
    if (rest) return [key, ...rest];
  }
  return undefined;
}

/** The text with one value in another's place and in its quotes; nothing else moves. */
function spliced(text: string, before: Scalar, value: string): string {
  const [start, end] = before.range ?? [0, 0];
  const [left, old, right] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  // What is empty has no place of its own, and a block of text takes the end of its last line along.
  const gap = old === '' && !/\s$/u.test(left) ? ' ' : '';
  const tail = old === '' && /^[^\s,\]}]/u.test(right) ? ' ' : (/(?:\r?\n)+$/u.exec(old)?.[0] ?? '');
  return `${left}${gap}${scalarText(before, value)}${tail}${right}`;
}

function scalarText({ type }: Scalar, value: string): string {
  if (type === 'QUOTE_SINGLE' && !/\p{Cc}/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  const isPlain =
    type === 'PLAIN' && /^[\w./@-][\w./:@-]*$/u.test(value) && !value.endsWith(':') && parse(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

function documentsOf(text: string, file: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { keepSourceTokens: true });
  if (!Array.isArray(documents)) throw registryErrors.badManifest({ file, why: 'it is empty' });
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) throw registryErrors.badManifest({ file, why: error.message.split('\n')[0] ?? 'it is not YAML' });
  return documents;
}

/** Lines are never folded: a reviewer should see few changed lines. */
function written(document: Document, before: string): string {
  const indentSeq = !/^images:[ \t]*\r?\n-/mu.test(before);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq });
  return before.includes('\r\n') ? text.replaceAll(/\r?\n/gu, '\r\n') : text;
}

/** Paths of all scalars, for a hint. */
function pathsOf(document: Document): string[] {
  const paths: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (!isMap(node)) {
      paths.push(path);
      return;
    }
    for (const { key, value } of node.items)
      walk(value, path === '' ? String(key) : `${path}.${String(isScalar(key) ? key.value : key)}`);
  };
  walk(document.contents, '');
  return paths;
}
