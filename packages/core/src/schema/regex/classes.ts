import type { RegexDialect, SetItem } from './tree.ts';

const last = 0x10ffff;

const asciiDigits: readonly SetItem[] = [{ from: 0x30, to: 0x39 }];
const asciiWord: readonly SetItem[] = [
  { from: 0x30, to: 0x39 },
  { from: 0x41, to: 0x5a },
  { from: 0x5f, to: 0x5f },
  { from: 0x61, to: 0x7a },
];
/** White space and line ends of ECMAScript. */
const ecmaSpace: readonly SetItem[] = [
  { from: 0x9, to: 0xd },
  { from: 0x20, to: 0x20 },
  { from: 0xa0, to: 0xa0 },
  { from: 0x1680, to: 0x1680 },
  { from: 0x2000, to: 0x200a },
  { from: 0x2028, to: 0x2029 },
  { from: 0x202f, to: 0x202f },
  { from: 0x205f, to: 0x205f },
  { from: 0x3000, to: 0x3000 },
  { from: 0xfeff, to: 0xfeff },
];
/** White space of Python: also four separators and the next line, but no byte order mark. */
const pythonSpace: readonly SetItem[] = [
  { from: 0x9, to: 0xd },
  { from: 0x1c, to: 0x20 },
  { from: 0x85, to: 0x85 },
  ...ecmaSpace.slice(2, -1),
];
/** Letters and numbers of any script, which is what `str.isalnum` of Python takes, and `_`. */
const unicodeWord: readonly SetItem[] = [
  { property: 'L', negated: false },
  { property: 'N', negated: false },
  { from: 0x5f, to: 0x5f },
];
/** What is outside of `unicodeWord`: the other categories, and the punctuation that joins words but for `_` itself. */
const unicodeRest: readonly SetItem[] = [
  ...['M', 'S', 'Z', 'C', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf', 'Po'].map((property) => ({ property, negated: false })),
  { from: 0x203f, to: 0x2040 },
  { from: 0x2054, to: 0x2054 },
  { from: 0xfe33, to: 0xfe34 },
  { from: 0xfe4d, to: 0xfe4f },
  { from: 0xff3f, to: 0xff3f },
];
const unicodeDigits: readonly SetItem[] = [{ property: 'Nd', negated: false }];

/** What `\d`, `\w`, `\s` stand for; undefined for other letters. Capitals are their complements. */
export function shorthand(letter: string, dialect: RegexDialect): SetClass | undefined {
  const python = dialect === 'python';
  switch (letter.toLowerCase()) {
    case 'd':
      return { items: python ? unicodeDigits : asciiDigits, negated: letter === 'D' };
    case 'w':
      return { items: python ? unicodeWord : asciiWord, negated: letter === 'W' };
    case 's':
      return { items: python ? pythonSpace : ecmaSpace, negated: letter === 'S' };
    default:
      return undefined;
  }
}

/** A set, or what is outside of it. */
export interface SetClass {
  readonly items: readonly SetItem[];
  readonly negated: boolean;
}

/** What `.` does not match. */
export function lineEnds(dialect: RegexDialect): readonly SetItem[] {
  const newline = { from: 0xa, to: 0xa };
  return dialect === 'python' ? [newline] : [newline, { from: 0xd, to: 0xd }, { from: 0x2028, to: 0x2029 }];
}

/** The items of a class inside a larger one; undefined where a complement of properties cannot be written so. */
export function itemsInside({ items, negated }: SetClass): readonly SetItem[] | undefined {
  if (!negated) return items;
  if (items === unicodeWord) return unicodeRest;
  const [only, ...others] = items;
  if (only !== undefined && 'property' in only && others.length === 0) return [{ ...only, negated: !only.negated }];
  const ranges = items.filter((item) => 'from' in item);
  return ranges.length === items.length ? complement(ranges) : undefined;
}

function complement(ranges: readonly { readonly from: number; readonly to: number }[]): readonly SetItem[] {
  const outside: SetItem[] = [];
  let next = 0;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > next) outside.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  if (next <= last) outside.push({ from: next, to: last });
  return outside;
}

/** General categories by their long names, which RE2 does not know. */
const categories: Readonly<Record<string, string>> = {
  Letter: 'L',
  Cased_Letter: 'LC',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  digit: 'Nd',
  Letter_Number: 'Nl',
  Other_Number: 'No',
  Punctuation: 'P',
  punct: 'P',
  Symbol: 'S',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Other: 'C',
  Control: 'Cc',
};

/** RE2's name of a property of ECMAScript (`Script=Greek`, `Letter`, `L`); undefined where RE2 has none. */
export function propertyName(written: string): string | undefined {
  const [key = '', value] = written.split('=', 2);
  const isScript = value !== undefined && ['Script', 'sc', 'Script_Extensions', 'scx'].includes(key);
  const isCategory = value !== undefined && ['General_Category', 'gc'].includes(key);
  if (value !== undefined && !isScript && !isCategory) return undefined;
  if (isScript) return known(`Script=${value}`) ? value : undefined;
  const name = value ?? key;
  const short = Object.hasOwn(categories, name) ? categories[name] : name;
  if (short === 'LC' || short === undefined) return undefined;
  return /^[CLMNPSZ][a-z]?$/.test(short) && known(short) ? short : undefined;
}

function known(property: string): boolean {
  if (!/^[A-Za-z_=]+$/.test(property)) return false;
  try {
    return new RegExp(`\\p{${property}}`, 'u').source !== '';
  } catch {
    return false;
  }
}
