/** How a model's versions are called (`register.scheme`). */
export type Scheme = 'semver' | 'calendar';

/** A version taken apart: three numbers, and what is after the hyphen. */
export interface VersionParts {
  readonly numbers: readonly number[];
  /** Of semver the identifiers of a pre-release, of a calendar version the count of the day (none: the first). */
  readonly rest: readonly string[];
  /** A calendar version: the more of the day, the newer. A pre-release is older than its release. */
  readonly counts?: boolean;
}

const number = '(0|[1-9]\\d{0,8})';
const parts = new RegExp(`^v${number}\\.${number}\\.${number}(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?$`);

/** The parts of a version's name; undefined when it is of another scheme. */
export function partsOf(name: string, scheme: Scheme): VersionParts | undefined {
  const found = parts.exec(name);
  if (found === null) return undefined;
  const numbers = found.slice(1, 4).map(Number);
  const rest = found[4]?.split('.') ?? [];
  if (isDay(numbers, rest) !== (scheme === 'calendar')) return undefined;
  return { numbers, rest, counts: scheme === 'calendar' };
}

/** `v2026.11.22` and `v2026.11.22-2`. No one counts two thousand breaking changes. */
function isDay([year = 0, month = 0, day = 0]: readonly number[], rest: readonly string[]): boolean {
  const counted = rest.length === 0 || (rest.length === 1 && /^(?:[2-9]|[1-9]\d{1,5})$/.test(rest[0] ?? ''));
  return counted && year >= 2000 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/**
 * Below zero when `a` is older than `b` by name, above when newer, 0 when neither; undefined when one of them is of
 * another scheme. Semver's own order (semver.org, item 11); of calendar versions by day, then by count.
 */
export function compareVersions(a: string, b: string, scheme: Scheme): number | undefined {
  const [left, right] = [partsOf(a, scheme), partsOf(b, scheme)];
  return left && right ? compareParts(left, right) : undefined;
}

/** The order of two versions of one scheme. */
export function compareParts(a: VersionParts, b: VersionParts): number {
  for (const [index, one] of a.numbers.entries()) {
    const difference = one - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.counts || b.counts) return Number(a.rest[0] ?? 1) - Number(b.rest[0] ?? 1);
  if (a.rest.length === 0 || b.rest.length === 0) return b.rest.length - a.rest.length;
  return comparePrerelease(a.rest, b.rest);
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and below words; words by their letters. */
function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
