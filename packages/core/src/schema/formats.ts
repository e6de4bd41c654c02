/**
 * What a text of a string format looks like: RE2, for the whole text. They take what Frictionless' validator takes; the
 * 64 and 253 characters to which an e-mail address is held, and domains in other letters than ASCII's, are not in them.
 */
export const stringFormats: Readonly<Record<string, string>> = {
  email: `${atom()}(?:\\.${atom()})*@(?:${label()}\\.)+[A-Za-z0-9][A-Za-z0-9_\\-]{0,61}[A-Za-z]`,
  /** A scheme is all that is asked. */
  uri: '[A-Za-z][A-Za-z0-9+.\\-]*:[^\\x{0}]*',
  /** 32 digits, hyphens wherever, as `uuid.UUID` of Python reads them. */
  uuid: '(?:urn:)?(?:uuid:)?[{}]*(?:-*[0-9A-Fa-f]){32}-*[{}]*',
  /** Base64; other ASCII characters between its own are passed over. */
  binary: base64(),
};

function atom(): string {
  return "[0-9A-Za-z!#$%&'*+/=?^_`{}|~\\-\\x{a0}-\\x{24f}]+";
}

function label(): string {
  return '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?';
}

/**
 * As Python's `base64.b64decode` reads it: four signs at a time, of which the last one or two may be `=`, and then anything
 * may follow. Other characters between them, and `=` before the third sign, are passed over.
 */
function base64(): string {
  const sign = '[A-Za-z0-9+/]';
  const junk = '[\\x{0}-*,\\-.:-<>-@\\[-`{-\\x{7f}]*';
  const junkOrPad = '[\\x{0}-*,\\-.:-@\\[-`{-\\x{7f}]*';
  const two = `${junkOrPad}${sign}${junkOrPad}${sign}${junk}`;
  const third = `(?:=${junk})?${sign}${junk}`;
  const end = `${two}(?:=${junk}=|${third}=)[\\x{0}-\\x{7f}]*`;
  return `(?:${two}${third}${sign})*(?:${junkOrPad}|${end})`;
}
