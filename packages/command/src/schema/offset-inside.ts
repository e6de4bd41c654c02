import { isScalar, type Node } from 'yaml';

/**
 * Where a character of a text stands in the file: quotes and escapes counted, lines of a literal block found again.
 * Undefined where the file has the text in another form (folded lines).
 */
export function offsetInside(text: string, node: Node | undefined, at: number): number | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  const [start, end] = node.range;
  const raw = text.slice(start, end);
  switch (node.type) {
    case 'PLAIN':
      return raw === node.value ? start + at : undefined;
    case 'QUOTE_SINGLE':
      return raw.includes('\n') ? undefined : start + quoted(raw, at, singleStep);
    case 'QUOTE_DOUBLE':
      return raw.includes('\n') ? undefined : start + quoted(raw, at, doubleStep);
    case 'BLOCK_LITERAL':
      return inBlock(text, start, node.value, at);
    default:
      return undefined;
  }
}

/** How many characters of the file make the next of the text, and how many of the text those are. */
interface Step {
  readonly raw: number;
  readonly made: number;
}

function quoted(raw: string, at: number, step: (raw: string, from: number) => Step): number {
  let from = 1;
  for (let made = 0; made < at && from < raw.length - 1; ) {
    const next = step(raw, from);
    from += next.raw;
    made += next.made;
  }
  return from;
}

function singleStep(raw: string, from: number): Step {
  return { raw: raw.startsWith("''", from) ? 2 : 1, made: 1 };
}

const escapeLengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

function doubleStep(raw: string, from: number): Step {
  if (raw[from] !== '\\') return { raw: 1, made: 1 };
  const length = escapeLengths[raw[from + 1] ?? ''] ?? 2;
  const isAstral = length === 10 && Number.parseInt(raw.slice(from + 2, from + 10), 16) > 0xffff;
  return { raw: length, made: isAstral ? 2 : 1 };
}

/** Lines of a literal block stand below its header, all indented as the first one that is not empty. */
function inBlock(text: string, start: number, value: string, at: number): number | undefined {
  const before = value.slice(0, at).split('\n');
  const lines = value.split('\n');
  const firstFull = lines.findIndex((line) => line !== '');
  const offsets = lineStarts(text, start);
  const sample = offsets[firstFull];
  if (sample === undefined) return undefined;
  const indent = text.indexOf(lines[firstFull] ?? '', sample) - sample;
  const line = offsets[before.length - 1];
  return line === undefined ? undefined : line + indent + (before.at(-1) ?? '').length;
}

/** Where the lines below the one of `start` begin. */
function lineStarts(text: string, start: number): readonly number[] {
  const starts: number[] = [];
  for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
