/** A range of code points, or a Unicode property in RE2's name (`L`, `Greek`). */
export type SetItem =
  | { readonly from: number; readonly to: number }
  | { readonly property: string; readonly negated: boolean };

/** A pattern as a tree. Groups capture nothing, for a pattern only says yes or no. */
export type Regex =
  /** One code point of the set, or with `negated` one outside. */
  | { readonly kind: 'set'; readonly items: readonly SetItem[]; readonly negated: boolean }
  | { readonly kind: 'at'; readonly place: 'start' | 'end' | 'boundary' | 'inside' }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  /** Without `most` as often as it can. */
  | { readonly kind: 'repeat'; readonly part: Regex; readonly least: number; readonly most?: number }
  /** Upper and lower case are the same inside. */
  | { readonly kind: 'fold'; readonly part: Regex };

/** `python` for Frictionless, whose validator is written in it; `ecma` for JSON Schema. */
export type RegexDialect = 'python' | 'ecma';

/** What is wrong with a pattern, and where: `at` counts code points from 0. */
export class RegexFault extends Error {
  override readonly name = 'RegexFault';
  readonly at: number;

  constructor(what: string, at: number) {
    super(what);
    this.at = at;
  }
}
