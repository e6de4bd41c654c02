import { shortened } from '../../policy/source.ts';
import { lineEnds } from './classes.ts';
import { type Escape, escapeAt } from './escape.ts';
import { setAt } from './set.ts';
import { type Regex, type RegexDialect, RegexFault } from './tree.ts';

const longestPattern = 4096;
const mostDepth = 100;
/** RE2 repeats a part at most so often, nested repeats multiplied. */
const mostRepeats = 1000;

interface Reader {
  readonly points: readonly string[];
  readonly dialect: RegexDialect;
  next: number;
  depth: number;
}

/** Reads a pattern. Throws RegexFault for what cannot be read, and for what RE2 does not have. */
export function parseRegex(pattern: string, dialect: RegexDialect): Regex {
  const points = [...pattern];
  if (points.length > longestPattern) throw new RegexFault(`it has more than ${longestPattern} characters`, 0);
  const reader: Reader = { points, dialect, next: 0, depth: 0 };
  const regex = choice(reader);
  if (reader.next < points.length) throw new RegexFault('a parenthesis closes that was not opened', reader.next);
  const repeats = timesRepeated(regex);
  if (repeats > mostRepeats) throw new RegexFault(`its repeats multiply to more than ${mostRepeats}`, 0);
  return regex;
}

function choice(reader: Reader): Regex {
  reader.depth++;
  if (reader.depth > mostDepth) throw new RegexFault('its groups are nested too deeply', reader.next);
  const options = [sequence(reader)];
  while (reader.points[reader.next] === '|') {
    reader.next++;
    options.push(sequence(reader));
  }
  reader.depth--;
  const [only, ...others] = options;
  return only !== undefined && others.length === 0 ? only : { kind: 'choice', options };
}

function sequence(reader: Reader): Regex {
  const parts: Regex[] = [];
  for (;;) {
    const point = reader.points[reader.next];
    if (point === undefined || point === '|' || point === ')') break;
    parts.push(repeated(reader, atom(reader, point)));
  }
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : { kind: 'sequence', parts };
}

function atom(reader: Reader, point: string): Regex {
  const at = reader.next;
  switch (point) {
    case '(':
      return group(reader);
    case '[': {
      const { set, next } = setAt(reader.points, at, reader.dialect);
      reader.next = next;
      return set;
    }
    case '\\':
      return escaped(reader);
    case '.':
      reader.next++;
      return { kind: 'set', items: lineEnds(reader.dialect), negated: true };
    case '^':
    case '$':
      reader.next++;
      return { kind: 'at', place: point === '^' ? 'start' : 'end' };
    case '*':
    case '+':
    case '?':
      throw new RegexFault(`"${point}" has nothing to repeat`, at);
    case '{':
      if (quantifierAt(reader)) throw new RegexFault('"{" has nothing to repeat', at);
  }
  reader.next++;
  return literal(point.codePointAt(0) ?? 0);
}

function literal(code: number): Regex {
  return { kind: 'set', items: [{ from: code, to: code }], negated: false };
}

function escaped(reader: Reader): Regex {
  const found: Escape = escapeAt(reader.points, reader.next, reader.dialect, 'outside');
  reader.next = found.next;
  if ('place' in found) return { kind: 'at', place: found.place };
  if ('code' in found) return literal(found.code);
  return { kind: 'set', ...found.set };
}

const looks: readonly (readonly [opening: string, what: string])[] = [
  ['?=', 'it looks ahead, "(?="'],
  ['?!', 'it looks ahead, "(?!"'],
  ['?<=', 'it looks behind, "(?<="'],
  ['?<!', 'it looks behind, "(?<!"'],
  ['?>', 'it has an atomic group, "(?>"'],
  ['?(', 'it has a condition, "(?("'],
  ['?#', 'it has a comment, "(?#"'],
  ['?P=', 'it refers back to a group, "(?P="'],
];

function group(reader: Reader): Regex {
  const start = reader.next;
  reader.next++;
  const fold = opening(reader, start);
  if (fold === 'rest') return folded(reader);
  const inside = choice(reader);
  if (reader.points[reader.next] !== ')') throw new RegexFault('a group is not closed', start);
  reader.next++;
  return fold === 'inside' ? { kind: 'fold', part: inside } : inside;
}

/** Passes over what stands behind the parenthesis: `?:`, a name, flags. Says what the flag `i` is for. */
function opening(reader: Reader, start: number): 'none' | 'inside' | 'rest' {
  const text = reader.points.slice(reader.next, reader.next + 80).join('');
  if (!text.startsWith('?')) return 'none';
  const look = looks.find(([mark]) => text.startsWith(mark));
  if (look) throw new RegexFault(`${look[1]}, which RE2 does not`, start);
  const name = /^(?:\?:|\?P?<[\p{L}_$][\p{L}\p{N}_$]*>)/u.exec(text)?.[0];
  if (name !== undefined) {
    reader.next += [...name].length;
    return 'none';
  }
  const flags = reader.dialect === 'python' ? /^\?i(?:u|a)?([:)])/.exec(text) : null;
  if (!flags) throw new RegexFault(`"(${shortened(text, 4)}" opens no group that is known`, start);
  reader.next += flags[0].length;
  if (flags[1] === ':') return 'inside';
  if (start > 0) throw new RegexFault('a flag stands elsewhere than at its start', start);
  return 'rest';
}

/** `(?i)` at the start is for all that follows. */
function folded(reader: Reader): Regex {
  return { kind: 'fold', part: choice(reader) };
}

interface Times {
  readonly least: number;
  readonly most?: number;
  readonly length: number;
}

function quantifierAt({ points, next, dialect }: Reader): Times | undefined {
  const point = points[next];
  if (point === '*') return { least: 0, length: 1 };
  if (point === '+') return { least: 1, length: 1 };
  if (point === '?') return { least: 0, most: 1, length: 1 };
  if (point !== '{') return undefined;
  const text = points.slice(next, next + 24).join('');
  const counts = (dialect === 'python' ? /^\{(\d*)(,?)(\d*)\}/ : /^\{(\d+)(,?)(\d*)\}/).exec(text);
  if (!counts || (counts[1] === '' && counts[3] === '')) return undefined;
  const [whole, low = '', comma = '', high = ''] = counts;
  if (comma === '' && high !== '') return undefined;
  const least = Number(low === '' ? 0 : low);
  const length = whole.length;
  if (comma === '') return { least, most: least, length };
  return high === '' ? { least, length } : { least, most: Number(high), length };
}

function repeated(reader: Reader, part: Regex): Regex {
  const start = reader.next;
  const times = quantifierAt(reader);
  if (!times) return part;
  if (part.kind === 'at') throw new RegexFault(`"${reader.points[start]}" repeats a place, not a character`, start);
  const { least, most, length } = times;
  if (Math.max(least, most ?? 0) > mostRepeats)
    throw new RegexFault(`it repeats more than ${mostRepeats} times`, start);
  if (most !== undefined && most < least) throw new RegexFault('a repeat ends before it begins', start);
  reader.next += length;
  if (reader.points[reader.next] === '?') reader.next++;
  else if (reader.points[reader.next] === '+')
    throw new RegexFault('it repeats possessively, which RE2 does not', start);
  if (quantifierAt(reader)) throw new RegexFault('it repeats a repeat', reader.next);
  return most === undefined ? { kind: 'repeat', part, least } : { kind: 'repeat', part, least, most };
}

/** How often the innermost part is written out when repeats are. */
function timesRepeated(regex: Regex): number {
  switch (regex.kind) {
    case 'set':
    case 'at':
      return 1;
    case 'sequence':
      return Math.max(1, ...regex.parts.map(timesRepeated));
    case 'choice':
      return Math.max(1, ...regex.options.map(timesRepeated));
    case 'fold':
      return timesRepeated(regex.part);
    case 'repeat':
      return Math.max(1, regex.least, regex.most ?? 0) * timesRepeated(regex.part);
  }
}
