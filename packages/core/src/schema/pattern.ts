import { schemaErrors } from '../error/schema-errors.ts';
import { placeOf, type SchemaNode, textAt } from './node.ts';
import { parseRegex } from './regex/parse.ts';
import { type Regex, type RegexDialect, RegexFault } from './regex/tree.ts';

/** Reads a pattern. Throws UserError with the place of the fault for what it does not understand or RE2 cannot do. */
export function patternAt(node: SchemaNode, dialect: RegexDialect): Regex {
  return regexOf(node, textAt(node, 'a pattern in quotes'), dialect, 'value');
}

/** Reads a pattern that stands as a key. */
export function patternKey(node: SchemaNode, pattern: string, dialect: RegexDialect): Regex {
  return regexOf(node, pattern, dialect, 'key');
}

function regexOf(node: SchemaNode, pattern: string, dialect: RegexDialect, part: 'key' | 'value'): Regex {
  try {
    return parseRegex(pattern, dialect);
  } catch (cause) {
    if (!(cause instanceof RegexFault)) throw cause;
    const { source, path } = node;
    const units = [...pattern].slice(0, cause.at).join('').length;
    const inside = part === 'value' ? source.within?.(path, units) : undefined;
    const place = inside ?? placeOf(node, part);
    throw schemaErrors.pattern({ what: cause.message, at: cause.at + 1 }, { place, cause });
  }
}
