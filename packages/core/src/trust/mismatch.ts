import type { WeighingStatement } from '../port/attestation.ts';

/** What each field is called in a reason. */
const words: Readonly<Record<keyof WeighingStatement, string>> = {
  model: 'the model',
  bytes: 'the bytes',
  record: 'the record',
  policy: 'the policy',
  verdict: 'the verdict',
  repository: 'the repository',
  commit: 'the commit',
  key: 'the key',
};

/**
 * Where a signed statement differs from what is expected, in words, or undefined when everything expected was signed. A
 * field that is expected and was not signed differs, too.
 */
export function mismatch(expected: Partial<WeighingStatement>, found: WeighingStatement): string | undefined {
  for (const field of Object.keys(words) as (keyof WeighingStatement)[]) {
    const wanted = expected[field];
    if (wanted === undefined || same(field, wanted, found[field])) continue;
    return `it was signed for ${words[field]} ${found[field] ?? '(none)'}, not ${wanted}`;
  }
  return undefined;
}

/** Forges compare owner and repository names without regard to case. */
function same(field: keyof WeighingStatement, wanted: string, found: string | undefined): boolean {
  return field === 'repository' ? wanted.toLowerCase() === found?.toLowerCase() : wanted === found;
}
