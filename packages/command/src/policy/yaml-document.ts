import { type Place, shortened, type UserError } from '@weighbridge/core';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { aliasUses, type Located } from './yaml-places.ts';

/** A file may repeat itself through anchors, but not grow through them. */
const mostAliases = 100;

/** How a kind of file is read. */
export interface YamlLimits {
  /** Larger files are refused before they are read. */
  readonly mostCharacters: number;
  /** The error of the kind of file, around what is wrong in the middle of a sentence. */
  readonly fail: (what: string, options: { readonly place: Place; readonly cause?: unknown }) => UserError;
}

/** A file that has been read, and the plain value in it. */
export interface YamlFile extends Located {
  readonly value: unknown;
}

/**
 * Reads YAML 1.2 (and so JSON) without merge keys and tags of its own. Throws the error of `fail` for the fault that stands
 * first in the file, with line and column.
 */
export function readYaml(text: string, file: string, limits: YamlLimits): YamlFile {
  const { mostCharacters, fail } = limits;
  if (text.length > mostCharacters) throw fail(`it has more than ${mostCharacters} characters`, { place: { file } });
  const lines = new LineCounter();
  const document = parsed(text, lines, file, limits);
  const [first] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first) {
    const { line, col } = lines.linePos(first.pos[0]);
    throw fail(withoutStop(first.message), { place: { file, line, column: col }, cause: first });
  }
  const located = { document, lines, file, index: new WeakMap() };
  return { ...located, value: plainValue(located, limits) };
}

/** The reader itself recurses, so deep enough nesting overflows its stack: that is the file's fault, not ours. */
function parsed(text: string, lines: LineCounter, file: string, { fail }: YamlLimits): Document {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  } catch (cause) {
    throw fail('it is nested too deeply', { place: { file }, cause });
  }
}

function plainValue(located: Located, { fail }: YamlLimits): unknown {
  const uses = aliasUses(located);
  const unknown = uses.find(({ known }) => !known);
  if (unknown) throw fail(`the alias "${shortened(unknown.name)}" has no anchor before it`, { place: unknown.place });
  try {
    return located.document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    const place = uses[0]?.place ?? { file: located.file };
    throw fail(`its anchors and aliases unfold to more than ${mostAliases} values`, { place, cause });
  }
}

/** The library's message as the middle of a sentence: one line, no full stop. */
function withoutStop(message: string): string {
  const [first = ''] = message.split('\n');
  const short = first.length > 120 ? `${first.slice(0, 119)}…` : first;
  return short.replace(/[.:]\s*$/, '').replace(/^./, (letter) => letter.toLowerCase());
}
