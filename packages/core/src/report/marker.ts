import type { Digest } from '../record/evaluation.ts';

/** What the first line of a note says of it. */
export interface Marker {
  readonly note: string;
  readonly record: string;
  /** Full sha of the commit whose verdict the note shows. */
  readonly commit: string;
  /** Full sha of a newer commit that is being weighed. */
  readonly running: string | undefined;
  /** Run and attempt that wrote the note (`4812.1`), where it said so: orders two runs of one commit. */
  readonly run?: string;
}

/** The start of the first line of every note of a model: what `Notes.find` looks for. */
export function noteMark(model: string): string {
  return `<!-- weighbridge note=${attribute(model)} `;
}

/** The first line of a note. Anyone can write one, so a marker proves nothing (DESIGN §10). */
export function markerLine(
  model: string,
  record: Digest | string,
  commit: string | undefined,
  running?: string,
): string {
  const next = running === undefined ? '' : ` running=${attribute(running)}`;
  return `${noteMark(model)}record=${attribute(record)} commit=${attribute(commit ?? 'none')}${next} -->`;
}

/** The start of the first line of the issue of a model: what `Issues.find` looks for. */
export function issueMark(model: string): string {
  return `<!-- weighbridge issue=${attribute(model)} `;
}

/** The first line of an issue; `record` is what production is held against. */
export function issueMarkerLine(model: string, record: Digest | string): string {
  return `${issueMark(model)}record=${attribute(record)} -->`;
}

/** No space, quote, hyphen pair or bracket can end the comment early. */
function attribute(value: string): string {
  return Array.from(value, (character) =>
    /[A-Za-z0-9_.:/]/.test(character) ? character : percentEncoded(character),
  ).join('');
}

function percentEncoded(character: string): string {
  if (/\p{Cs}/u.test(character)) return '%EF%BF%BD';
  if (character === '-') return '%2D';
  const encoded = encodeURIComponent(character);
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}

/** Adds to a note's marker the run that writes it; a text without a marker stays as it is. */
export function stampMarker(note: string, run: string): string {
  return note.replace(
    /^(<!-- weighbridge note=[^\n]*?)(?: run=\S+)? -->/,
    (_, start: string) => `${start} run=${attribute(run)} -->`,
  );
}

/** Reads the first line of a note; undefined when it is not a marker. */
export function parseMarker(note: string): Marker | undefined {
  const line = note.split(/\r?\n/, 1)[0] ?? '';
  const found = /^<!-- weighbridge note=(\S*) record=(\S+) commit=(\S+)(?: running=(\S+))?(?: run=(\S+))? -->$/.exec(
    line,
  );
  if (found === null) return undefined;
  const [, model = '', record = '', commit = '', running, run] = found;
  return {
    note: decoded(model),
    record: decoded(record),
    commit: decoded(commit),
    running: running && decoded(running),
    ...(run === undefined ? {} : { run: decoded(run) }),
  };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
