import type { Place, PolicyPath } from '@weighbridge/core';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';

/** A parsed file, and what turns its offsets into lines. */
export interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly file: string;
  /** The keys of objects that were looked into, so that thousands of places are found in time. */
  readonly index?: WeakMap<object, ReadonlyMap<string, Pair>>;
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

/** Where a path's key or value is. Where the path ends earlier, the last part that is there. */
export function locateNode({ document, lines, file, index }: Located, path: PolicyPath, part: 'key' | 'value'): Place {
  let found: Found = { key: undefined, value: document.contents };
  let place = startOf(document.contents);
  for (const step of path) {
    const next = below(resolved(document, found.value), step, index);
    if (!next) break;
    found = next;
    place = startOf(part === 'key' ? (next.key ?? next.value) : next.value) ?? startOf(next.key) ?? place;
  }
  const { line, col } = lines.linePos(place ?? 0);
  return { file, line, column: col };
}

/** The node at a path, aliases followed; undefined where there is none. */
export function nodeAt({ document, index }: Pick<Located, 'document' | 'index'>, path: PolicyPath): Node | undefined {
  let value: unknown = document.contents;
  for (const step of path) value = below(resolved(document, value), step, index)?.value;
  return resolved(document, value);
}

/** The text of a scalar as it stands in the file; undefined where there is none. */
export function scalarSource(document: Document, path: PolicyPath): string | undefined {
  const node = nodeAt({ document }, path);
  return isScalar(node) && typeof node.source === 'string' ? node.source : undefined;
}

/** One use of an alias, and whether an anchor of that name stands before it. */
export interface AliasUse {
  readonly name: string;
  readonly known: boolean;
  readonly place: Place;
}

/** Where the file uses aliases, in its order. */
export function aliasUses({ document, lines, file }: Located): readonly AliasUse[] {
  const uses: AliasUse[] = [];
  visit(document, {
    Alias(_key, alias) {
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      uses.push({
        name: alias.source,
        known: alias.resolve(document) !== undefined,
        place: { file, line, column: col },
      });
    },
  });
  return uses;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function resolved(document: Document, value: unknown): Node | undefined {
  if (isAlias(value)) return value.resolve(document);
  return isNode(value) ? value : undefined;
}

function below(node: Node | undefined, step: string | number, index?: Located['index']): Found | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { key: undefined, value };
  }
  if (!isMap(node)) return undefined;
  const pair = keysOf(node, index).get(String(step));
  return pair && { key: pair.key, value: pair.value };
}

function keysOf(map: YAMLMap, index: Located['index']): ReadonlyMap<string, Pair> {
  const known = index?.get(map);
  if (known) return known;
  const keys = new Map(map.items.map((pair) => [keyText(pair), pair]));
  index?.set(map, keys);
  return keys;
}

function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}
