/** The most code points of one foreign string in a report. */
export const longestText = 64;

const unseen = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/u;

/** Foreign text on one line, with everything that cannot be seen, or turns the reading direction, written as `\u202e`. */
export function visible(text: string): string {
  return Array.from(text, shown).join('');
}

function shown(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '|') return '¦';
  if (/\p{Zs}/u.test(character)) return ' ';
  if (!unseen.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/** At most `longest` code points, the middle cut. */
export function cut(text: string, longest = longestText): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const head = Math.ceil((longest - 1) / 2);
  const tail = longest - 1 - head;
  return `${characters.slice(0, head).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`;
}

/** Foreign text made visible and short; never empty. */
export function clean(text: string, longest = longestText): string {
  const cleaned = cut(visible(text).trim(), longest);
  return cleaned === '' ? '""' : cleaned;
}

/** A Markdown code span that holds the text as it is, whatever backticks are in it. */
export function codeSpan(text: string, longest = longestText): string {
  const content = clean(text, longest);
  const runs = content.match(/`+/g) ?? [];
  // Some readers take a backslash before the closing backtick for an escape.
  if (runs.length === 0) return content.endsWith('\\') ? `\` ${content} \`` : `\`${content}\``;
  const fence = '`'.repeat(Math.max(...runs.map((run) => run.length)) + 1);
  return `${fence} ${content} ${fence}`;
}

/** Text for HTML, where Markdown may be read as well: every character that means something in either is an entity. */
function entities(text: string): string {
  return text.replace(/[&<>"'`*_~[\]()!|\\#@:$^{}=+.-]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text for an HTML document. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `<code>` for places where Markdown is not read (summaries), or where a long word must be able to break. */
export function htmlCode(text: string, longest = longestText): string {
  return `<code>${breakable(clean(text, longest), entities)}</code>`;
}

/** The longest run of characters that a narrow cell can hold. */
export const longestRun = 16;

/**
 * Offers breaks (`<wbr>`) after separators, and within runs that are too long for a phone. The breaks also part what
 * a forge would join into an e-mail address.
 */
export function breakable(text: string, write: (part: string) => string): string {
  const pieces = text.match(/[^_=/.,;:@\- ]*[_=/.,;:@\- ]*/g) ?? [];
  return pieces.flatMap(shortRuns).map(write).join('<wbr>');
}

function shortRuns(piece: string): string[] {
  const characters = Array.from(piece);
  const runs: string[] = [];
  for (let start = 0; start < characters.length; start += longestRun) {
    runs.push(characters.slice(start, start + longestRun).join(''));
  }
  return runs;
}

const plainWord = /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/;
const commitLike = /^[0-9a-f]{7,}$/i;
/** `GH-12`, `JIRA-3`: forges make links of them. */
const ticketLike = /[A-Za-z]-\d/;

/** Whether no forge makes anything of this word: no mention, reference, link, emoji or markup. */
function isPlainWord(word: string): boolean {
  return plainWord.test(word) && !commitLike.test(word) && !ticketLike.test(word);
}

/** A run or change number: digits alone. */
export function isNumber(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/** Whether a name can stand in a sentence without a code span. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z]/.test(name) && name.length <= longestText && name.split(' ').every(isPlainWord);
}

/** Whether a word of a sentence, with its punctuation, is plain; numbers and percentages are. */
export function isPlainInSentence(word: string): boolean {
  const core = word.replace(/^[(“‘]+/, '').replace(/[.,;:)”’?]+$/, '');
  if (core === '' || /^[+−-]?\d[\d,]*(\.\d+)?%?$/.test(core)) return !/^[;:]/.test(word);
  const parts = core.split(/[.,/’]/);
  return !/^www\./i.test(core) && parts.every((part) => part !== '' && isPlainWord(part));
}

/** An address that was built by us, with what could end a Markdown link encoded; undefined for anything but http(s). */
export function safeUrl(url: string | undefined): string | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return url.replace(/[\s()<>"'`|\\[\]*_~\p{Cc}\p{Cf}\p{Cs}]/gu, encoded);
}

function encoded(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return /\p{Cs}/u.test(character) ? '%EF%BF%BD' : encodeURIComponent(character);
}
