import { type Cuts, ladder } from './cuts.ts';
import { bytes } from './number.ts';

/** Our own target for notes: what a reader still scrolls through, and below every forge's limit. */
export const noteTarget = 60_000;

/** Bytes of the text in UTF-8. */
export function byteLength(text: string): number {
  let total = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    total += utf8Length(code);
  }
  return total;
}

function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x1_0000 ? 3 : 4;
}

/** The fullest text that fits, going down the ladder; the shortest one where none does. */
export function fitted(budget: number, compose: (cuts: Cuts) => string): string {
  let shortest = '';
  for (const cuts of ladder) {
    shortest = compose(cuts);
    if (byteLength(shortest) <= budget) return shortest;
  }
  return shortest;
}

/** What a short note says of the rest: `Shortened: the whole report has 1.2 MB.` */
export function shortenedText(pageBytes: number | undefined, link: string | undefined): string {
  const size = pageBytes === undefined ? 'the rest is in the report' : `the whole report has ${bytes(pageBytes)}`;
  return `Shortened: ${size}.${link === undefined ? '' : ` ${link}`}`;
}
