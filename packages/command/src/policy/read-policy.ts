import { type Policy, parsePolicy, policyErrors } from '@weighbridge/core';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { aliasUses, type Located, locateNode, scalarSource } from './yaml-places.ts';

/** Larger files are no policies, and reading them would cost more than it tells. */
const mostCharacters = 256 * 1024;
/** A policy may repeat itself through anchors, but not grow through them. */
const mostAliases = 100;

/**
 * Reads `weighbridge.yml`: YAML 1.2 without merge keys and tags of its own. Throws the error of the catalogue that
 * stands first in the file, with line and column.
 */
export function readPolicy(text: string, fileName: string): Policy {
  const lines = new LineCounter();
  const located = { document: readYaml(text, fileName, lines), lines, file: fileName };
  return parsePolicy(
    plainValue(located),
    (path, part) => locateNode(located, path, part),
    (path) => scalarSource(located.document, path),
  );
}

function readYaml(text: string, file: string, lines: LineCounter): Document {
  if (text.length > mostCharacters) {
    throw policyErrors.yaml({ what: `it has more than ${mostCharacters} characters` }, { place: { file } });
  }
  const document = parsed(text, file, lines);
  const [first] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (!first) return document;
  const { line, col } = lines.linePos(first.pos[0]);
  throw policyErrors.yaml({ what: withoutStop(first.message) }, { place: { file, line, column: col }, cause: first });
}

/** The reader itself recurses, so deep enough nesting overflows its stack: that is the file's fault, not ours. */
function parsed(text: string, file: string, lines: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  } catch (cause) {
    throw policyErrors.yaml({ what: 'it is nested too deeply' }, { place: { file }, cause });
  }
}

function plainValue(located: Located): unknown {
  const uses = aliasUses(located);
  const unknown = uses.find(({ known }) => !known);
  if (unknown)
    throw policyErrors.yaml({ what: `the alias "${unknown.name}" has no anchor before it` }, { place: unknown.place });
  try {
    return located.document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    const place = uses[0]?.place ?? { file: located.file };
    throw policyErrors.yaml(
      { what: `its anchors and aliases unfold to more than ${mostAliases} values` },
      { place, cause },
    );
  }
}

/** The library's message as the middle of a sentence: one line, no full stop. */
function withoutStop(message: string): string {
  const [first = ''] = message.split('\n');
  const short = first.length > 120 ? `${first.slice(0, 119)}…` : first;
  return short.replace(/[.:]\s*$/, '').replace(/^./, (letter) => letter.toLowerCase());
}
