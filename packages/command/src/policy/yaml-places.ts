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
} from 'yaml';

/** A parsed file, and what turns its offsets into lines. */
export interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly file: string;
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

/** Where a path's key or value is. Where the path ends earlier, the last part that is there. */
export function locateNode({ document, lines, file }: Located, path: PolicyPath, part: 'key' | 'value'): Place {
  let found: Found = { key: undefined, value: document.contents };
  let place = startOf(document.contents);
  for (const step of path) {
    const next = below(resolved(document, found.value), step);
    if (!next) break;
    found = next;
    place = startOf(part === 'key' ? (next.key ?? next.value) : next.value) ?? startOf(next.key) ?? place;
  }
  const { line, col } = lines.linePos(place ?? 0);
  return { file, line, column: col };
}

/** The text of a scalar as it stands in the file; undefined where there is none. */
export function scalarSource(document: Document, path: PolicyPath): string | undefined {
  let value: unknown = document.contents;
  for (const step of path) value = below(resolved(document, value), step)?.value;
  const node = resolved(document, value);
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

function below(node: Node | undefined, step: string | number): Found | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { key: undefined, value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((each) => keyText(each) === String(step));
  return pair && { key: pair.key, value: pair.value };
}

function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}
