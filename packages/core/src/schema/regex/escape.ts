import { propertyName, type SetClass, shorthand } from './classes.ts';
import { type Regex, type RegexDialect, RegexFault } from './tree.ts';

/** What a backslash and the characters after it stand for, and where the pattern goes on. */
export type Escape =
  | { readonly code: number; readonly next: number }
  | { readonly set: SetClass; readonly next: number }
  | { readonly place: (Regex & { readonly kind: 'at' })['place']; readonly next: number };

const controls: Readonly<Record<string, number>> = { t: 0x9, n: 0xa, v: 0xb, f: 0xc, r: 0xd };

/** Reads the escape at a backslash. Inside a class `\b` is the backspace, and there are no places. */
export function escapeAt(
  points: readonly string[],
  at: number,
  dialect: RegexDialect,
  where: 'inside' | 'outside',
): Escape {
  const letter = points[at + 1];
  if (letter === undefined) throw new RegexFault('it ends with a backslash', at);
  const next = at + 2;
  const set = shorthand(letter, dialect);
  if (set) return { set, next };
  if (Object.hasOwn(controls, letter)) return { code: controls[letter] ?? 0, next };
  if (where === 'inside' && letter === 'b') return { code: 0x8, next };
  const place = where === 'outside' ? placeOf(letter, dialect) : undefined;
  if (place) return { place, next };
  if (letter === 'p' || letter === 'P') return propertyAt(points, at);
  if ((letter >= '1' && letter <= '9') || letter === 'k') {
    throw new RegexFault(`it refers back to a group, "\\${letter}", which RE2 does not`, at);
  }
  return numbered(points, at, letter, dialect) ?? { code: itself(letter, at), next };
}

function placeOf(letter: string, dialect: RegexDialect): (Regex & { readonly kind: 'at' })['place'] | undefined {
  if (letter === 'b') return 'boundary';
  if (letter === 'B') return 'inside';
  if (dialect === 'python' && letter === 'A') return 'start';
  return dialect === 'python' && letter === 'Z' ? 'end' : undefined;
}

/** `\x41`, `\u0041`, `\u{1F600}`, a surrogate pair, `\U0001F600`, `\cA`, `\0`. */
function numbered(points: readonly string[], at: number, letter: string, dialect: RegexDialect): Escape | undefined {
  const text = points.slice(at, at + 12).join('');
  const pattern =
    dialect === 'python'
      ? /^\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8}))/i
      : /^\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i;
  const found = pattern.exec(text);
  if (found) return coded(text, at, found);
  const control = dialect === 'ecma' ? /^\\c([A-Za-z])/.exec(text)?.[1] : undefined;
  if (control !== undefined) return { code: (control.codePointAt(0) ?? 0) % 32, next: at + 3 };
  if (letter === '0' && !/^\\0\d/.test(text)) return { code: 0, next: at + 2 };
  return undefined;
}

function coded(text: string, at: number, found: RegExpExecArray): Escape {
  const code = Number.parseInt(found[1] ?? found[2] ?? found[3] ?? '', 16);
  const pair = /^\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/i.exec(text);
  if (pair) {
    const [high, low] = [pair[1], pair[2]].map((half) => Number.parseInt(half ?? '', 16));
    return { code: 0x10000 + (((high ?? 0) - 0xd800) << 10) + ((low ?? 0) - 0xdc00), next: at + 12 };
  }
  if (code > 0x10ffff) throw new RegexFault('it names a character beyond Unicode', at);
  return { code, next: at + found[0].length };
}

function propertyAt(points: readonly string[], at: number): Escape {
  const text = points.slice(at, at + 80).join('');
  const found = /^\\[pP](?:\{(\^?)([^}]*)\}|([A-Z]))/.exec(text);
  const written = found?.[2] ?? found?.[3] ?? '';
  const property = propertyName(written);
  if (!found || property === undefined || found[1] === '^') {
    throw new RegexFault(`"${[...(found?.[0] ?? text.slice(0, 4))].join('')}" is no property that is known`, at);
  }
  return {
    set: { items: [{ property, negated: false }], negated: points[at + 1] === 'P' },
    next: at + found[0].length,
  };
}

/** Any sign but a letter or digit stands for itself. */
function itself(letter: string, at: number): number {
  if (/^[A-Za-z0-9]$/.test(letter)) throw new RegexFault(`"\\${letter}" has no meaning`, at);
  return letter.codePointAt(0) ?? 0;
}
