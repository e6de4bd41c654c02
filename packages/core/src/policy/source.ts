import type { Place, UserError } from '../error/user-error.ts';

/** Keys and indices from the root of the policy. */
export type PolicyPath = readonly (string | number)[];

/** Where a key, or the value behind it, is in the file. */
export type Locate = (path: PolicyPath, part: 'key' | 'value') => Place;

/** The text of a scalar as it stands in the file: `0.010`, not 0.01. Undefined where it is not known. */
export type Written = (path: PolicyPath) => string | undefined;

/** `models.churn.gate[2].max-drop`, or "the policy" for its root. */
export function pathText(path: PolicyPath): string {
  if (path.length === 0) return 'the policy';
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The value at a path; undefined when something on the way is missing. */
export function valueAt(root: unknown, path: PolicyPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return Reflect.get(value, part);
  }, root);
}

/** The error that stands first in the file; of two at one place, the one found first. */
export function firstError(errors: readonly UserError[]): UserError | undefined {
  return [...errors].sort((a, b) => order(a, b))[0];
}

function order(a: UserError, b: UserError): number {
  const lines = (a.place?.line ?? 0) - (b.place?.line ?? 0);
  return lines !== 0 ? lines : (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

/** Names for a sentence, cut so that an error stays short: `a, b, c and 7 more`. */
export function listed(names: readonly string[], limit = 120): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + 2;
    if (length > limit && shown.length > 0) break;
    shown.push(name);
  }
  const more = names.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}

/** Somebody else's text in an error: one line, no control characters, at most `limit` characters. */
export function shortened(text: string, limit = 48): string {
  const oneLine = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return oneLine.length <= limit ? oneLine : `${oneLine.slice(0, limit - 1)}…`;
}
