import { itemsInside } from './classes.ts';
import { escapeAt } from './escape.ts';
import { type Regex, type RegexDialect, RegexFault, type SetItem } from './tree.ts';

type SetNode = Regex & { readonly kind: 'set' };

interface Member {
  /** One code point; absent for a class such as `\d`. */
  readonly code?: number;
  readonly items: readonly SetItem[];
  readonly next: number;
}

/** Reads the class at a bracket, `[a-z\d]` or `[^…]`. In Python a bracket that closes at once is a character. */
export function setAt(
  points: readonly string[],
  start: number,
  dialect: RegexDialect,
): { readonly set: SetNode; readonly next: number } {
  const negated = points[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const items: SetItem[] = [];
  let at = first;
  for (;;) {
    const point = points[at];
    if (point === undefined) throw new RegexFault('a class, "[", is not closed', start);
    if (point === ']' && (at > first || dialect === 'ecma')) break;
    const { found, next } = rangeAt(points, at, dialect);
    items.push(...found);
    at = next;
  }
  return { set: { kind: 'set', items, negated }, next: at + 1 };
}

/** One member, or a range of two. A hyphen at an end or beside a class stands for itself. */
function rangeAt(points: readonly string[], at: number, dialect: RegexDialect) {
  const low = memberAt(points, at, dialect);
  const isRange = points[low.next] === '-' && points[low.next + 1] !== ']' && points[low.next + 1] !== undefined;
  if (!isRange) return { found: low.items, next: low.next };
  const high = memberAt(points, low.next + 1, dialect);
  if (low.code === undefined || high.code === undefined) {
    const hyphen: SetItem = { from: 0x2d, to: 0x2d };
    return { found: [...low.items, hyphen, ...high.items], next: high.next };
  }
  if (high.code < low.code) throw new RegexFault('a range ends before it begins', at);
  return { found: [{ from: low.code, to: high.code }], next: high.next };
}

function memberAt(points: readonly string[], at: number, dialect: RegexDialect): Member {
  const point = points[at] ?? '';
  if (point !== '\\') return single(point.codePointAt(0) ?? 0, at + 1);
  const found = escapeAt(points, at, dialect, 'inside');
  if ('code' in found) return single(found.code, found.next);
  const items = 'set' in found ? itemsInside(found.set) : undefined;
  if (!items) throw new RegexFault(`"\\${points[at + 1]}" cannot stand in a class`, at);
  return { items, next: found.next };
}

function single(code: number, next: number): Member {
  return { code, items: [{ from: code, to: code }], next };
}
