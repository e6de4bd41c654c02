/** Control characters, ends of line, and marks that turn the direction of the text around a name. */
const disturbing = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]+/gu;

/** A text as one line of at most `max` UTF-16 units; names in it cannot break or turn what stands around them. */
export function oneLine(text: string, max: number): string {
  const line = text.toWellFormed().replaceAll(disturbing, ' ').replaceAll(/ {2,}/g, ' ').trim();
  return clipEscaped(line, max, (character) => character);
}

/** Escapes a text character by character; what comes out has at most `max` UTF-16 units and no half of an escape. */
export function clipEscaped(text: string, max: number, escaped: (character: string) => string): string {
  const parts: string[] = [];
  let length = 0;
  let kept = 0;
  for (const character of text) {
    const part = escaped(character);
    length += part.length;
    if (length > max) return `${parts.slice(0, kept).join('')}…`;
    parts.push(part);
    if (length < max) kept = parts.length;
  }
  return parts.join('');
}

/** An address that may stand in a message: http or https, percent-encoded; undefined for any other. */
export function linkOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { href, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href.replaceAll('|', '%7C').replaceAll("'", '%27') : undefined;
}
