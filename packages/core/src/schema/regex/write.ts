import type { Regex, SetItem } from './tree.ts';

/**
 * Writes a pattern for RE2, whatever its flags for line ends: no dots, no shorthands, no captures. Characters other than
 * letters, digits and `_` of ASCII stand as numbers.
 */
export function writeRegex(regex: Regex): string {
  switch (regex.kind) {
    case 'set':
      return set(regex);
    case 'at':
      return places[regex.place];
    case 'sequence':
      return regex.parts
        .map((part) => (part.kind === 'choice' ? `(?:${writeRegex(part)})` : writeRegex(part)))
        .join('');
    case 'choice':
      return regex.options.map(writeRegex).join('|');
    case 'fold':
      return `(?i:${writeRegex(regex.part)})`;
    case 'repeat':
      return `${repeatable(regex.part)}${times(regex.least, regex.most)}`;
  }
}

const places = { start: '\\A', end: '\\z', boundary: '\\b', inside: '\\B' };

function repeatable(part: Regex): string {
  const isWhole = part.kind === 'set' || part.kind === 'fold';
  return isWhole ? writeRegex(part) : `(?:${writeRegex(part)})`;
}

function times(least: number, most: number | undefined): string {
  if (most === undefined && least <= 1) return least === 0 ? '*' : '+';
  if (most === undefined) return `{${least},}`;
  if (least === 0 && most === 1) return '?';
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

function set({ items, negated }: Regex & { readonly kind: 'set' }): string {
  const [only, ...others] = items;
  if (only === undefined) return negated ? '[\\x{0}-\\x{10ffff}]' : '[^\\x{0}-\\x{10ffff}]';
  if (!negated && others.length === 0 && 'from' in only && only.from === only.to) return character(only.from);
  return `[${negated ? '^' : ''}${items.map(item).join('')}]`;
}

function item(one: SetItem): string {
  if ('property' in one) return `\\${one.negated ? 'P' : 'p'}{${one.property}}`;
  return one.from === one.to ? character(one.from) : `${character(one.from)}-${character(one.to)}`;
}

function character(code: number): string {
  const text = String.fromCodePoint(code);
  return /^[A-Za-z0-9_]$/.test(text) ? text : `\\x{${code.toString(16)}}`;
}
