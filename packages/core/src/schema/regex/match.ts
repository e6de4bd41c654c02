import type { Regex, SetItem } from './tree.ts';

/**
 * Whether a part of the text matches. For the few names that core itself must judge: it follows all ways at once, so that
 * no pattern makes it slow.
 */
export function regexMatches(regex: Regex, text: string): boolean {
  const points = [...text].map((point) => point.codePointAt(0) ?? 0);
  const starts = new Set(Array.from({ length: points.length + 1 }, (_, at) => at));
  return ends(regex, points, starts).size > 0;
}

/** Where a match can end that begins at one of `starts`. */
function ends(regex: Regex, points: readonly number[], starts: ReadonlySet<number>): ReadonlySet<number> {
  switch (regex.kind) {
    case 'set': {
      const matched = [...starts].filter((at) => at < points.length && isIn(regex, points[at] ?? 0));
      return new Set(matched.map((at) => at + 1));
    }
    case 'at':
      return new Set([...starts].filter((at) => isAt(regex.place, points, at)));
    case 'sequence':
      return regex.parts.reduce((reached, part) => ends(part, points, reached), starts);
    case 'choice':
      return new Set(regex.options.flatMap((option) => [...ends(option, points, starts)]));
    case 'fold':
      return ends(regex.part, points, starts);
    case 'repeat':
      return repeats(regex, points, starts);
  }
}

function repeats(
  { part, least, most }: Regex & { readonly kind: 'repeat' },
  points: readonly number[],
  starts: ReadonlySet<number>,
): ReadonlySet<number> {
  let reached = starts;
  for (let time = 0; time < least && reached.size > 0; time++) reached = ends(part, points, reached);
  const all = new Set(reached);
  for (let time = least; time < (most ?? Number.POSITIVE_INFINITY); time++) {
    reached = new Set([...ends(part, points, reached)].filter((at) => !all.has(at)));
    if (reached.size === 0) break;
    for (const at of reached) all.add(at);
  }
  return all;
}

function isAt(place: (Regex & { readonly kind: 'at' })['place'], points: readonly number[], at: number): boolean {
  if (place === 'start') return at === 0;
  if (place === 'end') return at === points.length;
  const isBoundary = isWordPoint(points[at - 1]) !== isWordPoint(points[at]);
  return place === 'boundary' ? isBoundary : !isBoundary;
}

function isWordPoint(code: number | undefined): boolean {
  return code !== undefined && /^\w$/.test(String.fromCodePoint(code));
}

function isIn({ items, negated }: Regex & { readonly kind: 'set' }, code: number): boolean {
  return items.some((item) => holds(item, code)) !== negated;
}

function holds(item: SetItem, code: number): boolean {
  if ('from' in item) return item.from <= code && code <= item.to;
  const name = item.property.length <= 2 ? item.property : `Script=${item.property}`;
  return new RegExp(`^\\p{${name}}$`, 'u').test(String.fromCodePoint(code)) !== item.negated;
}
